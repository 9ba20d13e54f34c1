import type { Peer } from './span.js';

/**
 * The attributes that are read of a span, by OpenTelemetry's semantic conventions, old and new names. Of an address only the host is
 * used; statements, headers, queries and users are not read at all.
 */
export const peerAttributes: ReadonlySet<string> = new Set([
  'peer.service',
  'db.system.name',
  'db.system',
  'db.namespace',
  'db.name',
  'db.operation.name',
  'db.operation',
  'db.collection.name',
  'db.sql.table',
  'messaging.system',
  'messaging.destination.name',
  'messaging.destination',
  'messaging.operation.type',
  'messaging.operation.name',
  'messaging.operation',
  'rpc.system',
  'rpc.service',
  'rpc.method',
  'http.request.method',
  'http.method',
  'http.route',
  'url.template',
  'url.full',
  'http.url',
  'server.address',
  'net.peer.name',
]);

/** The first of some attributes that is there; empty where none is. */
export const firstOf = (attributes: ReadonlyMap<string, string>, names: readonly string[]): string =>
  names.map((name) => attributes.get(name)).find((value) => value !== undefined) ?? '';

const hostOf = (attributes: ReadonlyMap<string, string>): string => {
  const address = firstOf(attributes, ['server.address', 'net.peer.name']);
  const url = firstOf(attributes, ['url.full', 'http.url']);
  return address || (URL.canParse(url) ? new URL(url).hostname : '');
};

/** Whom a client or producer calls, where it says so; null where it does not. */
export const peerOf = (attributes: ReadonlyMap<string, string>): Peer | null => {
  const named = attributes.get('peer.service') ?? '';
  const database = firstOf(attributes, ['db.system.name', 'db.system']);
  if (database !== '') {
    const namespace = firstOf(attributes, ['db.namespace', 'db.name']);
    // Redis counts its databases.
    const which = /^\d*$/.test(namespace) ? hostOf(attributes) : namespace;
    return { name: named || (which ? `${database}/${which}` : database), kind: 'database' };
  }
  const messaging = attributes.get('messaging.system') ?? '';
  if (messaging !== '') {
    const destination = firstOf(attributes, ['messaging.destination.name', 'messaging.destination']);
    return { name: named || (destination ? `${messaging}/${destination}` : messaging), kind: 'messaging' };
  }
  const name = named || hostOf(attributes) || (attributes.get('rpc.service') ?? '');
  return name === '' ? null : { name, kind: 'external' };
};
