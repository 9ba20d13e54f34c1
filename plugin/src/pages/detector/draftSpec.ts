import { detectorSpec, MatcherSyntaxError, parseMatchers, type DetectorSpec, type Matcher } from '@watchroom/contract';
import type { DetectorDraft, DraftField, SourceType } from './detectorDraft';

export type DraftErrors = Partial<Record<DraftField, string>>;

/** What the form amounts to; `spec` is null while something is wrong. */
export interface DraftResult {
  spec: DetectorSpec | null;
  errors: DraftErrors;
}

type Refuse = (field: DraftField, message: string) => void;

const trimmed = (text: string): string => text.trim();

const numberOf = (draft: DetectorDraft, field: DraftField, refuse: Refuse): number => {
  const text = trimmed(String(draft[field]));
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) {
    refuse(field, text === '' ? 'Enter a number' : `"${text}" is no number`);
    return Number.NaN;
  }
  return value;
};

const maybeNumber = (draft: DetectorDraft, field: DraftField, refuse: Refuse): number | null =>
  trimmed(String(draft[field])) === '' ? null : numberOf(draft, field, refuse);

const needed = (draft: DetectorDraft, field: DraftField, message: string, refuse: Refuse): string => {
  const text = String(draft[field]);
  if (trimmed(text) === '') {
    refuse(field, message);
  }
  return text;
};

const matchersOf = (draft: DetectorDraft, refuse: Refuse): Matcher[] => {
  if (draft.sourceType === 'stored' && trimmed(draft.selector) === '') {
    refuse('selector', 'Say which series to watch, e.g. http_requests_total{service="cart"}');
    return [];
  }
  try {
    return parseMatchers(draft.selector);
  } catch (error) {
    refuse('selector', error instanceof MatcherSyntaxError ? error.message : 'This is no selector');
    return [];
  }
};

const labelsOf = (draft: DetectorDraft, refuse: Refuse): Record<string, string> => {
  const labels: Record<string, string> = {};
  for (const line of draft.labels.split('\n').map(trimmed)) {
    const [, name, value] = /^([^=]+?)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      labels[name] = value;
    } else if (line !== '') {
      refuse('labels', `Write name=value, one a line; "${line}" is not that`);
    }
  }
  return labels;
};

const jsonOf = (draft: DetectorDraft, refuse: Refuse): Record<string, unknown> => {
  try {
    const parsed: unknown = JSON.parse(draft.queryJson);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
    refuse('queryJson', 'The query must be a JSON object, as under "targets" in a panel’s JSON');
  } catch (error) {
    refuse('queryJson', `Not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  return {};
};

const queryOf = (draft: DetectorDraft, refuse: Refuse): unknown => {
  if (draft.sourceType === 'stored') {
    return null;
  }
  const common = {
    type: draft.sourceType,
    source: needed(draft, 'source', 'Choose a connection', refuse),
    stepSeconds: numberOf(draft, 'stepSeconds', refuse),
  };
  const parts: Record<Exclude<SourceType, 'stored'>, () => object> = {
    sql: () => ({ sql: needed(draft, 'sql', 'Write a query that answers time, value and labels', refuse) }),
    promql: () => ({ expr: needed(draft, 'expr', 'Write a PromQL expression', refuse) }),
    table: () => ({
      table: trimmed(needed(draft, 'table', 'Name the table', refuse)),
      time: trimmed(needed(draft, 'time', 'Name the column with the time', refuse)),
      value: trimmed(needed(draft, 'value', 'Name the column with the value', refuse)),
      labels: draft.labelColumns
        .split(',')
        .map(trimmed)
        .filter((column) => column !== ''),
      where: trimmed(draft.where) === '' ? null : draft.where,
    }),
    grafana: () => ({
      datasourceUid: trimmed(needed(draft, 'datasourceUid', 'Enter the datasource’s UID', refuse)),
      query: jsonOf(draft, refuse),
    }),
  };
  return { ...common, ...parts[draft.sourceType]() };
};

const peersOf = (text: string): string[] | null =>
  trimmed(text) === ''
    ? null
    : text
        .split(',')
        .map(trimmed)
        .filter((label) => label !== '' && label !== '*');

const judgementOf = (draft: DetectorDraft, refuse: Refuse): object => {
  if (draft.kind === 'baseline') {
    const { sensitivity, direction, season } = draft;
    const peersBy = peersOf(draft.peersBy);
    return { sensitivity, direction, season, historyDays: numberOf(draft, 'historyDays', refuse), peersBy };
  }
  const above = maybeNumber(draft, 'above', refuse);
  const below = maybeNumber(draft, 'below', refuse);
  if (above === null && below === null) {
    refuse('above', 'Enter a limit above, below or both');
  }
  return { above, below, forSeconds: numberOf(draft, 'forSeconds', refuse) };
};

const nameError = (name: string): string | null => {
  if (name === '') {
    return 'Give it a name';
  }
  // They would not come through as a part of the page's address.
  return /[/\\]/.test(name) || name === '.' || name === '..' || name === 'new'
    ? 'A name has no slash and is not "new", "." or ".."'
    : null;
};

/** Fields of the form by the path of the contract. */
const fieldByPath: Record<string, DraftField> = {
  matchers: 'selector',
  'query.labels': 'labelColumns',
  'query.query': 'queryJson',
};
/** Where what is wrong with a query as a whole is shown. */
const queryField: Record<SourceType, DraftField> = {
  stored: 'selector',
  sql: 'sql',
  table: 'table',
  promql: 'expr',
  grafana: 'queryJson',
};
const ownNames = new Set<string>([
  ...['name', 'kind', 'intervalSeconds', 'severity', 'labels', 'sensitivity', 'direction', 'season', 'historyDays'],
  ...['peersBy', 'above', 'below', 'forSeconds', 'calendars', 'holidays'],
  ...['source', 'sql', 'table', 'time', 'value', 'where', 'expr', 'datasourceUid', 'stepSeconds'].map(
    (n) => `query.${n}`
  ),
]);

/** The field that a path of the contract (`query.sql`, `body.matchers[0].value`) belongs to; null where the form has none. */
export const fieldOf = (path: string, sourceType: SourceType): DraftField | null => {
  const bare = path.replace(/^body\./, '').replace(/^spec\./, '');
  const parts = bare.split(/[.[]/);
  const two = parts.slice(0, 2).join('.');
  const [first = ''] = parts;
  for (const candidate of [two, first]) {
    if (ownNames.has(candidate)) {
      return candidate.replace(/^query\./, '') as DraftField;
    }
    const mapped = fieldByPath[candidate];
    if (mapped) {
      return mapped;
    }
  }
  return first === 'query' ? queryField[sourceType] : null;
};

/** Reads the form: the detector that it describes, or what is wrong and where. */
export const readDraft = (draft: DetectorDraft): DraftResult => {
  const errors: DraftErrors = {};
  const refuse: Refuse = (field, message) => {
    errors[field] ??= message;
  };
  const name = trimmed(draft.name);
  const wrongName = nameError(name);
  if (wrongName !== null) {
    refuse('name', wrongName);
  }
  const spec = {
    kind: draft.kind,
    // A preview needs no name.
    name: wrongName === null ? name : 'preview',
    matchers: matchersOf(draft, refuse),
    query: queryOf(draft, refuse),
    intervalSeconds: numberOf(draft, 'intervalSeconds', refuse),
    severity: draft.severity,
    labels: labelsOf(draft, refuse),
    calendars: draft.calendars,
    holidays: draft.holidays,
    ...judgementOf(draft, refuse),
  };
  const parsed = detectorSpec.safeParse(spec);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      refuse(fieldOf(path.join('.'), draft.sourceType) ?? 'name', message);
    }
  }
  const { name: _, ...others } = errors;
  return { spec: parsed.success && Object.keys(others).length === 0 ? parsed.data : null, errors };
};
