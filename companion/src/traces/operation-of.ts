import { firstOf } from './peer-of.js';

const maxOperation = 200;

/** Ids, long numbers and mail addresses, which instrumentations write into names and which may be sensitive. */
const masks: ReadonlyArray<[RegExp, string]> = [
  [/[?#].*$/s, ''],
  [/\/\/[^/@\s]{1,200}@/g, '//'],
  [/[^\s/@]{1,100}@[^\s/@]{1,100}/g, '*'],
  [/\b[0-9a-fA-F]{8}-[0-9a-fA-F-]{9,27}\b/g, '*'],
  [/\b(?=[a-zA-Z]*\d)[0-9a-fA-F]{12,}\b/g, '*'],
  [/\d{4,}/g, '*'],
  [/\/\d+(?=\/|$)/g, '/*'],
];

const masked = (name: string): string =>
  masks
    .reduce((text, [pattern, by]) => text.replace(pattern, by), name.slice(0, maxOperation))
    .replaceAll(/\s+/g, ' ')
    .trim();

/**
 * What a span does, in few words that are the same for each such call: its route, method or statement's kind where attributes tell, else its
 * name without what changes from call to call. Never a statement or a query.
 */
export const operationOf = (name: string, attributes: ReadonlyMap<string, string>): string => {
  const route = firstOf(attributes, ['http.route', 'url.template']);
  const method = firstOf(attributes, ['http.request.method', 'http.method']);
  if (route !== '' && method !== '') {
    return masked(`${method} ${route}`);
  }
  if (firstOf(attributes, ['db.system.name', 'db.system']) !== '') {
    const operation = firstOf(attributes, ['db.operation.name', 'db.operation']) || (/^\w{1,40}/.exec(name)?.[0] ?? '');
    return masked(`${operation} ${firstOf(attributes, ['db.collection.name', 'db.sql.table'])}`) || 'query';
  }
  const rpc = firstOf(attributes, ['rpc.service']);
  if (rpc !== '') {
    return masked(`${rpc}/${firstOf(attributes, ['rpc.method'])}`);
  }
  return masked(name) || method || 'unnamed';
};
