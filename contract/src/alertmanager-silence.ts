import { z } from 'zod';
import { silenceState } from './suppression.js';

/** Silences as Alertmanager's API v2 says them, for amtool, karma and others. */
const matcherV2 = z.object({
  name: z.string().min(1).max(1024),
  value: z.string().max(1000),
  isRegex: z.boolean(),
  isEqual: z.boolean().optional(),
});
export type AlertmanagerMatcher = z.output<typeof matcherV2>;

const fields = {
  matchers: z.array(matcherV2).min(1).max(20),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  createdBy: z.string().max(200),
  comment: z.string().max(2000),
};

/** With an id: change that one; Alertmanager, too, makes a new one where that can't be. */
export const alertmanagerPostSilence = z.object({ ...fields, id: z.string().optional() });
export type AlertmanagerPostSilence = z.output<typeof alertmanagerPostSilence>;

export const alertmanagerSilence = z
  .object({
    ...fields,
    id: z.string(),
    updatedAt: z.iso.datetime({ offset: true }),
    status: z.object({ state: silenceState }),
  })
  .meta({ id: 'AlertmanagerSilence' });
export type AlertmanagerSilence = z.output<typeof alertmanagerSilence>;
