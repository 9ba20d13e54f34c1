import type { Incident, RootCauseResult } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import { notFound } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { LogStore } from '../stores/timeseries/log-store.js';
import { addLogLines } from './sample-lines.js';
import type { SeriesPoints, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { EvidenceCollector } from './evidence/collector.js';
import { explainCause, experienceEvidence, summarise } from './explain.js';
import { createFeedback, withExperience, type Feedback } from './feedback.js';
import { graphFromLabels, symptomService } from './graph-from-labels.js';
import { incidentScopes, seriesService, type Scope } from './incident-scope.js';
import type { MetricSeries } from './metric-series.js';
import { momentsOf, type MomentSources } from './moments.js';
import { createExaminer, isConfident, rankExamined } from './rank.js';
import { namedShift } from './service-score.js';
import { createShortCache } from './short-cache.js';

const minute = 60_000;
/** What is read before the incident: an hour of normal, and the guard that `chooseWindows` cuts from it. */
const normalLength = 66 * minute;
/** Later samples say more of the repair than of the cause. */
const incidentLength = 30 * minute;
const mostSeries = 2000;
const mostCandidates = 10;
const mostAlerts = 200;
const mostAnomalies = 500;
/** What moved less than this share of the strongest is no candidate. */
const worthNaming = 0.05;
/** More samples are averaged by this step, which tells onsets apart: 2,000 series of 90 min then stay under a million. */
const step = 15_000;
const mostSamples = 1_000_000;
/** A page that polls every second costs one ranking in this time. */
const cacheFor = 5000;

interface Deps {
  timeseries: Pick<TimeseriesStore, 'findSeries' | 'read' | 'listAnomalies'>;
  alerts: Pick<AlertStore, 'getIncidents' | 'listAlerts' | 'getDocument' | 'listDocuments' | 'putDocument'>;
  /** Sources beside the metrics. */
  collectors: readonly EvidenceCollector[];
  logs: Pick<LogStore, 'search'>;
  clock: Clock;
}

const toMetricSeries = ({ series, points }: SeriesPoints): MetricSeries => {
  const times: number[] = [];
  const values: number[] = [];
  points.values.forEach((value, index) => {
    if (value !== null && Number.isFinite(value)) {
      times.push(points.times[index] as number);
      values.push(value);
    }
  });
  return { service: seriesService(series.labels), metric: series.name, labels: series.labels, times, values };
};

const chooseScope = async (timeseries: Deps['timeseries'], incident: Incident): Promise<Scope> => {
  const scopes = incidentScopes(incident);
  for (const scope of scopes) {
    if ((await timeseries.findSeries(scope.matchers, 1)).length > 0) {
      return scope;
    }
  }
  return scopes.at(-1) as Scope;
};

interface IncidentMetrics {
  scope: Scope;
  /** What was looked at, ms. */
  from: number;
  until: number;
  read: readonly SeriesPoints[];
  series: MetricSeries[];
  examine: ReturnType<typeof createExaminer>;
}

const readMetrics = async ({ timeseries, clock }: Deps, incident: Incident): Promise<IncidentMetrics> => {
  const now = clock.now();
  const scope = await chooseScope(timeseries, incident);
  const until = Math.min(now, incident.resolvedAt ?? now, incident.startsAt + incidentLength);
  const from = Math.floor((incident.startsAt - normalLength) / step) * step;
  const read = await timeseries.read({
    matchers: scope.matchers,
    from,
    to: Math.max(until, incident.startsAt) + 1,
    maxSeries: mostSeries,
    step,
    stepAbove: mostSamples,
  });
  const series = read.map(toMetricSeries);
  return { scope, from, until, read, series, examine: createExaminer(series) };
};

const readMoments = async (
  { timeseries, alerts }: Deps,
  incident: Incident,
  range: { from: number; to: number }
): Promise<Pick<MomentSources, 'alerts' | 'anomalies'>> => {
  const [ofIncident, anomalies] = await Promise.all([
    alerts.listAlerts({ incidentId: incident.id, sort: 'startsAt', order: 'asc', limit: mostAlerts }),
    timeseries.listAnomalies({ ...range, limit: mostAnomalies }),
  ]);
  return { alerts: ofIncident.items, anomalies };
};

const compute = async (
  deps: Deps & { feedback: Feedback },
  incident: Incident,
  metrics: IncidentMetrics,
  whole: boolean
): Promise<RootCauseResult> => {
  const { collectors, logs, clock, feedback } = deps;
  const { scope, from, until, read, series, examine } = metrics;
  const services = [...new Set(series.map(({ service }) => service))];
  const span = { from, detectedAt: incident.startsAt, to: until, services };
  const [known, ...collected] = await Promise.all([
    whole ? readMoments(deps, incident, { from, to: until }) : { alerts: [], anomalies: [] },
    ...(whole ? collectors : []).map((collector) => collector.collect(span)),
  ]);
  const changes = collected.flatMap((each) => each.changes ?? []);
  const graph = [
    ...graphFromLabels(read.map(({ series: { labels } }) => labels)),
    ...collected.flatMap((each) => each.graph),
  ];
  const symptom = symptomService(graph, incident.services);
  const signals = collected.flatMap((each) => each.signals);
  const input = { series, signals, changes, detectedAt: incident.startsAt, graph, symptom };
  const ranked = rankExamined(examine(input), input);
  const experience = await feedback.experience(incident);
  const causes = withExperience(ranked.causes, experience);
  const ranking = { ...ranked, causes, confident: isConfident(causes) };
  const strongest = ranking.causes[0]?.score ?? 0;
  const candidates = ranking.causes.filter(({ score }) => score >= worthNaming * strongest);
  const cut = read.length >= mostSeries ? ` Only the first ${mostSeries} series (${scope.text}) were compared.` : '';
  const result: RootCauseResult = {
    incidentId: incident.id,
    computedAt: clock.now(),
    normalFrom: ranking.windows.normalFrom,
    onsetAt: ranking.onsetAt,
    until: Math.max(until, ranking.onsetAt),
    seriesExamined: ranking.seriesExamined,
    confident: ranking.confident,
    summary: summarise({ ...ranking, causes: candidates }) + cut,
    complete: whole,
    graph,
    candidates: candidates.slice(0, mostCandidates).map((cause, index) => ({
      rank: index + 1,
      service: cause.service,
      metric: namedShift(cause).series.metric,
      labels: namedShift(cause).series.labels,
      score: cause.score,
      evidence: [
        ...explainCause(cause, ranking.windows, symptom),
        ...experienceEvidence(experience.get(cause.service)),
      ],
      verdict: null,
    })),
    moments: momentsOf(ranking, { ...known, changes }, new Set([...services, ...incident.services])),
  };
  return whole ? await addLogLines(logs, result, ranking) : result;
};

/**
 * Answers `GET /api/v1/root-cause/{incidentId}`: compares the hour before the incident with the time since it began, at most
 * 30 min, over the stored series that share its labels; where labels of series name both ends of calls, the ranking walks along them.
 * `stage=first` asks metrics only, for the first evidence at once. 404 where there is no such incident. Answers are kept for 5 s.
 * Verdicts on candidates are kept, and heeded in later, similar incidents.
 */
export const rootCauseHandlers = (deps: Deps): Pick<Handlers, 'rootCause' | 'rootCauseFeedback'> => {
  const cache = createShortCache<RootCauseResult>({ clock: deps.clock, keepFor: cacheFor, most: 200 });
  // Both stages are asked for at once: the series are read once.
  const reads = createShortCache<IncidentMetrics>({ clock: deps.clock, keepFor: cacheFor, most: 5 });
  const feedback = createFeedback(deps.alerts);
  const incidentOf = async (id = ''): Promise<Incident> => {
    const [incident] = await deps.alerts.getIncidents([id]);
    if (!incident) {
      throw notFound(`incident "${id}"`);
    }
    return incident;
  };
  return {
    rootCause: async ({ params, query }) => {
      const incident = await incidentOf(params['incidentId']);
      const whole = query.stage !== 'first';
      const key = `${incident.id}@${incident.version}`;
      const result = await cache.get(`${key}@${whole}`, async () => {
        const metrics = await reads.get(key, () => readMetrics(deps, incident));
        return compute({ ...deps, feedback }, incident, metrics, whole);
      });
      const verdicts = await feedback.verdicts(incident.id);
      const candidates = result.candidates.map((one) => ({ ...one, verdict: verdicts.get(one.service) ?? null }));
      return { ...result, candidates };
    },
    rootCauseFeedback: async ({ params, body, identity }) => {
      const { id } = await incidentOf(params['incidentId']);
      await feedback.put(id, body.service, body.verdict, identity.sub, deps.clock.now());
      return body;
    },
  };
};
