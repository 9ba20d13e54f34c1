import { alertStatus, suppression, triageState } from './alert.js';
import { severities } from './severity.js';

/** What a field of the query language holds. */
export type QueryFieldKind = 'keyword' | 'enum' | 'number' | 'time';

export interface QueryField {
  /** As the language and the stores call it. */
  name: string;
  kind: QueryFieldKind;
  /** Of an `enum`: all there are, in order. */
  values?: readonly string[];
  /** Other names, in lower case. */
  aliases?: readonly string[];
  /** For completion. */
  about: string;
}

const fields: readonly QueryField[] = [
  { name: 'status', kind: 'enum', values: alertStatus.options, about: 'what the sender says' },
  { name: 'triage', kind: 'enum', values: triageState.options, about: 'what people did' },
  { name: 'severity', kind: 'enum', values: severities, about: 'how bad; also compared, severity>=high' },
  { name: 'name', kind: 'keyword', aliases: ['alertname'], about: 'the name of the alert' },
  { name: 'service', kind: 'keyword', about: 'the affected service' },
  { name: 'sender', kind: 'keyword', aliases: ['source'], about: 'the kind of sender' },
  { name: 'assignee', kind: 'keyword', about: 'a login, or me' },
  { name: 'team', kind: 'keyword', aliases: ['owner'], about: 'label team, else owner' },
  { name: 'incident', kind: 'keyword', aliases: ['incidentid'], about: 'the id of its incident' },
  { name: 'suppressedBy', kind: 'enum', values: suppression.shape.kind.options, about: 'what keeps it quiet' },
  { name: 'id', kind: 'keyword', aliases: ['fingerprint'], about: 'the id of the alert' },
  { name: 'eventCount', kind: 'number', aliases: ['events'], about: 'events received' },
  { name: 'refireCount', kind: 'number', aliases: ['refires'], about: 'times it fired again' },
  { name: 'lastSeen', kind: 'time', aliases: ['lastseenat'], about: 'the newest event' },
  { name: 'firstSeen', kind: 'time', aliases: ['firstseenat'], about: 'the first event' },
  { name: 'startsAt', kind: 'time', aliases: ['started', 'age'], about: 'since when it fires' },
  { name: 'endsAt', kind: 'time', aliases: ['ended'], about: 'when it resolved' },
  { name: 'snoozedUntil', kind: 'time', about: 'when its snooze ends' },
];

/** Every field but labels and the words `has` and `is`. */
export const queryFields: readonly QueryField[] = fields;

const byName = new Map(
  fields.flatMap((field) => [field.name.toLowerCase(), ...(field.aliases ?? [])].map((name) => [name, field] as const))
);

export const labelPrefix = 'label.';

/** The label's name in a field like `label.pod`; null where it is no label. */
export const labelOf = (field: string): string | null =>
  field.startsWith(labelPrefix) ? field.slice(labelPrefix.length) : null;

/** The field that somebody may have meant; labels as `label.NAME` or `labels.NAME`; null where there is none. */
export const queryFieldOf = (name: string): QueryField | null => {
  const label = /^labels?\.([^]+)$/i.exec(name)?.[1];
  return label === undefined
    ? (byName.get(name.toLowerCase()) ?? null)
    : { name: `${labelPrefix}${label}`, kind: 'keyword', about: 'a label' };
};

/** What `is:` stands for: a field with a value, or that it has one (null). */
export const conditions: Readonly<Record<string, { field: string; value: string | null }>> = {
  ...Object.fromEntries(alertStatus.options.map((value) => [value, { field: 'status', value }])),
  ...Object.fromEntries(triageState.options.map((value) => [value, { field: 'triage', value }])),
  suppressed: { field: 'suppressedBy', value: null },
  silenced: { field: 'suppressedBy', value: 'silence' },
  inhibited: { field: 'suppressedBy', value: 'inhibition' },
  flapping: { field: 'suppressedBy', value: 'flapping' },
  assigned: { field: 'assignee', value: null },
};

/** Fields that `has:` can ask for; labels besides. */
export const presenceFields = ['assignee', 'service', 'team', 'incident', 'suppressedBy', 'endsAt', 'snoozedUntil'];
