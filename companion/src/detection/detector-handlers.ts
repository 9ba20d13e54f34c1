import type { Detector, DetectorSpec } from '@watchroom/contract';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { HttpProblem, notFound } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import { DocumentConflict } from '../stores/alert-store.js';
import type { Calendars } from './calendars.js';
import { checkSpec, type SpecCheck } from './check-spec.js';
import type { DetectorSet } from './detector-set.js';
import type { DocumentBook } from './document-book.js';

const conflict = (detail: string): HttpProblem => new HttpProblem(409, "Can't change this detector", { detail });

/** Detectors made, changed and removed by people. What is stored is put to work at once; `onChange` tells open pages. */
export const createDetectorHandlers = (deps: {
  book: DocumentBook<DetectorSpec>;
  set: DetectorSet;
  check: SpecCheck;
  calendars: Pick<Calendars, 'quiet'>;
  clock: Clock;
  counts: () => Promise<ReadonlyMap<string, number>>;
  onChange: () => void;
  logger: Logger;
}): Pick<Handlers, 'listDetectors' | 'getDetector' | 'createDetector' | 'updateDetector' | 'deleteDetector'> => {
  const { book, set, check, logger } = deps;

  const described = async (name: string): Promise<Detector> => {
    const health = set.health(name);
    if (!health) {
      throw notFound(`detector ${name}`);
    }
    return {
      ...health,
      anomaliesLastWeek: (await deps.counts()).get(name) ?? 0,
      quiet: deps.calendars.quiet(health.spec, deps.clock.now()),
    };
  };

  /** The version of a detector that may be changed. */
  const changeable = (name: string): number => {
    if (set.origin(name) === 'file') {
      throw conflict(`"${name}" is provisioned by a file: change it there`);
    }
    const stored = book.get(name);
    if (!stored) {
      throw notFound(`detector ${name}`);
    }
    return stored.version;
  };

  const store = async (spec: DetectorSpec, expected: number | null, otherwise: string): Promise<void> => {
    try {
      await book.put(spec.name, spec, expected);
    } catch (error) {
      throw error instanceof DocumentConflict ? conflict(otherwise) : error;
    }
    set.put(spec, 'ui');
    deps.onChange();
  };

  return {
    listDetectors: async () => ({ items: await Promise.all(set.names().map(described)) }),
    getDetector: async ({ params }) => described(params['name'] ?? ''),

    createDetector: async ({ body, identity }) => {
      check(body);
      const taken = `There is a detector called "${body.name}" already`;
      if (set.has(body.name)) {
        throw conflict(taken);
      }
      await store(body, null, taken);
      logger.info({ audit: 'create detector', by: identity.sub, detector: body.name, spec: body });
      return described(body.name);
    },

    updateDetector: async ({ params: { name = '' }, body, identity }) => {
      const version = changeable(name);
      if (body.name !== name) {
        checkSpec(body, [{ field: 'name', message: `must stay "${name}": its alerts go by it; make a new detector` }]);
      }
      check(body);
      await store(body, version, `"${name}" was changed by somebody else a moment ago; look at it and try again`);
      logger.info({ audit: 'update detector', by: identity.sub, detector: name, spec: body });
      return described(name);
    },

    deleteDetector: async ({ params: { name = '' }, identity }) => {
      changeable(name);
      const last = await described(name);
      try {
        await book.remove(name);
      } catch (error) {
        throw error instanceof DocumentConflict
          ? conflict(`"${name}" was changed by somebody else a moment ago; look at it and try again`)
          : error;
      }
      set.remove(name);
      deps.onChange();
      logger.info({ audit: 'delete detector', by: identity.sub, detector: name, spec: last.spec });
      return last;
    },
  };
};
