import { severities, type Alert, type QueryNode } from '@watchroom/contract';
import { anAlert, minute, start, times } from '../../../test/stores/alert-documents.js';

/** Whole numbers below n, the same for the same seed. */
export const createChance = (seed: number) => {
  let state = seed;
  const below = (n: number): number => (state = (state * 48271) % 2147483647) % n;
  return { below, pick: <T>(items: readonly T[]): T => items[below(items.length)] as T };
};
type Chance = ReturnType<typeof createChance>;

const services = ['cart', 'cart-db', 'check out', 'Ünïcode', '*', 'a.b*c', '', null];
const words = ['disk', 'full', 'node_cpu', '10.0.0.1:9100', 'ÉCLAIR', 'p99', '"quoted"', 'x', '字'];
const labelNames = ['pod', 'team', 'owner', 'k8s.io/app', 'odd name', 'po', 'a"b'];
const labelValues = ['p-1', 'p-2', 'P-1', 'sre', 'db*a', '', 'a b', 'ß', '[x].?', '~#@&<>'];

/** Alerts that differ in all that the query language can ask. */
export const someAlerts = (chance: Chance, count: number): Alert[] =>
  times(count, (n) => {
    const status = chance.pick(['firing', 'resolved'] as const);
    return anAlert(`a${n}`, {
      name: times(1 + chance.below(3), () => chance.pick(words)).join(' '),
      summary: chance.pick(words),
      description: times(chance.below(4), () => chance.pick(words)).join('\n'),
      status,
      triage: chance.pick(['open', 'acknowledged', 'snoozed', 'closed'] as const),
      severity: chance.pick(severities),
      sender: chance.pick(['grafana', 'alertmanager']),
      service: chance.pick(services),
      assignee: chance.pick(['ann', 'me', null]),
      labels: Object.fromEntries(times(chance.below(5), () => [chance.pick(labelNames), chance.pick(labelValues)])),
      incidentId: chance.pick(['i1', 'i2', null]),
      suppressedBy: times(chance.below(3), () => ({
        kind: chance.pick(['silence', 'inhibition', 'maintenance'] as const),
        id: 's',
        name: 'night',
      })),
      startsAt: start + chance.below(5) * minute,
      lastSeenAt: start + chance.below(5) * minute,
      firstSeenAt: start + chance.below(5) * minute,
      endsAt: status === 'resolved' ? start + chance.below(5) * minute : null,
      snoozedUntil: chance.pick([null, start + minute, start + 2 * minute]),
      eventCount: 1 + chance.below(4),
      refireCount: chance.below(3),
    });
  });

const someParts = (chance: Chance, values: ReadonlyArray<string | null>): string[] => {
  const value = chance.pick(values) ?? 'none';
  const cut = chance.below(value.length + 1);
  return chance.pick([
    [value],
    [value],
    [value.slice(0, cut), ''],
    ['', value.slice(cut)],
    [value.slice(0, cut), value.slice(cut)],
  ]);
};

const someCondition = (chance: Chance): QueryNode => {
  const value = (field: string, values: ReadonlyArray<string | null>): QueryNode => ({
    kind: 'value',
    field,
    parts: someParts(chance, values),
  });
  const exact = (field: string, values: readonly string[]): QueryNode => ({
    kind: 'value',
    field,
    parts: [chance.pick(values)],
  });
  return chance.pick<() => QueryNode>([
    () => ({
      kind: 'text',
      text: chance.pick(['disk', 'is', 'éclair', 'cpu 1', '9100', 'x', 'sre', '"q', '字', '.0.']),
    }),
    () => value('service', services),
    () => value('name', words),
    () => value(`label.${chance.pick(labelNames)}`, labelValues),
    () => exact('status', ['firing', 'resolved']),
    () => exact('triage', ['open', 'closed']),
    () => exact('severity', severities),
    () => exact('suppressedBy', ['silence', 'inhibition']),
    () => value('team', ['sre', 'p-1']),
    () => value('assignee', ['ann', 'me']),
    () => exact('incident', ['i1', 'i2']),
    () => value('id', ['a1', 'a11', 'a20']),
    () => ({
      kind: 'has',
      field: chance.pick(['assignee', 'service', 'team', 'incident', 'suppressedBy', 'endsAt', 'snoozedUntil']),
    }),
    () => ({ kind: 'has', field: `label.${chance.pick(labelNames)}` }),
    () => ({
      kind: 'compare',
      field: chance.pick(['lastSeen', 'firstSeen', 'startsAt', 'endsAt', 'snoozedUntil']),
      op: chance.pick(['<', '<=', '>', '>='] as const),
      value: start + chance.below(5) * minute,
    }),
    () => ({
      kind: 'compare',
      field: chance.pick(['eventCount', 'refireCount']),
      op: chance.pick(['<', '<=', '>', '>=', '='] as const),
      value: chance.below(4),
    }),
  ])();
};

/** A query as the parser could have read it. */
export const someQuery = (chance: Chance, depth = 2): QueryNode => {
  const kind = depth === 0 ? 'one' : chance.pick(['one', 'one', 'and', 'or', 'not'] as const);
  switch (kind) {
    case 'one':
      return someCondition(chance);
    case 'not':
      return { kind: 'not', node: someQuery(chance, depth - 1) };
    default:
      return { kind, nodes: times(2 + chance.below(2), () => someQuery(chance, depth - 1)) };
  }
};
