import { dateTimeFormat } from '@grafana/data';
import { formatMatchers, type Detector } from '@watchroom/contract';
import type { DetectorSort, DetectorsState } from './detectorsUrl';

/** What a detector watches, in one line. */
export const watchedText = ({ spec }: Pick<Detector, 'spec'>): string => {
  const { query, matchers } = spec;
  const selector = matchers.length === 0 ? '' : formatMatchers(matchers);
  switch (query?.type) {
    case undefined:
      return selector;
    case 'sql':
      return `SQL on ${query.source}: ${query.sql.replace(/\s+/g, ' ').trim()}`;
    case 'table':
      return `${query.value} of table ${query.table} on ${query.source}`;
    case 'promql':
      return `PromQL on ${query.source}: ${query.expr}`;
    case 'grafana':
      return `Grafana datasource ${query.datasourceUid} on ${query.source}`;
  }
};

/** Why and how long a detector tells nothing. */
export const quietText = ({ calendar, why, until, partly }: NonNullable<Detector['quiet']>): string =>
  `quiet${partly ? ' in part' : ''} until ${dateTimeFormat(until)}: ${why} of ${calendar}`;

/** Part of one core (0..1) for people. */
export const costText = (cost: number | null): string => {
  if (cost === null) {
    return '–';
  }
  return cost > 0 && cost < 0.0001 ? 'below 0.01 %' : `${Number((cost * 100).toPrecision(2))} %`;
};

const sortValue: Record<DetectorSort, (detector: Detector) => number | string> = {
  name: ({ name }) => name.toLowerCase(),
  // What fails first, then what has not run, then by how long ago it ran.
  health: ({ lastError, lastRunAt }) => (lastError !== null ? Infinity : lastRunAt === null ? 0 : -lastRunAt),
  series: ({ seriesCount }) => seriesCount,
  open: ({ openAnomalies }) => openAnomalies,
  week: ({ anomaliesLastWeek }) => anomaliesLastWeek,
  cost: ({ cost }) => cost ?? -1,
};

/** Detectors whose name or watched series hold every word, in the order asked for; equals by name. */
export const shownDetectors = (all: readonly Detector[], { text, sort, order }: DetectorsState): Detector[] => {
  const words = text.toLowerCase().split(/\s+/);
  const valueOf = sortValue[sort];
  const sign = order === 'asc' ? 1 : -1;
  return all
    .filter((detector) => {
      const hay = `${detector.name}\n${detector.kind}\n${watchedText(detector)}`.toLowerCase();
      return words.every((word) => hay.includes(word));
    })
    .sort((a, b) => {
      const [left, right] = [valueOf(a), valueOf(b)];
      return left < right ? -sign : left > right ? sign : a.name.localeCompare(b.name);
    });
};
