import { describe, expect, it } from 'vitest';
import { routes, type CauseVerdict, type Incident, type Matcher } from '@watchroom/contract';
import { manualClock } from '../clock.js';
import { compileMatchers } from '../config/matchers.js';
import { HttpProblem } from '../http/http-problem.js';
import type { ReadRange, SeriesPoints } from '../stores/timeseries/timeseries-store.js';
import type { StoredDocument } from '../stores/alert-store.js';
import type { StoredLogLine } from '../stores/timeseries/log-store.js';
import type { EvidenceCollector } from './evidence/collector.js';
import { logCollector } from './evidence/logs.js';
import { rootCauseHandlers } from './handlers.js';

const minute = 60_000;
const startsAt = Date.UTC(2026, 10, 23, 5);

const incident: Incident = {
  id: 'inc-1',
  title: 'Shop is slow',
  status: 'firing',
  severity: 'critical',
  services: ['cart', 'frontend'],
  sharedLabels: { namespace: 'shop', cluster: 'only-in-alerts', alertname: 'Slow' },
  rule: 'by namespace',
  groupKey: 'namespace=shop',
  alertCount: 2,
  firingCount: 2,
  startsAt,
  lastSeenAt: startsAt,
  resolvedAt: null,
  version: 3,
};

const stored = (service: string, namespace: string, factor: number, from = startsAt - 120 * minute): SeriesPoints => {
  const times: number[] = [];
  for (let at = from; at < startsAt + 60 * minute; at += 15_000) {
    times.push(at);
  }
  const values = times.map((at, index) => (100 + Math.sin(index * 1.3) * 5) * (at >= startsAt - minute ? factor : 1));
  const labels = { service, namespace };
  return {
    series: { id: service, name: 'latency', labels, unit: null, lastAt: null, lastValue: null },
    points: { times, values },
  };
};

const noLogs = {
  collectors: [] as EvidenceCollector[],
  logs: { search: () => Promise.resolve<StoredLogLine[]>([]) },
};

const fake = (all: SeriesPoints[], sources = noLogs, earlier: Incident[] = []) => {
  const reads: ReadRange[] = [];
  const matching = (matchers: Matcher[]) => {
    const holds = compileMatchers(matchers);
    return all.filter(({ series }) => holds(series.labels, series.name));
  };
  const clock = manualClock(startsAt + 5 * minute);
  const current = { incident };
  const documents = new Map<string, StoredDocument>();
  const { rootCause, rootCauseFeedback } = rootCauseHandlers({
    clock,
    ...sources,
    alerts: {
      listAlerts: () => Promise.resolve({ items: [], total: 0, nextCursor: null }),
      getIncidents: (ids) => Promise.resolve([current.incident, ...earlier].filter(({ id }) => ids.includes(id))),
      getDocument: (_, id) => Promise.resolve(documents.get(id) ?? null),
      listDocuments: () => Promise.resolve([...documents.values()]),
      putDocument: (_, id, body) => {
        const version = (documents.get(id)?.version ?? 0) + 1;
        documents.set(id, { id, version, body });
        return Promise.resolve(version);
      },
    },
    timeseries: {
      listAnomalies: () => Promise.resolve([]),
      findSeries: (matchers, limit) =>
        Promise.resolve(
          matching(matchers)
            .slice(0, limit)
            .map(({ series }) => series)
        ),
      read: (range) => {
        reads.push(range);
        const found = matching(range.matchers).map(({ series, points }) => {
          const kept = points.times.flatMap((at, index) => (at >= range.from && at < range.to ? [index] : []));
          return {
            series,
            points: {
              times: kept.map((index) => points.times[index] ?? NaN),
              values: kept.map((index) => points.values[index] ?? null),
            },
          };
        });
        return Promise.resolve(found.slice(0, range.maxSeries));
      },
    },
  });
  const identity = { sub: 'ada', name: 'Ada', org: '1', role: 'Editor' } as const;
  const ask = (incidentId: string, stage: 'first' | 'whole' = 'whole') =>
    rootCause({ params: { incidentId }, query: { stage }, body: undefined as never, identity });
  const say = (incidentId: string, service: string, verdict: CauseVerdict | null) =>
    rootCauseFeedback({ params: { incidentId }, query: undefined as never, body: { service, verdict }, identity });
  return { ask, say, reads, clock, current };
};

describe('GET /api/v1/root-cause/{incidentId}', () => {
  it('ranks the series of the shared namespace, though the cluster label is not on them', async () => {
    const { ask, reads } = fake([
      stored('cart', 'shop', 3),
      stored('frontend', 'shop', 1.4),
      stored('mail', 'office', 9),
    ]);
    const result = await ask('inc-1');
    expect(result.candidates.map(({ rank, service }) => [rank, service])).toEqual([
      [1, 'cart'],
      [2, 'frontend'],
    ]);
    expect(result.confident).toBe(true);
    expect(result.onsetAt).toBe(startsAt - minute);
    expect(result.until).toBe(startsAt + 5 * minute);
    expect(reads[0]).toMatchObject({ maxSeries: 2000, to: startsAt + 5 * minute + 1 });
    expect(() => routes.rootCause.response.encode(result)).not.toThrow();
  });

  it('falls back to the services of the incident, then to all series', async () => {
    const byService = fake([stored('cart', 'elsewhere', 3), stored('mail', 'office', 9)]);
    expect((await byService.ask('inc-1')).candidates.map(({ service }) => service)).toEqual(['cart']);
    const all = fake([stored('mail', 'office', 9)]);
    expect((await all.ask('inc-1')).candidates.map(({ service }) => service)).toEqual(['mail']);
  });

  it('says it when there is too little history, or nothing at all', async () => {
    const short = await fake([stored('cart', 'shop', 3, startsAt - minute)]).ask('inc-1');
    expect(short).toMatchObject({ confident: false, candidates: [] });
    expect(short.summary).toContain('Too little history');
    expect((await fake([]).ask('inc-1')).summary).toContain('No stored series');
  });

  it('looks at the first 30 minutes only', async () => {
    const { ask, clock } = fake([stored('cart', 'shop', 3)]);
    clock.advance(10 * 60 * minute);
    expect((await ask('inc-1')).until).toBe(startsAt + 30 * minute);
  });

  it('answers polling from the cache for a few seconds, and anew when the incident changed', async () => {
    const { ask, reads, clock, current } = fake([stored('cart', 'shop', 3)]);
    const [first, second] = await Promise.all([ask('inc-1'), ask('inc-1')]);
    expect(second).toEqual(first);
    clock.advance(4000);
    await ask('inc-1');
    expect(reads).toHaveLength(1);
    clock.advance(1000);
    await ask('inc-1');
    expect(reads).toHaveLength(2);
    current.incident = { ...incident, version: 4 };
    await ask('inc-1');
    expect(reads).toHaveLength(3);
  });

  it('is 404 where there is no such incident', async () => {
    await expect(fake([]).ask('inc-9')).rejects.toSatisfy(
      (error) => error instanceof HttpProblem && error.status === 404 && error.message.includes('inc-9')
    );
  });

  it('gives what metrics say first, then log lines too, with the lines themselves', async () => {
    const line = { at: startsAt + minute, service: 'cart', level: 'error', templateId: 't1', message: 'lock 7 lost' };
    const at = Array.from({ length: 64 }, (_, index) => startsAt + (index - 60) * minute);
    const since = at.filter((each) => each >= startsAt);
    const [none, nine] = [at.map(() => 0), since.map(() => 9)];
    const counts = [
      { service: 'front', templateId: 't0', at, lines: at.map(() => 30), errors: none },
      { service: 'cart', templateId: 't1', at: since, lines: nine, errors: nine },
    ];
    const templates = { canonical: (id: string) => id, textOf: () => 'lock <*> lost' };
    const { ask } = fake([stored('cart', 'shop', 3), stored('frontend', 'shop', 1.4)], {
      collectors: [logCollector({ countSeries: () => Promise.resolve(counts) }, templates)],
      logs: { search: () => Promise.resolve([{ ...line, labels: {}, traceId: '' } as StoredLogLine]) },
    });
    const first = await ask('inc-1', 'first');
    expect(first.complete).toBe(false);
    expect(first.candidates[0]?.evidence.map(({ kind }) => kind)).not.toContain('log');
    const whole = await ask('inc-1');
    expect(whole.complete).toBe(true);
    const log = whole.candidates[0]?.evidence.find(({ kind }) => kind === 'log');
    expect(log?.lines).toEqual([{ at: line.at, message: line.message }]);
    expect(() => routes.rootCause.response.encode(whole)).not.toThrow();
  });

  it('keeps what people say of a candidate, until they take it back', async () => {
    const { ask, say } = fake([stored('cart', 'shop', 3), stored('frontend', 'shop', 1.4)]);
    await say('inc-1', 'cart', 'not-cause');
    expect((await ask('inc-1')).candidates.map(({ verdict }) => verdict)).toEqual(['not-cause', null]);
    await say('inc-1', 'cart', null);
    expect((await ask('inc-1')).candidates.map(({ verdict }) => verdict)).toEqual([null, null]);
    await expect(say('inc-9', 'cart', 'cause')).rejects.toThrow(/inc-9/);
  });

  it('heeds verdicts on earlier incidents like this one, and says so', async () => {
    const earlier = { ...incident, id: 'inc-0', startsAt: startsAt - 86_400_000 };
    const { ask, say, clock } = fake([stored('cart', 'shop', 3), stored('frontend', 'shop', 2.9)], noLogs, [earlier]);
    const before = (await ask('inc-1')).candidates;
    expect(before[0]?.service).toBe('cart');
    await say('inc-0', 'frontend', 'cause');
    await say('inc-0', 'cart', 'not-cause');
    clock.advance(5000);
    const { candidates } = await ask('inc-1');
    expect(candidates[0]?.service).toBe('frontend');
    expect(candidates[0]?.evidence.at(-1)).toMatchObject({ kind: 'feedback', terms: [{ name: 'experience' }] });
  });
});
