import { z } from 'zod';

export const healthCheck = z
  .object({
    name: z.string(),
    status: z.enum(['ok', 'failing', 'starting']),
    /** What was tried and what answered. */
    detail: z.string(),
    /** What to do about it; null where nothing is wrong. */
    remedy: z.string().nullable(),
  })
  .meta({ id: 'HealthCheck' });
export type HealthCheck = z.output<typeof healthCheck>;

export const readiness = z
  .object({ status: z.enum(['ok', 'failing', 'starting']), version: z.string(), checks: z.array(healthCheck) })
  .meta({ id: 'Readiness' });
export type Readiness = z.output<typeof readiness>;

/** How the companion is set up, for the configuration page. Never holds a secret. */
export const statusReport = z
  .object({
    ...readiness.shape,
    alertStore: z.enum(['embedded', 'elasticsearch']),
    timeseriesStore: z.enum(['embedded', 'clickhouse']),
    startedAt: z.iso.datetime(),
    detectors: z.int(),
    series: z.int(),
    user: z.object({ login: z.string(), role: z.string() }),
  })
  .meta({ id: 'StatusReport' });
export type StatusReport = z.output<typeof statusReport>;
