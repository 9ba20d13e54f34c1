import type { Alert, Incident, CauseMoment, RootCauseResult, StatusReport, TimelineEntry } from '@watchroom/contract';

const at = Date.UTC(2026, 10, 23, 5, 0, 0);
export const startedAt = at;

/** An alert in the inside form; `id` tells it apart. */
export const anAlert = (id: string, change: Partial<Alert> = {}): Alert => ({
  id,
  sender: 'alertmanager',
  name: `Alert ${id}`,
  status: 'firing',
  severity: 'warning',
  triage: 'open',
  triageBy: null,
  triageAt: null,
  triageReason: null,
  snoozedUntil: null,
  assignee: null,
  service: 'cart',
  summary: `Summary of ${id}`,
  description: '',
  labels: { service: 'cart' },
  annotations: {},
  links: [],
  suppressedBy: [],
  incidentId: null,
  incidentReason: null,
  startsAt: at,
  endsAt: null,
  firstSeenAt: at,
  lastSeenAt: at,
  eventCount: 1,
  refireCount: 0,
  version: 1,
  ...change,
});

export const anIncident = (id: string, change: Partial<Incident> = {}): Incident => ({
  id,
  title: `Incident ${id}`,
  status: 'firing',
  severity: 'critical',
  services: ['cart', 'database'],
  sharedLabels: {},
  rule: 'same service',
  groupKey: 'service=cart',
  alertCount: 2,
  firingCount: 1,
  startsAt: at,
  lastSeenAt: at,
  resolvedAt: null,
  version: 1,
  ...change,
});

export const anEntry = (id: string, text: string, change: Partial<TimelineEntry> = {}): TimelineEntry => ({
  id,
  at,
  kind: 'fired',
  alertId: null,
  incidentId: null,
  actor: null,
  text,
  ...change,
});

export const aMoment = (
  kind: CauseMoment['kind'],
  momentAt: number,
  change: Partial<CauseMoment> = {}
): CauseMoment => ({
  kind,
  at: momentAt,
  until: null,
  lasting: false,
  service: 'database',
  title: `${kind} of the database`,
  ref: null,
  ...change,
});

export const aRootCause = (incidentId: string, change: Partial<RootCauseResult> = {}): RootCauseResult => ({
  incidentId,
  computedAt: at,
  normalFrom: at - 3_600_000,
  onsetAt: at,
  until: at + 600_000,
  seriesExamined: 42,
  confident: true,
  complete: true,
  graph: [{ caller: 'cart', callee: 'database' }],
  summary: 'The database’s latency rose first',
  candidates: [
    {
      rank: 1,
      service: 'database',
      metric: 'latency_seconds',
      labels: { service: 'database' },
      score: 8.5,
      evidence: [
        {
          kind: 'metric',
          title: 'latency_seconds of database',
          terms: [{ name: 'shift', value: 12.25, text: 'rose to 12 times its usual spread' }],
          points: { times: [at - 120_000, at - 60_000, at, at + 60_000], values: [1, 1.1, null, 9] },
          onsetAt: at - 30_000,
        },
      ],
      verdict: null,
    },
    { rank: 2, service: 'cart', metric: 'errors_total', labels: {}, score: 2, evidence: [], verdict: null },
  ],
  moments: [
    aMoment('change', at - 120_000, { title: 'deploy: database 1.2.4' }),
    aMoment('alert', at + 60_000, { title: 'Disk full', ref: 'a', lasting: true }),
  ],
  ...change,
});

export const aStatus = (change: Partial<StatusReport> = {}): StatusReport => ({
  status: 'ok',
  version: '0.1.0',
  checks: [{ name: 'alert store', status: 'ok', detail: 'libsql answers', remedy: null }],
  alertStore: 'embedded',
  timeseriesStore: 'embedded',
  startedAt: '2026-11-23T05:00:00Z',
  detectors: 3,
  series: 120,
  user: { login: 'erika', role: 'Admin' },
  ...change,
});
