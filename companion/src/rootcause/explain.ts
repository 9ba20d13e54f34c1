import type { Evidence } from '@watchroom/contract';
import { firstIndexFrom } from '../first-index.js';
import type { Experience } from './feedback.js';
import { formatDuration, formatValue } from './format-value.js';
import type { MetricSeries } from './metric-series.js';
import type { RankedCause, Ranking } from './rank.js';
import { sourceOf } from './metric-kind.js';
import { namedShift, type WeighedShift } from './service-score.js';
import { thinPoints } from './thin-points.js';
import { usualWeights } from './weights.js';
import type { Windows } from './windows.js';

const mostPoints = 200;
/** Metrics shown for a candidate: the best, and others that moved at least a quarter as much. */
const mostMetrics = 4;
const worthShowing = 0.25;

type Term = Evidence['terms'][number];

const rounded = (value: number): number => Number(value.toPrecision(6));

const ratioText = (shift: WeighedShift): string => {
  const ratio = Math.exp(shift.logRatio);
  return ratio >= 1
    ? `That is about ${rounded(Number(ratio.toPrecision(3)))} times the level before`
    : `That is a fall to about ${Number((ratio * 100).toPrecision(2))} % of the level before`;
};

const onsetText = (onsetAt: number, detectedAt: number): string => {
  const lead = detectedAt - onsetAt;
  if (Math.abs(lead) < 1000) {
    return 'It left its normal range just as the incident was detected';
  }
  return `It left its normal range ${formatDuration(lead)} ${lead > 0 ? 'before' : 'after'} the incident was detected`;
};

/** The name whose unit fits the values as judged: a failed share is a ratio. */
const judgedUnit = ({ series, judged }: WeighedShift): string => (judged === series ? series.metric : 'failed_ratio');

const direction = (shift: WeighedShift): string => (shift.incidentLevel >= shift.normal.level ? 'rose' : 'fell');

/** Labels that say where a series comes from, not which of a service's several series it is. */
const placement =
  /^(service|service_name|app|application|component|job|instance|cluster|region|environment|env|namespace|host|hostname|node|pod|container|endpoint|prometheus)$/;

/** Metric with the labels that tell it from the service's others: `latency_seconds{quantile="0.99"}`. */
const metricName = ({ metric, labels }: MetricSeries): string => {
  const telling = Object.entries(labels).filter(([name]) => !placement.test(name));
  const shown = telling.slice(0, 3).map(([name, value]) => `${name}="${value}"`);
  return shown.length > 0 ? `${metric}{${shown.join(',')}}` : metric;
};

const shortened = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);

/** What a series made from logs or spans is called in a sentence. */
const signalName = ({ kind, series: { metric, labels } }: WeighedShift): string | null => {
  const operation = labels['operation'] ? ` in "${shortened(labels['operation'])}"` : '';
  const template = `"${shortened(labels['template'] ?? '')}"`;
  if (metric === 'span_failed_ratio') {
    return `share of failed spans${operation}`;
  }
  switch (kind) {
    case 'logErrors':
      return `lines that tell of failure, ${template},`;
    case 'logShape':
      return `share of the log lines ${template}`;
    case 'selfTime':
      return `own time (ms)${operation}`;
    case 'wireTime':
      return `time on the way to it (ms)${operation}`;
    case 'shape':
      return `calls made${operation}`;
    default:
      return null;
  }
};

const plainNumber = (value: number): string => String(Number(value.toPrecision(3)));

const movedSignal = (shift: WeighedShift, name: string, of: string): string => {
  const isNew = shift.kind === 'logErrors' && shift.normal.level === 0;
  const moved = `${direction(shift)} from ${plainNumber(shift.normal.level)} to ${plainNumber(shift.incidentLevel)}`;
  return `${isNew ? 'New: ' : ''}${name}${of} ${moved}${shift.kind === 'logErrors' ? ' a step' : ''}`;
};

/** A shift in words: what moved, from where to where. */
export const whatMoved = (shift: WeighedShift, ofService: boolean): string => {
  const signal = signalName(shift);
  if (signal !== null) {
    return movedSignal(shift, signal, ofService ? ` of ${shift.service}` : '');
  }
  const { series, judged, normal, incidentLevel } = shift;
  const unit = judgedUnit(shift);
  const name = `${judged === series ? '' : 'failed share by '}${metricName(series)}`;
  const of = ofService ? ` of ${series.service}` : '';
  return `${name}${of} ${direction(shift)} from ${formatValue(unit, normal.level)} to ${formatValue(unit, incidentLevel)}`;
};

const factorTerms = ({ weight, discounts, series }: WeighedShift): Term[] => [
  ...(weight < 1
    ? [{ name: 'weight', value: weight, text: `Shifts of ${series.metric} in this direction are seldom the cause` }]
    : []),
  ...(discounts.own < 1 && discounts.callee !== null
    ? [
        {
          name: 'own',
          value: rounded(discounts.own),
          text: `${discounts.callee}, which it calls, explains ${Math.round((1 - discounts.own) * 100)} % of it`,
        },
      ]
    : []),
  ...(discounts.shared < 1
    ? [
        {
          name: 'shared',
          value: rounded(discounts.shared),
          text: `${Math.round(1 / discounts.shared)} services show the very same shift, as on a shared host`,
        },
      ]
    : []),
  ...(discounts.felt < 1
    ? [
        {
          name: 'felt',
          value: rounded(discounts.felt),
          text: 'What it waits for as a client; its own answers moved less',
        },
      ]
    : []),
  ...(discounts.symptom < 1
    ? [{ name: 'symptom', value: discounts.symptom, text: 'This is the trouble that is to be explained' }]
    : []),
];

const metricEvidence = (shift: WeighedShift, windows: Windows): Evidence => {
  const { series, normal } = shift;
  const from = firstIndexFrom(series.times, windows.normalFrom);
  const to = firstIndexFrom(series.times, windows.until);
  return {
    kind: shift.series.metric.startsWith('span_') ? 'trace' : sourceOf(shift.kind),
    title: whatMoved(shift, true),
    terms: [
      {
        name: 'shift',
        value: rounded(shift.shift),
        text:
          `The worst third of ${shift.incidentCount} samples is ${rounded(Number(shift.shift.toPrecision(3)))} times the usual ` +
          `spread (${formatValue(judgedUnit(shift), normal.spread)}) away from the level before, of ${normal.count} samples`,
      },
      { name: 'log_ratio', value: rounded(shift.logRatio), text: ratioText(shift) },
      ...factorTerms(shift),
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
        value: rounded(shift.weighed),
        text: 'log(1 + shift), the shift counted up to 30, × |log ratio|, counted up to 2, × the factors above',
      },
    ],
    points: thinPoints(series.times.slice(from, to), series.values.slice(from, to), mostPoints),
    onsetAt: shift.onsetAt,
  };
};

const topologyEvidence = ({ service, hops, place }: RankedCause, symptom: string): Evidence[] => {
  if (hops === null && place === 1) {
    return [];
  }
  const far = hops === 0 ? 'is where it hurts' : `is ${hops} ${hops === 1 ? 'call' : 'calls'} from ${symptom}`;
  return [
    {
      kind: 'topology',
      title: hops === null ? `No calls of ${symptom} are known to lead to ${service}` : `${service} ${far}`,
      terms: [
        ...(hops === null ? [] : [{ name: 'calls', value: hops, text: `Calls from ${symptom} to it (not weighed)` }]),
        ...(place < 1
          ? [{ name: 'place', value: place, text: 'Factor for a service that is not called, or for a mere address' }]
          : []),
      ],
      points: null,
      onsetAt: null,
    },
  ];
};

const changeEvidence = ({ change }: RankedCause): Evidence[] => {
  if (change === null) {
    return [];
  }
  const { title, kind, before, nearness, at } = change;
  return [
    {
      kind: 'change',
      title: `${kind}: ${title || 'a change'}`,
      terms: [
        {
          name: 'nearness',
          value: rounded(nearness),
          text: `${before >= 0 ? `${formatDuration(before)} before` : 'About at'} the onset; 1 is right at it, half each 10 min earlier`,
        },
        {
          name: 'change',
          value: rounded(1 + usualWeights.change * nearness),
          text: 'Factor of the score of this service',
        },
      ],
      points: null,
      onsetAt: at,
    },
  ];
};

/** What speaks for a cause: its best metrics with the numbers that were multiplied, and its place in the call graph. */
export const explainCause = (cause: RankedCause, windows: Windows, symptom: string | null): Evidence[] => {
  const strongest = Math.max(...cause.shifts.map(({ weighed }) => weighed));
  return [
    ...cause.shifts
      .slice(0, mostMetrics)
      .filter((shift, index) => index === 0 || shift.weighed >= worthShowing * strongest)
      .map((shift) => metricEvidence(shift, windows)),
    ...changeEvidence(cause),
    ...(symptom === null ? [] : topologyEvidence(cause, symptom)),
  ];
};

/** What people said of the service in earlier, similar incidents. */
export const experienceEvidence = (known: Experience | undefined): Evidence[] =>
  known === undefined
    ? []
    : [
        {
          kind: 'feedback',
          title: `In incidents like this it was the cause ${known.was} times, and was not ${known.wasNot} times`,
          terms: [
            {
              name: 'experience',
              value: rounded(known.factor),
              text: `Factor of the score, by verdicts; most alike: "${known.incident.title}"`,
            },
          ],
          points: null,
          onsetAt: null,
        },
      ];

const reasons = {
  'no series': 'No stored series carries the labels of this incident, so there is nothing to compare.',
  'too little history':
    'Too little history: no series has enough samples from before the incident to tell what is normal.',
  'no samples since the onset': 'No samples have come in since the incident began, so there is nothing to compare yet.',
} as const;

/** The ranking in a sentence or two, made by rule from its numbers. */
export const summarise = (ranking: Ranking): string => {
  const [first, second] = ranking.causes;
  const best = first?.shifts[0];
  const changed = first?.change
    ? ` ${first.change.kind} "${first.change.title}" came ${first.change.before > 0 ? `${formatDuration(first.change.before)} before` : 'at'} the onset.`
    : '';
  if (first === undefined || best === undefined) {
    return reasons[ranking.noRanking ?? 'no series'];
  }
  const what = whatMoved(best, false);
  const rest = second ? ` Next: ${second.service} (${namedShift(second).series.metric}).` : '';
  if (!ranking.confident) {
    return `No confident cause: no service stands out. The one that moved most is ${first.service}, where ${what}.${rest}`;
  }
  const onset = best.onsetAt === null ? '' : ` ${onsetText(best.onsetAt, ranking.windows.detectedAt)}.`;
  return `Most likely ${first.service}: ${what}.${onset}${changed}${rest}`;
};
