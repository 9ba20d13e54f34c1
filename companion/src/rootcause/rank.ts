import { counterToRate, isJudgeable } from './counter-rate.js';
import { walkFromSymptom } from './graph-walk.js';
import type { CallEdge, MetricSeries } from './metric-series.js';
import { metricShift, type MetricShift } from './metric-shift.js';
import { chooseWindows, hasIncidentSamples, type Windows } from './windows.js';

/** What ranking works on: an incident's series in memory and when it was noticed. */
export interface RankInput {
  series: readonly MetricSeries[];
  /** Ms; may be a minute or more after the true onset. */
  detectedAt: number;
  graph?: readonly CallEdge[];
  /** The service that suffers visibly; where the walk along the graph starts. */
  symptom?: string | null;
}

export interface RankedCause {
  service: string;
  /** Comparable within one ranking only. */
  score: number;
  /** Score of the best metric alone. */
  metricScore: number;
  /** Share of the walk from the symptom that is spent here; null without a graph. */
  walkShare: number | null;
  /** Best first, at least one. */
  shifts: [MetricShift, ...MetricShift[]];
}

/** Why there is nothing to rank. */
export type NoRanking = 'no series' | 'too little history' | 'no samples since the onset';

export interface Ranking {
  windows: Windows;
  /** When the strongest candidates began to move; the time of detection where none did. */
  onsetAt: number;
  /** Best first, one for each service that could be judged. */
  causes: RankedCause[];
  seriesExamined: number;
  /** Of these, the ones with enough history and spread to be judged. */
  seriesJudged: number;
  confident: boolean;
  noRanking: NoRanking | null;
}

/** The best metric must have scored this much for its service to be called a cause (a 50 % change at 5 spreads is 0.73). */
const leastConfidentScore = 0.7;
/** ... and the service must lead the next by this factor. */
const confidentLead = 1.25;
/** Metrics with at least this share of the best score have a say in when the incident began. */
const onsetVoters = 0.33;

const byScore = (a: MetricShift, b: MetricShift): number =>
  b.score - a.score || b.shift - a.shift || a.series.metric.localeCompare(b.series.metric);

type Shifts = [MetricShift, ...MetricShift[]];

const groupByService = (shifts: readonly MetricShift[]): Map<string, Shifts> => {
  const services = new Map<string, Shifts>();
  for (const shift of [...shifts].sort(byScore)) {
    const { service } = shift.series;
    const own = services.get(service);
    if (own) {
      own.push(shift);
    } else {
      services.set(service, [shift]);
    }
  }
  return services;
};

const rankServices = (services: ReadonlyMap<string, Shifts>, input: RankInput): RankedCause[] => {
  const metricScores = new Map([...services].map(([service, shifts]) => [service, shifts[0].score]));
  const walk = input.symptom ? walkFromSymptom(input.graph ?? [], metricScores, input.symptom) : null;
  return [...services]
    .map(([service, shifts]): RankedCause => {
      const metricScore = metricScores.get(service) as number;
      const walkShare = walk ? (walk.get(service) ?? 0) : null;
      return { service, score: walkShare ?? metricScore, metricScore, walkShare, shifts };
    })
    .sort((a, b) => b.score - a.score || b.metricScore - a.metricScore || a.service.localeCompare(b.service));
};

const incidentOnset = (causes: readonly RankedCause[], detectedAt: number): number => {
  const [best] = causes;
  const voters = causes
    .slice(0, 3)
    .map((cause) => cause.shifts[0])
    .filter((shift) => shift.score >= onsetVoters * (best?.metricScore ?? 0));
  const onsets = voters.flatMap((shift) => (shift.onsetAt === null ? [] : [shift.onsetAt]));
  return onsets.length > 0 ? Math.min(...onsets) : detectedAt;
};

const isConfident = ([first, second]: readonly RankedCause[]): boolean =>
  first !== undefined &&
  first.metricScore >= leastConfidentScore &&
  first.score > 0 &&
  (second === undefined || first.score >= confidentLead * second.score);

/**
 * Ranks services by how far their metrics moved since the normal period (see `metricShift`), and along the call graph from the
 * symptom where both are known. Pure: the same input gives the same ranking.
 */
export const rankCauses = (input: RankInput): Ranking => {
  const series = input.series.filter((one) => isJudgeable(one.metric)).map(counterToRate);
  const windows = chooseWindows(series, input.detectedAt);
  const shifts = series.flatMap((one) => metricShift(one, windows) ?? []);
  const causes = rankServices(groupByService(shifts), input);
  const noRanking = (): NoRanking => {
    if (input.series.length === 0) {
      return 'no series';
    }
    return hasIncidentSamples(series, windows) ? 'too little history' : 'no samples since the onset';
  };
  return {
    windows,
    onsetAt: incidentOnset(causes, input.detectedAt),
    causes,
    seriesExamined: input.series.length,
    seriesJudged: shifts.length,
    confident: isConfident(causes),
    noRanking: causes.length > 0 ? null : noRanking(),
  };
};
