import { z } from 'zod';
import { suppression, timelineKinds } from './alert.js';
import { instant } from './time.js';

/** Why people heard, or did not hear, of an alert. */
export const alertWhy = z
  .object({
    /** One or two sentences: how it stands. */
    summary: z.string(),
    /** Oldest first. */
    decisions: z.array(
      z.object({ at: instant, kind: z.enum(timelineKinds), actor: z.string().nullable(), text: z.string() })
    ),
    /** Earlier ones that are left out. */
    earlier: z.int(),
    /** What would happen if it fired anew now. */
    ifNow: z.object({
      send: z.boolean(),
      reason: z.string(),
      text: z.string(),
      suppressedBy: z.array(suppression),
      /** What is set to monitor only and would suppress it. */
      monitoredBy: z.array(suppression),
    }),
  })
  .meta({ id: 'AlertWhy' });
export type AlertWhy = z.output<typeof alertWhy>;
