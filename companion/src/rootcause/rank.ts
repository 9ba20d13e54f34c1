import { callsFrom } from './call-paths.js';
import { counterToRate, isJudgeable } from './counter-rate.js';
import { nearChanges, type ChangeEvent, type NearChange } from './changes-nearby.js';
import { discountsOf, type ScoredShift } from './explained.js';
import { kindWeight } from './metric-kind.js';
import type { CallEdge, MetricSeries } from './metric-series.js';
import { metricShift, toJudged, typicalLevels, type JudgedSeries, type MetricShift } from './metric-shift.js';
import { serviceScore, type Shifts, type WeighedShift } from './service-score.js';
import { usualWeights, type RankWeights } from './weights.js';
import { chooseWindows, hasIncidentSamples, type Windows } from './windows.js';

/** What ranking works on: an incident's series in memory and when it was noticed. */
export interface RankInput {
  series: readonly MetricSeries[];
  /** Series made from logs and spans. */
  signals?: readonly JudgedSeries[];
  changes?: readonly ChangeEvent[];
  /** Ms; may be a minute or more after the true onset. */
  detectedAt: number;
  graph?: readonly CallEdge[];
  /** The service that suffers visibly; its calls lead to the cause. */
  symptom?: string | null;
}

export interface RankedCause {
  service: string;
  /** Comparable within one ranking only. */
  score: number;
  /** Factor for where it stands, 0..1. */
  place: number;
  /** What was changed there right before the onset; the nearest one. */
  change: NearChange | null;
  /** Calls from the symptom to it; null without a graph that knows both. */
  hops: number | null;
  /** The metric to name first, then by weight; at least one. */
  shifts: Shifts;
}

/** Why there is nothing to rank. */
export type NoRanking = 'no series' | 'too little history' | 'no samples since the onset';

export interface Ranking {
  windows: Windows;
  /** When the strongest candidates began to move; the onset of the whole where none did. */
  onsetAt: number;
  /** Best first, one for each service that could be judged. */
  causes: RankedCause[];
  seriesExamined: number;
  /** Of these, the ones with enough history to be judged. */
  seriesJudged: number;
  confident: boolean;
  noRanking: NoRanking | null;
}

/** A service must have scored this much to be called a cause (a 50 % change at 5 spreads is 0.73). */
const leastConfidentScore = 0.7;
/** ... and must lead the next by this factor. */
const confidentLead = 1.25;
/** Services with at least this share of the best score have a say in when the incident began. */
const onsetVoters = 0.33;

const scored = (shift: MetricShift, weights: RankWeights): ScoredShift => {
  const weight = kindWeight(shift.series.metric, shift.kind, shift.change >= 0, weights);
  const ratio = Math.min(weights.mostLogRatio, Math.abs(shift.logRatio));
  return { ...shift, weight, score: Math.log1p(Math.min(weights.mostShift, shift.shift)) * ratio * weight };
};

const weigh = (shifts: readonly ScoredShift[], input: RankInput, weights: RankWeights): Map<string, Shifts> => {
  const services = new Map<string, Shifts>();
  for (const [shift, discounts] of discountsOf(shifts, input.graph ?? [], input.symptom ?? null, weights)) {
    const weighed: WeighedShift = {
      ...shift,
      discounts,
      weighed: shift.score * discounts.own * discounts.shared * discounts.symptom * discounts.felt,
    };
    const known = services.get(shift.service);
    if (known) {
      known.push(weighed);
    } else {
      services.set(shift.service, [weighed]);
    }
  }
  return services;
};

const rankServices = ({ shifts, windows }: Examined, input: RankInput, weights: RankWeights): RankedCause[] => {
  const hops = callsFrom(input.graph ?? [], input.symptom ?? null);
  const changes = nearChanges(input.changes ?? [], windows);
  const scoredShifts = shifts.map((shift) => scored(shift, weights));
  return [...weigh(scoredShifts, input, weights)]
    .map(([service, own]): RankedCause => {
      const found = serviceScore(service, own, hops && hops.has(service), weights);
      const change = changes.get(service) ?? null;
      return {
        service,
        hops: hops?.get(service) ?? null,
        ...found,
        change,
        score: found.score * (1 + weights.change * (change?.nearness ?? 0)),
      };
    })
    .sort((a, b) => b.score - a.score || a.service.localeCompare(b.service));
};

const incidentOnset = (causes: readonly RankedCause[], windows: Windows): number => {
  const voters = causes.slice(0, 3).filter(({ score }) => score >= onsetVoters * (causes[0]?.score ?? 0));
  const onsets = voters.flatMap(({ shifts: [{ onsetAt }] }) => (onsetAt === null ? [] : [onsetAt]));
  return onsets.length > 0 ? Math.min(...onsets) : windows.onsetAt;
};

/** Whether the first stands out: it scored enough, and clearly more than the next. */
export const isConfident = ([first, second]: readonly RankedCause[]): boolean =>
  first !== undefined &&
  first.score >= leastConfidentScore &&
  (second === undefined || first.score >= confidentLead * second.score);

/** What the series say before any weight is put on it. */
export interface Examined {
  windows: Windows;
  shifts: readonly MetricShift[];
  /** Whether there are samples since detection. */
  inTime: boolean;
}

type ExamineInput = Pick<RankInput, 'signals' | 'detectedAt'>;

const sameWindows = (a: Windows, b: Windows): boolean =>
  (Object.keys(a) as Array<keyof Windows>).every((name) => a[name] === b[name]);

/**
 * Measures how far each series moved since the incident truly began (see `metricShift`). The metrics are read once and, while the
 * windows stay the same, judged once: what is asked first by metrics only and then with logs mostly has the same windows.
 */
export const createExaminer = (series: RankInput['series']): ((input: ExamineInput) => Examined) => {
  const metrics = toJudged(series.filter((one) => isJudgeable(one.metric)).map(counterToRate));
  type Known = { windows: Windows; typical: ReadonlyMap<string, number>; shifts: MetricShift[] };
  let known: Known | null = null;
  const ofMetrics = (windows: Windows): Known => {
    if (known === null || !sameWindows(known.windows, windows)) {
      const typical = typicalLevels(metrics, windows);
      const shifts = metrics.flatMap((one) => metricShift(one, windows, typical.get(one.judged.metric) ?? 0) ?? []);
      known = { windows, typical, shifts };
    }
    return known;
  };
  return ({ signals = [], detectedAt }) => {
    const judged = (metrics.length > 0 ? metrics : signals).map((one) => one.judged);
    const signalsFrom = Math.max(-Infinity, ...signals.map(({ from }) => from ?? -Infinity));
    const windows = chooseWindows(judged, detectedAt, signalsFrom);
    const { typical, shifts } = ofMetrics(windows);
    const ofSignals = signals.flatMap((one) => metricShift(one, windows, typical.get(one.judged.metric) ?? 0) ?? []);
    return { windows, shifts: [...shifts, ...ofSignals], inTime: hasIncidentSamples(judged, windows) };
  };
};

/** As `createExaminer`, for a single look. */
export const examine = (input: RankInput): Examined => createExaminer(input.series)(input);

/**
 * Ranks services by how far their series moved since the incident truly began, less what their callees explain (see `discountsOf`).
 * Pure: the same input gives the same ranking.
 */
export const rankExamined = (examined: Examined, input: RankInput, weights: RankWeights = usualWeights): Ranking => {
  const { windows, shifts, inTime } = examined;
  const ranked = rankServices(examined, input, weights);
  // What moved before detection counts where it is clear; without samples since, the rest is noise.
  const causes = inTime || isConfident(ranked) ? ranked : [];
  const noRanking = (): NoRanking => {
    if (input.series.length === 0 && !input.signals?.length) {
      return 'no series';
    }
    return inTime ? 'too little history' : 'no samples since the onset';
  };
  return {
    windows,
    onsetAt: incidentOnset(causes, windows),
    causes,
    seriesExamined: input.series.length + (input.signals?.length ?? 0),
    seriesJudged: shifts.length,
    confident: isConfident(causes),
    noRanking: causes.length > 0 ? null : noRanking(),
  };
};

/** `examine`, then `rankExamined` with the usual weights. */
export const rankCauses = (input: RankInput): Ranking => rankExamined(examine(input), input);
