import { expect, it } from 'vitest';
import type { Alert, Anomaly } from '@watchroom/contract';
import type { JudgedSeries } from './metric-shift.js';
import { momentsOf } from './moments.js';
import { rankCauses } from './rank.js';

const minute = 60_000;
const detectedAt = Date.UTC(2026, 10, 23, 5);
const times = Array.from({ length: 80 }, (_, index) => detectedAt + (index - 60) * minute);
const series = (value: (at: number) => number) => ({
  service: 'cart',
  metric: 'latency_seconds',
  labels: {},
  times,
  values: times.map((at, index) => value(at) + (index % 3)),
});
const lost = {
  ...series((at) => (at >= detectedAt && at < detectedAt + 8 * minute ? 40 : 0)),
  metric: 'log_error_lines',
};
const bursts: JudgedSeries = {
  series: { ...lost, labels: { template: 'lock <*> lost' } },
  judged: lost,
  service: 'cart',
  kind: 'logErrors',
};
const ranking = rankCauses({
  series: [series((at) => (at >= detectedAt ? 90 : 20))],
  signals: [{ ...bursts, judged: bursts.series }],
  detectedAt,
});
const anomaly = (id: string, startsAt: number, endsAt: number | null, service = 'cart') =>
  ({ id, startsAt, endsAt, metric: 'cpu', reason: 'is high', labels: { service } }) as unknown as Anomaly;
const alert = (id: string, startsAt: number) =>
  ({ id, startsAt, endsAt: null, status: 'firing', service: 'cart', name: `Alert ${id}` }) as unknown as Alert;
const none = { alerts: [], anomalies: [], changes: [] };
const services = new Set(['cart']);

it('puts onsets, bursts, anomalies, alerts and changes in order of time', () => {
  const change = { at: detectedAt - 3 * minute, service: 'cart', kind: 'deploy', title: 'cart 2.0' };
  const moments = momentsOf(
    ranking,
    {
      alerts: [alert('a', detectedAt + minute)],
      anomalies: [anomaly('n', detectedAt - minute, null)],
      changes: [change],
    },
    services
  );
  expect(moments.map(({ kind, title, lasting, ref }) => [kind, title.slice(0, 16), lasting, ref])).toEqual([
    ['change', 'deploy: cart 2.0', false, null],
    ['anomaly', 'cpu: is high', true, 'n'],
    ['metric', 'latency_seconds ', false, null],
    ['log', 'lines that tell ', false, null],
    ['alert', 'Alert a', true, 'a'],
  ]);
  expect(moments.find(({ kind }) => kind === 'log')).toMatchObject({ at: detectedAt, until: detectedAt + 8 * minute });
});

it('leaves out what was over before, what comes later, and anomalies of others', () => {
  const early = anomaly('early', times[0]! - 9 * minute, times[0]! - minute);
  const anomalies = [
    early,
    anomaly('later', detectedAt + 900 * minute, null),
    anomaly('mail', detectedAt, null, 'mail'),
  ];
  expect(momentsOf(ranking, { ...none, anomalies }, services).filter(({ kind }) => kind === 'anomaly')).toEqual([]);
});

it('keeps the nearest to the onset where there are too many', () => {
  const alerts = Array.from({ length: 60 }, (_, index) => alert(String(index), detectedAt - (59 - index) * 30_000));
  const kept = momentsOf({ ...ranking, onsetAt: detectedAt }, { ...none, alerts }, services);
  const refs = kept.filter(({ kind }) => kind === 'alert').map(({ ref }) => ref);
  expect([refs.length, refs[0], refs.at(-1)]).toEqual([40, '20', '59']);
});
