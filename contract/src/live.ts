import { z } from 'zod';
import { alert } from './alert.js';
import { incident } from './incident.js';
import { anomaly } from './series.js';

/** What flows to open pages. Changes of a short moment come together. */
export const liveMessage = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('hello'), version: z.string() }),
    z.object({ type: z.literal('changes'), alerts: z.array(alert), incidents: z.array(incident) }),
    z.object({ type: z.literal('anomalies'), anomalies: z.array(anomaly) }),
    /** People changed detectors or gave feedback (or took it back): what shows them or their bands is asked for anew. */
    z.object({ type: z.literal('detection'), changed: z.enum(['detectors', 'feedback']) }),
    /** Silences, maintenance windows or inhibition rules changed, began or ended; `notice`: what people should know of it. */
    z.object({ type: z.literal('suppression'), notice: z.string().nullable() }),
    /** Correlation rules changed. */
    z.object({ type: z.literal('correlation') }),
    /** The reader was too slow or was away: what it holds may be old, so fetch again. */
    z.object({ type: z.literal('resync') }),
  ])
  .meta({ id: 'LiveMessage' });
export type LiveMessage = z.output<typeof liveMessage>;
