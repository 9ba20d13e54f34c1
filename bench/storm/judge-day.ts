import type { CorrelationRule } from '../../companion/src/config/settings.js';
import { createReplay } from '../../companion/src/pipeline/replay.js';
import { replayStages } from '../../companion/src/pipeline/replay-command.js';
import type { ShopDay } from './shop-day.js';

export interface DayFigures {
  events: number;
  firing: number;
  alerts: number;
  incidents: number;
  notifications: number;
  /** 1 - notifications / firing events. */
  reduction: number;
  criticals: number;
  criticalsMissed: number;
  /** Members without a reason in words. */
  unexplained: number;
  /** Mean over true incidents: F1 of their alerts against the incident that fits best. */
  meanF1: number;
}

/** A critical alert has been told of if its incident was within this time; the route's interval plus what a clock may be late. */
const toldWithinMs = 5 * 60_000 + 1000;

const f1 = (both: number, a: number, b: number): number => (2 * both) / (a + b);

/** Replays a day through the pipeline as it is by default and judges what came of it. */
export const judgeDay = (day: ShopDay, rules: CorrelationRule[]): DayFigures => {
  const [stages, windowMs] = replayStages({ correlation: rules });
  const told: Array<{ incident: string | null; at: number }> = [];
  const mustBeTold: Array<{ incident: string | null; at: number }> = [];
  const places = new Map<string, { truth: string | null; incident: string }>();
  const firingCritical = new Set<string>();
  let unexplained = 0;
  const maintainedBy = ({ host, from, to }: ShopDay['maintenance'][number], now: number, of: string | undefined) =>
    of === host && now >= from && now < to;
  const replay = createReplay(
    {
      ...stages,
      suppress: [
        ({ labels }, now) =>
          day.maintenance.some((one) => maintainedBy(one, now, labels['host']))
            ? [{ kind: 'maintenance', id: 'm', name: 'announced' }]
            : [],
      ],
    },
    windowMs,
    {
      told: (incident, at, reason) => reason !== 'resolved' && told.push({ incident, at }),
      walked: (line, { alert }, at) => {
        const said = day.lines[line - 1];
        unexplained += Number(alert.incidentId !== null && !alert.incidentReason);
        if (alert.incidentId !== null) {
          places.set(`${alert.id} ${said?.truth}`, { truth: said?.truth ?? null, incident: alert.incidentId });
        }
        const critical = alert.status === 'firing' && alert.severity === 'critical' && alert.suppressedBy.length === 0;
        if (critical && !firingCritical.has(alert.id)) {
          mustBeTold.push({ incident: alert.incidentId, at });
        }
        firingCritical[critical ? 'add' : 'delete'](alert.id);
      },
    }
  );
  day.lines.forEach(({ line }) => replay.line(JSON.stringify(line)));
  const { summary } = replay.end();
  const firing = day.lines.filter(({ line }) => line.status === 'firing').length;
  const missed = mustBeTold.filter(
    ({ incident, at }) => !told.some((one) => one.incident === incident && one.at >= at && one.at <= at + toldWithinMs)
  );
  return {
    events: summary.events,
    firing,
    alerts: summary.alerts,
    incidents: summary.incidents,
    notifications: summary.notifications,
    reduction: 1 - summary.notifications / firing,
    criticals: mustBeTold.length,
    criticalsMissed: missed.length,
    unexplained,
    meanF1: meanFit([...places.values()]),
  };
};

const meanFit = (places: ReadonlyArray<{ truth: string | null; incident: string }>): number => {
  const size = new Map<string, number>();
  const truths = new Map<string, Map<string, number>>();
  for (const { truth, incident } of places) {
    size.set(incident, (size.get(incident) ?? 0) + 1);
    if (truth !== null) {
      const of = truths.get(truth) ?? new Map<string, number>();
      truths.set(truth, of.set(incident, (of.get(incident) ?? 0) + 1));
    }
  }
  const best = [...truths.values()].map((of) => {
    const total = [...of.values()].reduce((sum, count) => sum + count, 0);
    return Math.max(...[...of].map(([incident, both]) => f1(both, total, size.get(incident) ?? 0)));
  });
  return best.reduce((sum, value) => sum + value, 0) / Math.max(1, best.length);
};
