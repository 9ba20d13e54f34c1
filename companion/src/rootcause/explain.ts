import type { Evidence } from '@watchroom/contract';
import { formatDuration, formatValue } from './format-value.js';
import { firstIndexFrom } from '../first-index.js';
import type { MetricSeries } from './metric-series.js';
import type { MetricShift } from './metric-shift.js';
import type { RankedCause, Ranking } from './rank.js';
import { thinPoints } from './thin-points.js';
import type { Windows } from './windows.js';

const mostPoints = 200;
/** Metrics shown for a candidate: the best, and others that moved at least a quarter as much. */
const mostMetrics = 4;
const worthShowing = 0.25;

const rounded = (value: number): number => Number(value.toPrecision(6));

const ratioText = (shift: MetricShift): string => {
  const ratio = Math.exp(shift.logRatio);
  return ratio >= 1
    ? `That is about ${rounded(Number(ratio.toPrecision(3)))} times its normal level`
    : `That is a fall to about ${Number((ratio * 100).toPrecision(2))} % of its normal level`;
};

const onsetText = (onsetAt: number, detectedAt: number): string => {
  const lead = detectedAt - onsetAt;
  if (Math.abs(lead) < 1000) {
    return 'It left its normal range just as the incident was detected';
  }
  return `It left its normal range ${formatDuration(lead)} ${lead > 0 ? 'before' : 'after'} the incident was detected`;
};

const direction = (shift: MetricShift): string => (shift.incidentMedian >= shift.normal.median ? 'rose' : 'fell');

const fromTo = (shift: MetricShift): string => {
  const { metric } = shift.series;
  return `from ${formatValue(metric, shift.normal.median)} to ${formatValue(metric, shift.incidentMedian)}`;
};

/** Labels that say where a series comes from, not which of a service's several series it is. */
const placement =
  /^(service|service_name|app|application|component|job|instance|cluster|region|environment|env|namespace|host|hostname|node|pod|container|endpoint|prometheus)$/;

/** Metric with the labels that tell it from the service's others: `latency_seconds{quantile="0.99"}`. */
const metricName = ({ metric, labels }: MetricSeries): string => {
  const telling = Object.entries(labels).filter(([name]) => !placement.test(name));
  const shown = telling.slice(0, 3).map(([name, value]) => `${name}="${value}"`);
  return shown.length > 0 ? `${metric}{${shown.join(',')}}` : metric;
};

const metricEvidence = (shift: MetricShift, windows: Windows): Evidence => {
  const { series, normal } = shift;
  const from = firstIndexFrom(series.times, windows.normalFrom);
  const to = firstIndexFrom(series.times, windows.until);
  return {
    kind: 'metric',
    title: `${metricName(series)} of ${series.service} ${direction(shift)} ${fromTo(shift)}`,
    terms: [
      {
        name: 'shift',
        value: rounded(shift.shift),
        text:
          `The median of ${shift.incidentCount} samples is ${rounded(Number(shift.shift.toPrecision(3)))} times the usual spread ` +
          `(${formatValue(series.metric, normal.spread)}) away from the normal median of ${normal.count} samples`,
      },
      { name: 'log_ratio', value: rounded(shift.logRatio), text: ratioText(shift) },
      ...(shift.onsetAt === null
        ? []
        : [
            {
              name: 'onset',
              value: (shift.onsetAt - windows.detectedAt) / 1000,
              text: `${onsetText(shift.onsetAt, windows.detectedAt)} (shown for reading, not weighed)`,
            },
          ]),
      {
        name: 'score',
        value: rounded(shift.score),
        text: 'log(1 + shift) × |log ratio|, the ratio counted up to 7.4 times',
      },
    ],
    points: thinPoints(series.times.slice(from, to), series.values.slice(from, to), mostPoints),
    onsetAt: shift.onsetAt,
  };
};

const topologyEvidence = (cause: RankedCause, share: number, symptom: string): Evidence => ({
  kind: 'topology',
  title: `Calls from ${symptom} lead to ${cause.service}`,
  terms: [
    {
      name: 'walk',
      value: rounded(share),
      text: `A walk along the calls from ${symptom}, towards what moved most, spends ${Math.round(share * 100)} % of its time here`,
    },
  ],
  points: null,
  onsetAt: null,
});

/** What speaks for a cause: its best metrics with the numbers that were multiplied, and its place in the call graph. */
export const explainCause = (cause: RankedCause, windows: Windows, symptom: string | null): Evidence[] => [
  ...cause.shifts
    .slice(0, mostMetrics)
    .filter((shift, index) => index === 0 || shift.score >= worthShowing * cause.metricScore)
    .map((shift) => metricEvidence(shift, windows)),
  ...(cause.walkShare !== null && symptom !== null ? [topologyEvidence(cause, cause.walkShare, symptom)] : []),
];

const reasons = {
  'no series': 'No stored series carries the labels of this incident, so there is nothing to compare.',
  'too little history':
    'Too little history: no series has enough varying samples from before the incident to tell what is normal.',
  'no samples since the onset': 'No samples have come in since the incident began, so there is nothing to compare yet.',
} as const;

/** The ranking in a sentence or two, made by rule from its numbers. */
export const summarise = (ranking: Ranking): string => {
  const [first, second] = ranking.causes;
  const best = first?.shifts[0];
  if (first === undefined || best === undefined) {
    return reasons[ranking.noRanking ?? 'no series'];
  }
  const what = `${metricName(best.series)} ${direction(best)} ${fromTo(best)}`;
  const rest = second ? ` Next: ${second.service} (${second.shifts[0].series.metric}).` : '';
  if (!ranking.confident) {
    return `No confident cause: no service stands out. The one that moved most is ${first.service}, where ${what}.${rest}`;
  }
  const onset = best.onsetAt === null ? '' : ` ${onsetText(best.onsetAt, ranking.windows.detectedAt)}.`;
  return `Most likely ${first.service}: ${what}.${onset}${rest}`;
};
