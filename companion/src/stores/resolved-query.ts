import { filterQuery, resolveQuery, type AlertFilter, type Asker, type QueryNode } from '@watchroom/contract';

/** Where nobody asks: now, and no "me". */
export const nobody = (): Asker => ({ me: null, now: Date.now() });

/** The definite query of a filter. @throws {QuerySyntaxError} */
export const resolvedQuery = (filter: AlertFilter, asker: Asker = nobody()): QueryNode =>
  resolveQuery(filterQuery(filter), asker);
