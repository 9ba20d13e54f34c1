import type { SuppressionOrigin } from '@watchroom/contract';
import type { Logger } from 'pino';
import type { DocumentBook } from '../detection/document-book.js';
import { HttpProblem, notFound } from '../http/http-problem.js';
import { DocumentConflict } from '../stores/alert-store.js';
import { invalid, type FieldError } from './invalid.js';

export interface NamedRule<S> {
  spec: S;
  origin: SuppressionOrigin;
}

/** Rules that go by a name: maintenance windows and inhibition rules, of files and of people. A file's name wins. */
export interface NamedRules<S> {
  /** By name. */
  all(): Array<NamedRule<S>>;
  /** @throws {HttpProblem} 404 */
  get(name: string): NamedRule<S>;
  /** @throws {HttpProblem} 400, or 409 where the name is taken. */
  create(spec: S, by: string): Promise<NamedRule<S>>;
  /** @throws {HttpProblem} 400, 404, or 409 */
  update(name: string, spec: S, by: string): Promise<NamedRule<S>>;
  /** Gives what was removed. @throws {HttpProblem} 404, or 409 */
  remove(name: string, by: string): Promise<NamedRule<S>>;
}

const maxRules = 1000;

export const createNamedRules = <S extends { name: string }>(deps: {
  /** What one is called: "maintenance window". */
  what: string;
  book: DocumentBook<S>;
  files: readonly S[];
  check: (spec: S) => FieldError[];
  onChange: () => void;
  logger: Logger;
}): NamedRules<S> => {
  const { what, book, logger } = deps;
  const files = new Map(deps.files.map((spec) => [spec.name, spec]));
  const refuse = (detail: string): HttpProblem => new HttpProblem(409, `Can't change this ${what}`, { detail });
  const others = 'was changed by somebody else a moment ago; look at it and try again';

  const find = (name: string): NamedRule<S> | undefined => {
    const ofFile = files.get(name);
    const ofPeople = ofFile ? undefined : book.get(name)?.value;
    return ofFile ? { spec: ofFile, origin: 'file' } : ofPeople && { spec: ofPeople, origin: 'ui' };
  };
  const get = (name: string): NamedRule<S> => {
    const found = find(name);
    if (!found) {
      throw notFound(`${what} ${name}`);
    }
    return found;
  };
  const changeable = (name: string): NamedRule<S> => {
    const found = get(name);
    if (found.origin === 'file') {
      throw refuse(`"${name}" is provisioned by a file: change it there`);
    }
    return found;
  };
  const put = async (spec: S, expected: number | null, otherwise: string): Promise<NamedRule<S>> => {
    try {
      await book.put(spec.name, spec, expected);
    } catch (error) {
      throw error instanceof DocumentConflict ? refuse(otherwise) : error;
    }
    deps.onChange();
    return { spec, origin: 'ui' };
  };

  return {
    get,
    all: () => {
      const names = new Set([...files.keys(), ...book.entries().keys()]);
      return [...names].sort().flatMap((name) => find(name) ?? []);
    },
    create: async (spec, by) => {
      invalid(what, deps.check(spec));
      const taken = `There is a ${what} called "${spec.name}" already`;
      if (find(spec.name)) {
        throw refuse(taken);
      }
      if (book.entries().size >= maxRules) {
        throw refuse(`There are ${maxRules} already; remove some first`);
      }
      logger.info({ audit: `create ${what}`, by, spec });
      return put(spec, null, taken);
    },
    update: async (name, spec, by) => {
      changeable(name);
      const errors = deps.check(spec);
      if (spec.name !== name) {
        errors.push({ field: 'name', message: `must stay "${name}"; make a new one and remove this` });
      }
      invalid(what, errors);
      logger.info({ audit: `update ${what}`, by, spec });
      return put(spec, book.get(name)?.version ?? null, `"${name}" ${others}`);
    },
    remove: async (name, by) => {
      const removed = changeable(name);
      try {
        await book.remove(name);
      } catch (error) {
        throw error instanceof DocumentConflict ? refuse(`"${name}" ${others}`) : error;
      }
      logger.info({ audit: `delete ${what}`, by, spec: removed.spec });
      deps.onChange();
      return removed;
    },
  };
};
