import { changeKinds, changeStates, type ChangeKind } from '@watchroom/contract';
import { z } from 'zod';
import { checked } from '../intake/checked.js';
import { epochOrNull, labelsOf, optionalText, optionalWord, word } from '../intake/payload-fields.js';
import { hmacSha256 } from '../intake/signatures.js';
import { isSaneTime, type ChangeSender, type IncomingChange } from './change-sender.js';

/** Other words for a kind that tools use. */
const synonyms: Readonly<Record<string, ChangeKind>> = {
  deployment: 'deploy',
  release: 'deploy',
  rollout: 'deploy',
  rollback: 'deploy',
  feature_flag: 'flag',
  'feature-flag': 'flag',
  configuration: 'config',
  scale: 'scaling',
};

const kind = z
  .string()
  .transform((given) => {
    const lower = given.trim().toLowerCase();
    return synonyms[lower] ?? lower;
  })
  .pipe(z.enum(changeKinds, { error: `must be one of ${changeKinds.join(', ')}` }));

const time = z.union([z.string(), z.number()], { error: 'must be a time' }).transform((given, context): number => {
  const ms = epochOrNull(given);
  if (ms === null || !isSaneTime(ms)) {
    context.addIssue({ code: 'custom', message: 'must be a time: ISO 8601, or seconds or milliseconds since 1970' });
    return z.NEVER;
  }
  return ms;
});

const change = z
  .object({
    id: optionalWord,
    title: word.refine((title) => title.trim() !== '', 'must not be empty'),
    description: optionalText,
    kind: kind.nullish(),
    state: z.enum(changeStates, { error: `must be one of ${changeStates.join(', ')}` }).nullish(),
    service: optionalWord,
    environment: optionalWord,
    at: time.nullish(),
    /** Another word for `at`. */
    timestamp: time.nullish(),
    endsAt: time.nullish(),
    updatedAt: time.nullish(),
    version: optionalWord,
    previousVersion: optionalWord,
    by: optionalWord,
    url: optionalText,
    labels: z.record(z.string(), z.unknown()).nullish(),
  })
  .superRefine(({ at, timestamp, endsAt }, context) => {
    const begin = at ?? timestamp;
    if (typeof begin === 'number' && typeof endsAt === 'number' && endsAt < begin) {
      context.addIssue({ code: 'custom', path: ['endsAt'], message: 'must not be before at' });
    }
  });
const list = z.array(change).max(1000);
const wrapped = z.object({ changes: list });
const schema = z.union([change, list, wrapped]);

const read = (payload: unknown): Array<z.output<typeof change>> => {
  if (Array.isArray(payload)) {
    return checked(list, payload);
  }
  return typeof payload === 'object' && payload !== null && 'changes' in payload
    ? checked(wrapped, payload).changes
    : [checked(change, payload)];
};

/** What names neither id nor time is the same change where it comes again within this time. */
const repeatedWithin = 10 * 60_000;

const toChange = (given: z.output<typeof change>, receivedAt: number): IncomingChange => {
  const begin = given.at ?? given.timestamp ?? null;
  const { id, title, kind: kindGiven, service, environment, version } = given;
  const moment = begin ?? `received ${Math.floor(receivedAt / repeatedWithin)}`;
  const said = [kindGiven ?? 'other', service ?? '', environment ?? '', version ?? '', title, String(moment)];
  return {
    identity: id ? ['id', id] : said,
    at: begin ?? given.endsAt ?? receivedAt,
    endsAt: given.endsAt ?? null,
    kind: kindGiven ?? 'other',
    state: given.state ?? 'done',
    title,
    description: given.description ?? '',
    service: service ?? null,
    environment: environment ?? null,
    version: version ?? null,
    previousVersion: given.previousVersion ?? null,
    by: given.by ?? null,
    url: given.url ?? null,
    labels: labelsOf(given.labels),
    updatedAt: given.updatedAt ?? receivedAt,
  };
};

/** Any script or pipeline: one change as JSON, a list of them, or `{changes: [...]}`. */
export const genericChanges: ChangeSender = {
  name: 'changes',
  title: 'Changes (JSON)',
  source: 'generic',
  schema,
  signature: hmacSha256('X-Watchroom-Signature'),
  parse: (payload, { receivedAt }) => read(payload).map((one) => toChange(one, receivedAt)),
};
