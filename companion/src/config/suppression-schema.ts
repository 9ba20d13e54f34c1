import {
  inhibitionRuleSpec,
  maintenanceWindowSpec,
  silenceSpec,
  type Matcher,
  type StoredSilence,
} from '@watchroom/contract';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { matcherProblems, regexProblems, type MatcherProblem } from '../suppression/check-matchers.js';
import { scheduleProblem } from '../suppression/window-times.js';
import { matcherList } from './matcher-list.js';

const checkedBy = (problemsOf: (list: Matcher[]) => MatcherProblem[]) =>
  matcherList.superRefine((list: Matcher[], context) => {
    const problems = list.length === 0 ? [{ index: null, message: 'must name at least one label' }] : problemsOf(list);
    for (const { index, message } of problems) {
      context.addIssue({ code: 'custom', message, path: index === null ? [] : [index, 'value'] });
    }
  });

/** Matchers over alerts, as text or as a list. */
const matchers = checkedBy(matcherProblems);
/** One side of an inhibition rule may match everything, as `alertname!="HostDown"` does. */
const side = checkedBy(regexProblems);

const moment = z.string().refine((text) => /(?:Z|[+-]\d{2}:\d{2})$/.test(text) && DateTime.fromISO(text).isValid, {
  error: 'must be a time with an offset, like 2026-12-01T22:00:00Z',
});

export const silenceKeys = z.strictObject({
  name: maintenanceWindowSpec.shape.name,
  comment: z.string().max(2000).default(''),
  matchers,
  startsAt: moment,
  endsAt: moment,
  mode: silenceSpec.shape.mode,
});

/** A silence of a file: its name stands for its comment, and it belongs to no person. */
export const silenceConfig = silenceKeys
  .superRefine(({ startsAt, endsAt }, context) => {
    if (!(Date.parse(startsAt) < Date.parse(endsAt))) {
      context.addIssue({ code: 'custom', path: ['endsAt'], message: `must be after startsAt (${startsAt})` });
    }
  })
  .transform(({ name, comment, startsAt, endsAt, ...rest }): StoredSilence => ({
    ...rest,
    id: `file:${name}`,
    comment: comment === '' ? name : `${name}\n${comment}`,
    startsAt: Date.parse(startsAt),
    endsAt: Date.parse(endsAt),
    endsOnResolve: false,
    createdBy: 'file',
    createdAt: Date.parse(startsAt),
    updatedBy: null,
    updatedAt: Date.parse(startsAt),
    endedBecause: null,
    firstHitAt: null,
    noticedEnd: null,
  }));

export const maintenanceWindowKeys = z.strictObject({ ...maintenanceWindowSpec.shape, matchers });

export const maintenanceWindowConfig = maintenanceWindowKeys.superRefine((spec, context) => {
  const wrong = scheduleProblem(spec);
  if (wrong) {
    context.addIssue({ code: 'custom', path: [wrong.field], message: wrong.message });
  }
});

export const inhibitionRuleKeys = z.strictObject({ ...inhibitionRuleSpec.shape, source: side, target: side });
export const inhibitionRuleConfig = inhibitionRuleKeys;
