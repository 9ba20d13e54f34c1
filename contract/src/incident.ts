import { z } from 'zod';
import { instant, maybeInstant } from './time.js';
import { alertStatus, labels } from './alert.js';
import { severity } from './severity.js';

/** Alerts that belong together. */
export const incident = z
  .object({
    id: z.string(),
    title: z.string(),
    /** Firing while any member fires. */
    status: alertStatus,
    /** The worst its members have had. */
    severity,
    services: z.array(z.string()),
    /** Labels that all members share. */
    sharedLabels: labels,
    /** The correlation rule that made it, and the value it groups on, e.g. `service=cart`. */
    rule: z.string(),
    groupKey: z.string(),
    alertCount: z.int(),
    firingCount: z.int(),
    startsAt: instant,
    lastSeenAt: instant,
    resolvedAt: maybeInstant,
    version: z.int(),
  })
  .meta({ id: 'Incident' });
export type Incident = z.output<typeof incident>;
