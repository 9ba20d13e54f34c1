import { randomUUID } from 'node:crypto';
import type { SilenceSpec, SilenceState, StoredSilence } from '@watchroom/contract';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { DocumentBook } from '../detection/document-book.js';
import { HttpProblem, notFound } from '../http/http-problem.js';
import { DocumentConflict } from '../stores/alert-store.js';
import { checkMatchers, invalid, type FieldError } from './invalid.js';
import { silenceRule, silenceStateAt } from './silence-rule.js';
import type { TimedRule } from './timed-rule.js';

/** The silences of files and of people. `by` is shown as who did it, `login` is written to the log where a tool acts for others. */
export interface SilenceBook {
  all(): StoredSilence[];
  /** @throws {HttpProblem} 404 */
  get(id: string): StoredSilence;
  isFromFile(id: string): boolean;
  ruleOf(silence: StoredSilence): TimedRule;
  /** @throws {HttpProblem} 400 naming each field. */
  create(spec: SilenceSpec, by: string, login?: string): Promise<StoredSilence>;
  /** @throws {HttpProblem} 400, 404, or 409 where it is a file's or has expired. */
  update(id: string, spec: SilenceSpec, by: string, login?: string): Promise<StoredSilence>;
  /** Ends it now. @throws {HttpProblem} 404, or 409 */
  expire(id: string, by: string | null, because: string): Promise<StoredSilence>;
  /** What Watchroom itself notes on one; passed over where somebody else has just changed it. */
  note(id: string, noted: Partial<Pick<StoredSilence, 'firstHitAt' | 'noticedEnd'>>): Promise<boolean>;
  /** Removes those that ended long ago. */
  purge(): Promise<void>;
}

const day = 86_400_000;
const longest = 366 * day;
/** As long as Alertmanager keeps them. */
const keptAfterEnd = 5 * day;
const maxSilences = 5000;

const refuse = (detail: string): HttpProblem => new HttpProblem(409, "Can't change this silence", { detail });

export const createSilenceBook = (deps: {
  book: DocumentBook<StoredSilence>;
  files: readonly StoredSilence[];
  onChange: () => void;
  clock: Clock;
  logger: Logger;
}): SilenceBook => {
  const { book, clock, logger } = deps;
  const files = new Map(deps.files.map((silence) => [silence.id, silence]));
  const rules = new WeakMap<StoredSilence, TimedRule>();

  const ofPeople = (): StoredSilence[] => [...book.entries().values()].map(({ value }) => value);
  const get = (id: string): StoredSilence => {
    const found = files.get(id) ?? book.get(id)?.value;
    if (!found) {
      throw notFound(`silence ${id}`);
    }
    return found;
  };
  const changeable = (id: string, states: readonly SilenceState[] = ['pending', 'active']): StoredSilence => {
    const silence = get(id);
    if (files.has(id)) {
      throw refuse('It is provisioned by a file: change it there');
    }
    if (!states.includes(silenceStateAt(silence, clock.now()))) {
      throw refuse('It has expired: make a new one');
    }
    return silence;
  };

  const check = (spec: SilenceSpec): void => {
    const errors: FieldError[] = checkMatchers('matchers', spec.matchers);
    if (spec.endsAt <= spec.startsAt) {
      errors.push({ field: 'endsAt', message: 'must be after startsAt' });
    } else if (spec.endsAt <= clock.now()) {
      errors.push({ field: 'endsAt', message: 'must be in the future' });
    } else if (spec.endsAt - spec.startsAt > longest) {
      errors.push({ field: 'endsAt', message: 'must be within 366 days of startsAt' });
    }
    invalid('silence', errors);
  };

  const put = async (silence: StoredSilence): Promise<StoredSilence> => {
    try {
      await book.put(silence.id, silence, book.get(silence.id)?.version ?? null);
    } catch (error) {
      throw error instanceof DocumentConflict
        ? refuse('It was changed by somebody else a moment ago; look at it and try again')
        : error;
    }
    deps.onChange();
    return silence;
  };

  return {
    all: () => [...files.values(), ...ofPeople()],
    get,
    isFromFile: (id) => files.has(id),
    ruleOf: (silence) => {
      const rule = rules.get(silence) ?? silenceRule(silence);
      rules.set(silence, rule);
      return rule;
    },
    create: async (spec, by, login = by) => {
      check(spec);
      const now = clock.now();
      if (ofPeople().filter((silence) => silenceStateAt(silence, now) !== 'expired').length >= maxSilences) {
        throw refuse(`There are ${maxSilences} silences; end some first`);
      }
      const silence: StoredSilence = {
        ...spec,
        startsAt: Math.max(spec.startsAt, now),
        id: randomUUID(),
        createdBy: by,
        createdAt: now,
        updatedBy: null,
        updatedAt: now,
        endedBecause: null,
        firstHitAt: null,
        noticedEnd: null,
      };
      logger.info({ audit: 'create silence', by: login, silence });
      return put(silence);
    },
    update: async (id, spec, by, login = by) => {
      const before = changeable(id);
      const now = clock.now();
      const begun = before.startsAt <= now;
      const next = { ...spec, startsAt: begun ? before.startsAt : Math.max(spec.startsAt, now) };
      check(next);
      logger.info({ audit: 'update silence', by: login, id, spec: next });
      return put({ ...before, ...next, updatedBy: by, updatedAt: now });
    },
    expire: async (id, by, because) => {
      const before = changeable(id);
      const now = clock.now();
      logger.info({ audit: 'expire silence', by, id, because });
      return put({
        ...before,
        startsAt: Math.min(before.startsAt, now),
        endsAt: now,
        endedBecause: because,
        updatedBy: by,
        updatedAt: now,
      });
    },
    note: async (id, noted) => {
      const entry = book.get(id);
      if (!entry) {
        return files.has(id);
      }
      try {
        await book.put(id, { ...entry.value, ...noted }, entry.version);
        // Nothing that a rule goes by has changed.
        const rule = rules.get(entry.value);
        const value = book.get(id)?.value;
        if (rule && value) {
          rules.set(value, rule);
        }
        return true;
      } catch (error) {
        if (error instanceof DocumentConflict) {
          return false;
        }
        throw error;
      }
    },
    purge: async () => {
      const before = clock.now() - keptAfterEnd;
      for (const { id, endsAt } of ofPeople()) {
        if (endsAt < before) {
          await book.remove(id);
        }
      }
    },
  };
};
