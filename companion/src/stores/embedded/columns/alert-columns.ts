import { foldText, severityRank, teamOf, type Alert } from '@watchroom/contract';
import { createDictionary, type Dictionary } from './dictionary.js';
import { createLabelColumn, type LabelColumn } from './label-column.js';

/** A field with few values over many rows: the number of the row's value in the dictionary, -1 where it has none. */
export interface TextColumn {
  values: Dictionary;
  ids: Int32Array;
}

const textOf = {
  status: (alert: Alert) => alert.status,
  triage: (alert: Alert) => alert.triage,
  severity: (alert: Alert) => alert.severity,
  sender: (alert: Alert) => alert.sender,
  service: (alert: Alert) => alert.service,
  assignee: (alert: Alert) => alert.assignee,
  team: teamOf,
  incident: (alert: Alert) => alert.incidentId,
  name: (alert: Alert) => alert.name,
  /** The kinds, parted by commas; see `suppressionKinds`. */
  suppressedBy: ({ suppressedBy }: Alert) =>
    suppressedBy.length === 0 ? null : [...new Set(suppressedBy.map(({ kind }) => kind))].join(','),
  /** What words look through besides name, service and labels, in lower case. */
  prose: ({ summary, description }: Alert) => foldText(`${summary}\n${description}`),
} satisfies Record<string, (alert: Alert) => string | null>;
export type TextField = keyof typeof textOf;

const numberOf = {
  severityRank: (alert: Alert) => severityRank(alert.severity),
  eventCount: (alert: Alert) => alert.eventCount,
  refireCount: (alert: Alert) => alert.refireCount,
  lastSeen: (alert: Alert) => alert.lastSeenAt,
  firstSeen: (alert: Alert) => alert.firstSeenAt,
  startsAt: (alert: Alert) => alert.startsAt,
  endsAt: (alert: Alert) => alert.endsAt,
  snoozedUntil: (alert: Alert) => alert.snoozedUntil,
} satisfies Record<string, (alert: Alert) => number | null>;
export type NumberField = keyof typeof numberOf;

export const suppressionKinds = (joined: string): string[] => joined.split(',');

/**
 * What lists and facets need of every alert, column by column: a look through a million rows takes some milliseconds, where
 * SQL takes a second. Holds nothing that the database does not; about 0.3 kB an alert besides texts that only it has.
 */
export interface AlertColumns {
  put(alert: Alert): void;
  /** An alert was said again and is otherwise as it was. */
  repeated(alert: Pick<Alert, 'id' | 'lastSeenAt' | 'eventCount'>): void;
  remove(id: string): void;
  /** Where the alert stands; -1 where it is not there. */
  row(id: string): number;
  /** Rows are below this; some may be empty. */
  readonly rows: number;
  /** 1 where a row holds an alert, 0 where it is empty. */
  readonly live: Uint8Array;
  id(row: number): string;
  text(field: TextField): TextColumn;
  /** NaN where the alert has none. */
  number(field: NumberField): Float64Array;
  labels: LabelColumn;
}

const textFields = Object.keys(textOf) as TextField[];
const numberFields = Object.keys(numberOf) as NumberField[];
const firstCapacity = 1024;

const record = <K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>;

export const createAlertColumns = (): AlertColumns => {
  const rowOf = new Map<string, number>();
  const ids: string[] = [];
  let live = new Uint8Array(firstCapacity);
  const free: number[] = [];
  const texts = record(textFields, () => ({ values: createDictionary(), ids: new Int32Array(firstCapacity).fill(-1) }));
  const numbers = record(numberFields, () => new Float64Array(firstCapacity).fill(NaN));
  const labels = createLabelColumn();
  let capacity = firstCapacity;

  const grow = (): void => {
    for (const field of textFields) {
      const larger = new Int32Array(capacity * 2).fill(-1);
      larger.set(texts[field].ids);
      texts[field].ids = larger;
    }
    for (const field of numberFields) {
      const larger = new Float64Array(capacity * 2).fill(NaN);
      larger.set(numbers[field]);
      numbers[field] = larger;
    }
    const more = new Uint8Array(capacity * 2);
    more.set(live);
    live = more;
    capacity *= 2;
  };
  const rowFor = (id: string): number => {
    const known = rowOf.get(id);
    if (known !== undefined) {
      return known;
    }
    const row = free.pop() ?? ids.length;
    if (row >= capacity) {
      grow();
    }
    rowOf.set(id, row);
    ids[row] = id;
    live[row] = 1;
    return row;
  };
  const setText = (field: TextField, row: number, value: string | null): void => {
    const column = texts[field];
    const before = column.ids[row] ?? -1;
    // Held before the old one is released, so that a value that stays keeps its number.
    column.ids[row] = value === null ? -1 : column.values.hold(value);
    if (before !== -1) {
      column.values.release(before);
    }
  };

  return {
    put: (alert) => {
      const row = rowFor(alert.id);
      for (const field of textFields) {
        setText(field, row, textOf[field](alert));
      }
      for (const field of numberFields) {
        numbers[field][row] = numberOf[field](alert) ?? NaN;
      }
      labels.set(row, alert.labels);
    },
    repeated: ({ id, lastSeenAt, eventCount }) => {
      const row = rowOf.get(id);
      if (row !== undefined) {
        numbers.lastSeen[row] = lastSeenAt;
        numbers.eventCount[row] = eventCount;
      }
    },
    remove: (id) => {
      const row = rowOf.get(id);
      if (row === undefined) {
        return;
      }
      rowOf.delete(id);
      ids[row] = '';
      live[row] = 0;
      textFields.forEach((field) => setText(field, row, null));
      numberFields.forEach((field) => (numbers[field][row] = NaN));
      labels.set(row, {});
      free.push(row);
    },
    row: (id) => rowOf.get(id) ?? -1,
    get rows() {
      return ids.length;
    },
    get live() {
      return live;
    },
    id: (row) => ids[row] ?? '',
    text: (field) => texts[field],
    number: (field) => numbers[field],
    labels,
  };
};
