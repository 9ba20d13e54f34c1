import { z } from 'zod';
import type { RouteSpec } from './routes.js';
import { callSample, serviceGraph } from './service-graph.js';
import { moment } from './time.js';

const name = z.string().max(500);

/** The service graph; part of `routes`. */
export const serviceGraphRoutes = {
  getServiceGraph: {
    method: 'GET',
    path: '/api/v1/service-graph',
    summary: 'Who calls whom in a window, with rate, errors and duration, from spans, labels and YAML',
    role: 'Viewer',
    query: z.object({
      from: moment,
      to: moment,
      /** Only this service, those that it calls and those that call it. */
      service: name.optional(),
      limit: z.coerce.number().int().min(1).max(2000).default(500),
    }),
    response: serviceGraph,
  },
  listCallSamples: {
    method: 'GET',
    path: '/api/v1/service-graph/samples',
    summary: 'Examples of calls between services: failed ones first, then the slowest',
    role: 'Viewer',
    query: z.object({
      from: moment,
      to: moment,
      /** Empty: callers that are not known. */
      caller: name.optional(),
      callee: name.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(20),
    }),
    response: z.object({ items: z.array(callSample) }),
  },
} as const satisfies Record<string, RouteSpec>;
