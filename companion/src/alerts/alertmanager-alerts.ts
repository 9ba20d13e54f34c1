import {
  compileMatchers,
  type Alert,
  type AlertmanagerAlert,
  type AlertmanagerAlertQuery,
  type AlertmanagerGroup,
  type Suppression,
} from '@watchroom/contract';
import type { Clock } from '../clock.js';
import { HttpProblem } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import { version } from '../ops/version.js';
import { visibleLabels } from '../pipeline/visible-labels.js';
import type { AlertStore } from '../stores/alert-store.js';
import { readAlertmanagerFilter } from '../suppression/alertmanager-filter.js';

/** Who hears is decided by routes of incidents; towards Alertmanager's clients there is one receiver. */
const receiver = { name: 'watchroom' };
/** What holds until it is resolved has no end; Alertmanager says then that it ends after its `resolve_timeout`. */
const resolveTimeoutMs = 5 * 60_000;
const pageSize = 1000;
/** The API has no pages. */
const maxAlerts = 50_000;

const iso = (ms: number): string => new Date(ms).toISOString();

const stateOf = (alert: Alert): AlertmanagerAlert['status'] => {
  const by = (...kinds: Array<Suppression['kind']>) =>
    alert.suppressedBy.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
  const silencedBy = by('silence');
  const inhibitedBy = by('inhibition');
  const mutedBy = [...by('maintenance', 'flapping'), ...(alert.triage === 'snoozed' ? ['snooze'] : [])];
  const isHeld = silencedBy.length + inhibitedBy.length + mutedBy.length > 0;
  return { state: isHeld ? 'suppressed' : 'active', silencedBy, inhibitedBy, mutedBy };
};

const toV2 = (alert: Alert, now: number): AlertmanagerAlert => {
  const [source] = alert.links;
  return {
    fingerprint: alert.id,
    labels: visibleLabels(alert),
    annotations: {
      ...(alert.summary !== '' && { summary: alert.summary }),
      ...(alert.description !== '' && { description: alert.description }),
      ...alert.annotations,
    },
    receivers: [receiver],
    startsAt: iso(alert.startsAt),
    updatedAt: iso(alert.lastSeenAt),
    endsAt: iso(alert.source?.expiresAt ?? now + resolveTimeoutMs),
    ...(source && { generatorURL: source.url }),
    status: stateOf(alert),
  };
};

type Query = Omit<AlertmanagerAlertQuery, 'unprocessed'>;

/** As Alertmanager does: what is held is shown where none of what holds it is to be left out. */
const isWanted = ({ state, silencedBy, inhibitedBy, mutedBy }: AlertmanagerAlert['status'], query: Query): boolean =>
  state === 'active'
    ? query.active
    : (query.silenced || (silencedBy.length === 0 && mutedBy.length === 0)) &&
      (query.inhibited || inhibitedBy.length === 0) &&
      (query.muted || mutedBy.length === 0);

/** Firing alerts in the shape of Alertmanager's API v2, so that amtool and karma show them; a group is an incident. */
export const createAlertmanagerAlerts = (deps: {
  store: Pick<AlertStore, 'listAlerts' | 'getIncidents'>;
  clock: Clock;
  startedAt: number;
}): Pick<Handlers, 'alertmanagerAlerts' | 'alertmanagerGroups' | 'alertmanagerStatus' | 'alertmanagerReceivers'> => {
  const { store, clock } = deps;

  const firing = async (): Promise<Alert[]> => {
    const alerts: Alert[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listAlerts({
        status: ['firing'],
        sort: 'startsAt',
        order: 'desc',
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      });
      if (page.total > maxAlerts) {
        throw new HttpProblem(503, 'Too many alerts', {
          detail: `${page.total} alerts fire; this API, which has no pages, gives at most ${maxAlerts}. Use /api/v1/alerts`,
        });
      }
      alerts.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return alerts;
  };

  const found = async (query: Query): Promise<Array<{ alert: Alert; shown: AlertmanagerAlert }>> => {
    const holds = compileMatchers(readAlertmanagerFilter(query.filter));
    if (!isReceiver(query.receiver)) {
      return [];
    }
    const now = clock.now();
    return (await firing())
      .filter((alert) => holds(visibleLabels(alert), alert.name))
      .map((alert) => ({ alert, shown: toV2(alert, now) }))
      .filter(({ shown }) => isWanted(shown.status, query));
  };

  return {
    alertmanagerAlerts: async ({ query }) => (await found(query)).map(({ shown }) => shown),
    alertmanagerGroups: async ({ query }) => {
      const groups = new Map<string, AlertmanagerAlert[]>();
      for (const { alert, shown } of await found(query)) {
        const id = alert.incidentId ?? '';
        const members = groups.get(id);
        if (members) {
          members.push(shown);
        } else {
          groups.set(id, [shown]);
        }
      }
      const incidents = await store.getIncidents([...groups.keys()].filter((id) => id !== ''));
      const shared = new Map(incidents.map(({ id, sharedLabels }) => [id, sharedLabels]));
      return [...groups].map(([id, alerts]): AlertmanagerGroup => ({
        // The incident's id keeps apart groups that share the same labels: clients tell groups by them.
        labels: id === '' ? {} : { ...shared.get(id), incident: id },
        receiver,
        alerts,
      }));
    },
    alertmanagerStatus: () =>
      Promise.resolve({
        cluster: { status: 'disabled' as const, peers: [] },
        versionInfo: {
          version,
          revision: '',
          branch: '',
          buildUser: 'watchroom',
          buildDate: '',
          goVersion: '',
        },
        config: { original: '' },
        uptime: iso(deps.startedAt),
      }),
    alertmanagerReceivers: () => Promise.resolve([receiver]),
  };
};

/** Alertmanager takes a pattern here; there is one receiver, so that its name or what stands for any is enough. */
const isReceiver = (wanted: string | undefined): boolean =>
  wanted === undefined || ['', '.*', '.+', receiver.name].includes(wanted);
