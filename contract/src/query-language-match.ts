import { alertSearchText } from './search-text.js';
import type { Alert } from './alert.js';
import type { QueryNode } from './query-language.js';
import { labelOf } from './query-language-fields.js';
import { compareBy } from './query-language-parser.js';

/** Who answers for an alert: label `team`, else `owner`; null where neither is there. */
export const teamOf = ({ labels }: Pick<Alert, 'labels'>): string | null => labels['team'] || labels['owner'] || null;

/** The values that a field of the language has in an alert; empty where it has none. */
export const queryValuesOf = (alert: Alert, field: string): string[] => {
  const label = labelOf(field);
  if (label !== null) {
    const value = Object.hasOwn(alert.labels, label) ? alert.labels[label] : undefined;
    return value === undefined ? [] : [value];
  }
  const one = singleValues[field]?.(alert) ?? null;
  return field === 'suppressedBy'
    ? [...new Set(alert.suppressedBy.map(({ kind }) => kind))]
    : one === null
      ? []
      : [one];
};

const singleValues: Partial<Record<string, (alert: Alert) => string | null>> = {
  status: ({ status }) => status,
  triage: ({ triage }) => triage,
  severity: ({ severity }) => severity,
  name: ({ name }) => name,
  service: ({ service }) => service,
  sender: ({ sender }) => sender,
  assignee: ({ assignee }) => assignee,
  team: teamOf,
  incident: ({ incidentId }) => incidentId,
  id: ({ id }) => id,
};

const numbers: Partial<Record<string, (alert: Alert) => number | null>> = {
  eventCount: ({ eventCount }) => eventCount,
  refireCount: ({ refireCount }) => refireCount,
  lastSeen: ({ lastSeenAt }) => lastSeenAt,
  firstSeen: ({ firstSeenAt }) => firstSeenAt,
  startsAt: ({ startsAt }) => startsAt,
  endsAt: ({ endsAt }) => endsAt,
  snoozedUntil: ({ snoozedUntil }) => snoozedUntil,
};

/** The number or moment (ms) that a field of the language has in an alert; null where it has none. */
export const queryNumberOf = (alert: Alert, field: string): number | null => numbers[field]?.(alert) ?? null;

/** Whether a value holds the parts in order, from its beginning to its end, anything between them. */
export const matchesParts = (value: string, parts: readonly string[]): boolean => {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) {
    return value === first;
  }
  if (!value.startsWith(first) || !value.endsWith(last) || value.length < first.length + last.length) {
    return false;
  }
  const end = value.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found === -1 || found + part.length > end) {
      return false;
    }
    at = found + part.length;
  }
  return true;
};

/** Whether an alert fulfils a query that `resolveQuery` has made definite. `searchText` is that of the alert. */
export const matchesQuery = (alert: Alert, node: QueryNode, searchText = alertSearchText(alert)): boolean => {
  switch (node.kind) {
    case 'and':
      return node.nodes.every((child) => matchesQuery(alert, child, searchText));
    case 'or':
      return node.nodes.some((child) => matchesQuery(alert, child, searchText));
    case 'not':
      return !matchesQuery(alert, node.node, searchText);
    case 'text':
      return searchText.includes(node.text);
    case 'value':
      return queryValuesOf(alert, node.field).some((value) => matchesParts(value, node.parts));
    case 'compare': {
      const number = queryNumberOf(alert, node.field);
      return number !== null && compareBy[node.op](number, node.value);
    }
    case 'has':
      return queryNumberOf(alert, node.field) !== null || queryValuesOf(alert, node.field).length > 0;
    case 'mine':
    case 'age':
      throw new TypeError(`a query must be resolved before it is applied: ${node.kind}`);
  }
};
