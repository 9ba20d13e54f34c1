import {
  detectorSpec,
  formatMatchers,
  type DetectorQuery,
  type DetectorSeverity,
  type DetectorSpec,
} from '@watchroom/contract';

/** Where points come from: stored already, or a query of this type. */
export type SourceType = 'stored' | DetectorQuery['type'];

/** What stands in the form. Numbers are text, since half-typed ones are none yet. */
export interface DetectorDraft {
  name: string;
  kind: DetectorSpec['kind'];
  sourceType: SourceType;
  /** As in Prometheus. With a query it narrows what the query answers. */
  selector: string;
  source: string;
  sql: string;
  table: string;
  time: string;
  value: string;
  /** Label columns, parted by commas. */
  labelColumns: string;
  where: string;
  expr: string;
  datasourceUid: string;
  queryJson: string;
  stepSeconds: string;
  intervalSeconds: string;
  severity: DetectorSeverity;
  /** Labels of its alerts, `name=value` a line. */
  labels: string;
  /** Names of those it heeds; null: those that are a default. */
  calendars: string[] | null;
  holidays: DetectorSpec['holidays'];
  sensitivity: number;
  direction: 'both' | 'up' | 'down';
  season: 'auto' | 'none' | 'hour-of-day' | 'hour-of-week';
  historyDays: string;
  /** Labels that peers share, parted by commas; `*`: all series of a metric are peers. Empty: none are compared. */
  peersBy: string;
  above: string;
  below: string;
  forSeconds: string;
}

export type DraftField = keyof DetectorDraft;

/** Text fields that a detector may lack. */
const blank = {
  selector: '',
  sourceType: 'stored' as const,
  source: '',
  sql: '',
  table: '',
  time: 'time',
  value: 'value',
  labelColumns: '',
  where: '',
  expr: '',
  datasourceUid: '',
  queryJson: '',
  stepSeconds: '60',
  sensitivity: 0.5,
  direction: 'both' as const,
  season: 'auto' as const,
  historyDays: '28',
  peersBy: '',
  above: '',
  below: '',
  forSeconds: '0',
};

const queryPart = (query: DetectorQuery | null): Partial<DetectorDraft> => {
  if (query === null) {
    return { sourceType: 'stored' };
  }
  const common = { sourceType: query.type, source: query.source, stepSeconds: String(query.stepSeconds) };
  switch (query.type) {
    case 'sql':
      return { ...common, sql: query.sql };
    case 'promql':
      return { ...common, expr: query.expr };
    case 'table':
      return {
        ...common,
        table: query.table,
        time: query.time,
        value: query.value,
        labelColumns: query.labels.join(', '),
        where: query.where ?? '',
      };
    case 'grafana':
      return { ...common, datasourceUid: query.datasourceUid, queryJson: JSON.stringify(query.query, null, 2) };
  }
};

const numberText = (value: number | null): string => (value === null ? '' : String(value));

/** A detector as it stands in the form. */
export const draftOf = (spec: DetectorSpec): DetectorDraft => ({
  ...blank,
  name: spec.name,
  kind: spec.kind,
  selector: spec.matchers.length === 0 ? '' : formatMatchers(spec.matchers),
  ...queryPart(spec.query),
  intervalSeconds: String(spec.intervalSeconds),
  severity: spec.severity,
  labels: Object.entries(spec.labels)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n'),
  calendars: spec.calendars,
  holidays: spec.holidays,
  ...(spec.kind === 'baseline'
    ? {
        sensitivity: spec.sensitivity,
        direction: spec.direction,
        season: spec.season,
        historyDays: String(spec.historyDays),
        peersBy: spec.peersBy === null ? '' : spec.peersBy.join(', ') || '*',
      }
    : {
        above: numberText(spec.above),
        below: numberText(spec.below),
        forSeconds: String(spec.forSeconds),
      }),
});

/** What is right for a detector of a kind, where nobody says otherwise. */
export const holidaysOf = (kind: DetectorSpec['kind']): DetectorSpec['holidays'] =>
  detectorSpec.parse({ kind, name: 'new' }).holidays;

/** A new detector's form: as the contract has it where nothing is said. */
export const emptyDraft: DetectorDraft = {
  ...draftOf(detectorSpec.parse({ kind: 'baseline', name: 'new' })),
  name: '',
};
