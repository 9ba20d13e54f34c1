import { z } from 'zod';
import { problem } from './problem.js';
import { routes, type RouteSpec } from './routes.js';

type Json = Record<string, unknown>;

const problemResponses: Record<string, string> = {
  '400': 'A parameter or a field is wrong; `errors` names it',
  '401': 'No valid token',
  '403': 'The role is too low',
  '404': 'There is no such thing',
  '409': 'The state does not allow it',
  '503': 'A store cannot be reached; try again after `Retry-After` seconds',
};

/** Wire form of a schema as JSON Schema; named schemas become references below `#/components/schemas`. */
const wireSchema = (schema: z.ZodType, io: 'input' | 'output', named: Json): Json => {
  const { $schema, $defs, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Json;
  void $schema;
  for (const [name, definition] of Object.entries(($defs ?? {}) as Json)) {
    named[name] = definition;
  }
  return JSON.parse(JSON.stringify(rest).replaceAll('#/$defs/', '#/components/schemas/')) as Json;
};

const parameters = (route: RouteSpec, named: Json): Json[] => {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(route.query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !schema.safeParse(undefined).success,
    schema: wireSchema(schema as z.ZodType, 'input', named),
  }));
  return [...inPath, ...inQuery];
};

const operation = (operationId: string, route: RouteSpec, named: Json): Json => ({
  operationId,
  summary: route.summary,
  description: `Least role: ${route.role}.`,
  security: [{ bearer: [] }],
  parameters: parameters(route, named),
  ...(route.body && {
    requestBody: {
      required: true,
      content: { 'application/json': { schema: wireSchema(route.body, 'input', named) } },
    },
  }),
  responses: {
    '200': {
      description: 'Done',
      content: { 'application/json': { schema: wireSchema(route.response, 'input', named) } },
    },
    ...Object.fromEntries(
      Object.entries(problemResponses).map(([status, description]) => [
        status,
        { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      ])
    ),
  },
});

/** The OpenAPI 3.1 document of the API. */
export const openApiDocument = (version: string): Json => {
  const named: Json = {};
  wireSchema(z.object({ problem }), 'input', named);
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries<RouteSpec>(routes)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route, named) };
  }
  const schemas = JSON.parse(JSON.stringify(named).replaceAll('#/$defs/', '#/components/schemas/')) as Json;
  return {
    openapi: '3.1.0',
    info: { title: 'Watchroom', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } }, schemas },
  };
};
