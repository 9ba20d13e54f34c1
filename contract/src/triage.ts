import { z } from 'zod';
import { instant } from './time.js';

const reason = z.string().max(2000).optional();

/** What a person does to an alert. */
export const triageAction = z
  .discriminatedUnion('action', [
    z.object({ action: z.literal('acknowledge'), reason }),
    z.object({ action: z.literal('unacknowledge'), reason }),
    z.object({ action: z.literal('snooze'), until: instant, reason }),
    z.object({ action: z.literal('unsnooze'), reason }),
    z.object({ action: z.literal('close'), reason }),
    z.object({ action: z.literal('reopen'), reason }),
    z.object({ action: z.literal('assign'), assignee: z.string().min(1).max(200).nullable(), reason }),
    z.object({ action: z.literal('comment'), text: z.string().min(1).max(10_000) }),
  ])
  .meta({ id: 'TriageAction' });
export type TriageAction = z.output<typeof triageAction>;

/** One action on many alerts. */
export const triageRequest = z
  .object({ alertIds: z.array(z.string().min(1)).min(1).max(1000), action: triageAction })
  .meta({ id: 'TriageRequest' });
export type TriageRequest = z.output<typeof triageRequest>;
