import {
  compileMatchers,
  type AlertmanagerMatcher,
  type AlertmanagerPostSilence,
  type AlertmanagerSilence,
  type Matcher,
  type SilenceSpec,
  type StoredSilence,
} from '@watchroom/contract';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.js';
import type { Handlers } from '../http/route.js';
import { readAlertmanagerFilter } from './alertmanager-filter.js';
import type { SilenceBook } from './silence-book.js';
import { silenceStateAt } from './silence-rule.js';

const ops = { '=': [false, true], '!=': [false, false], '=~': [true, true], '!~': [true, false] } as const;

const toV2 = ({ label, op, value }: Matcher): AlertmanagerMatcher => {
  const [isRegex, isEqual] = ops[op];
  return { name: label, value, isRegex, isEqual };
};
const fromV2 = ({ name, value, isRegex, isEqual = true }: AlertmanagerMatcher): Matcher => ({
  label: name,
  value,
  op: isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=',
});

const silenceToV2 = (silence: StoredSilence, now: number): AlertmanagerSilence => ({
  id: silence.id,
  matchers: silence.matchers.map(toV2),
  startsAt: new Date(silence.startsAt).toISOString(),
  endsAt: new Date(silence.endsAt).toISOString(),
  updatedAt: new Date(silence.updatedAt).toISOString(),
  createdBy: silence.createdBy,
  comment: silence.comment,
  status: { state: silenceStateAt(silence, now) },
});

const specOf = (body: AlertmanagerPostSilence): SilenceSpec => ({
  matchers: body.matchers.map(fromV2),
  startsAt: Date.parse(body.startsAt),
  endsAt: Date.parse(body.endsAt),
  comment: body.comment.trim() === '' ? '(no comment)' : body.comment.trim(),
  endsOnResolve: false,
  mode: 'enforce',
});

/** As Alertmanager filters silences: for each matcher of the filter the silence has one on that label whose value it matches. */
const passes = (silence: StoredSilence, filter: readonly Matcher[]): boolean =>
  filter.every((wanted) => {
    const holds = compileMatchers([wanted]);
    return silence.matchers.some(({ label, value }) => label === wanted.label && holds({ [label]: value }));
  });

/** The silences in the shape of Alertmanager's API v2, so that amtool and karma work with them. */
export const createAlertmanagerSilences = (deps: {
  silences: SilenceBook;
  clock: Clock;
}): Pick<
  Handlers,
  'alertmanagerSilences' | 'alertmanagerGetSilence' | 'alertmanagerPostSilence' | 'alertmanagerExpireSilence'
> => {
  const { silences, clock } = deps;

  const post = async (body: AlertmanagerPostSilence, login: string): Promise<string> => {
    const spec = specOf(body);
    const by = body.createdBy.trim() || login;
    const before = body.id ? silences.get(body.id) : null;
    if (before === null) {
      return (await silences.create(spec, by, login)).id;
    }
    const isOver = silenceStateAt(before, clock.now()) === 'expired';
    if (!isOver && isDeepStrictEqual(before.matchers, spec.matchers)) {
      const { endsOnResolve, mode } = before;
      return (await silences.update(before.id, { ...spec, endsOnResolve, mode }, by, login)).id;
    }
    // Other matchers make another silence, and one that is over stays over.
    const made = await silences.create(spec, by, login);
    if (!isOver) {
      await silences.expire(before.id, login, `Replaced by ${by}`);
    }
    return made.id;
  };

  return {
    alertmanagerSilences: ({ query }) => {
      const filter = readAlertmanagerFilter(query.filter);
      const now = clock.now();
      const found = silences.all().filter((silence) => passes(silence, filter));
      return Promise.resolve(found.map((silence) => silenceToV2(silence, now)));
    },
    alertmanagerGetSilence: async ({ params }) =>
      Promise.resolve(silenceToV2(silences.get(params['id'] ?? ''), clock.now())),
    alertmanagerPostSilence: async ({ body, identity }) => ({ silenceID: await post(body, identity.sub) }),
    alertmanagerExpireSilence: async ({ params, identity }) => {
      await silences.expire(params['id'] ?? '', identity.sub, `Ended by ${identity.sub}`);
      return {};
    },
  };
};
