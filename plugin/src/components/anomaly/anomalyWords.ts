import { dateTimeFormat } from '@grafana/data';
import type { Anomaly, AnomalyKind, Feedback } from '@watchroom/contract';
import { valueLabel } from '../metricValue';
import { shortDuration } from '../time';

const kindWords: Record<AnomalyKind, string> = {
  spike: 'Spike: outside of its range',
  'new-extreme': 'New extreme: higher or lower than in all its history',
  shape: 'Shape: a course not seen before',
  'level-shift': 'Level shift: it settled at another level',
  'trend-change': 'Trend change: it grows or falls otherwise than before',
  'flat-line': 'Flat line: it stopped moving',
  'missing-data': 'Missing data: points stay away',
  'peer-outlier': 'Peer outlier: unlike its peers',
  threshold: 'Threshold: beyond its limit',
};

export const rangeText = ({
  metric,
  lower,
  upper,
  expected,
}: Pick<Anomaly, 'metric' | 'lower' | 'upper' | 'expected'>): string | null => {
  const say = (value: number) => valueLabel(metric, value);
  if (lower !== null && upper !== null) {
    return `${say(lower)} to ${say(upper)}`;
  }
  if (upper !== null) {
    return `at most ${say(upper)}`;
  }
  if (lower !== null) {
    return `at least ${say(lower)}`;
  }
  return expected === null ? null : `about ${say(expected)}`;
};

/** Weeks beyond which the companion does not tell. */
const longestRarity = 1000;

export const rarityText = (weeks: number | null | undefined): string | null => {
  if (weeks === null || weeks === undefined) {
    return null;
  }
  if (weeks >= longestRarity) {
    return `once in ${longestRarity} weeks or more`;
  }
  const rounded = weeks >= 10 ? Math.round(weeks) : Number(weeks.toPrecision(2));
  return weeks < 1 ? 'more than once a week' : rounded === 1 ? 'about once a week' : `once in ${rounded} weeks`;
};

/** What is known of an anomaly, by name; what is not known is left out. */
export const anomalyFacts = (anomaly: Anomaly): Record<string, string> => {
  const { startsAt, endsAt, baselineFrom, baselineTo, detectedBy, onceInWeeks, labels, metric } = anomaly;
  const range = rangeText(anomaly);
  const rarity = rarityText(onceInWeeks);
  const known = (value: number | null | undefined): value is number => value !== null && value !== undefined;
  return {
    Series: [metric, ...Object.entries(labels).map(([name, value]) => `${name}=${value}`)].join(', '),
    Value: valueLabel(metric, anomaly.value),
    ...(range !== null && { 'Expected range': range }),
    ...(anomaly.expected !== null && { Expected: valueLabel(metric, anomaly.expected) }),
    Began: dateTimeFormat(startsAt),
    ...(endsAt !== null && { Ended: dateTimeFormat(endsAt) }),
    Lasted: endsAt === null ? 'still lasts' : shortDuration(Math.max(1000, endsAt - startsAt)),
    Score: anomaly.score.toFixed(2),
    ...(anomaly.severity && { Severity: anomaly.severity }),
    ...(rarity !== null && { 'How unusual': rarity }),
    ...(detectedBy && { 'Detected by': kindWords[detectedBy] }),
    ...(known(baselineFrom) &&
      known(baselineTo) && { Baseline: `${dateTimeFormat(baselineFrom)} to ${dateTimeFormat(baselineTo)}` }),
  };
};

/** `now` in ms: what was expected until then is over. */
export const verdictWords = ({ verdict, until }: Pick<Feedback, 'verdict' | 'until'>, now: number): string => {
  if (verdict === 'not-an-anomaly') {
    return 'Not an anomaly';
  }
  return until === null ? 'Expected' : `${until <= now ? 'Was expected' : 'Expected'} until ${dateTimeFormat(until)}`;
};
