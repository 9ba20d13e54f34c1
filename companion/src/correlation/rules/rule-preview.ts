import {
  worstSeverity,
  type Alert,
  type CorrelatedGroup,
  type CorrelationPreview,
  type Severity,
} from '@watchroom/contract';
import type { CorrelationRule } from '../../config/settings.js';
import { createPlacing, shownKey, takesOthers, type Place } from '../../pipeline/correlate.js';

interface Group {
  key: string;
  title: string | null;
  severity: Severity;
  alerts: number;
  names: Map<string, number>;
  from: number;
  newsAt: number;
  /** When the last of its members was last heard of. */
  heardAt: number;
}

const shownGroups = 20;
const shownNames = 5;

/**
 * What a rule would have made of alerts: the pipeline's own places and windows, over what is stored of each alert (when it began, when it was
 * last heard of), so that times within an alert's life are not seen. Pure.
 *
 * @param before rules that are looked at before it
 * @param alerts in order of their beginnings
 */
export const previewRule = (
  rule: CorrelationRule,
  before: readonly CorrelationRule[],
  alerts: readonly Alert[]
): Omit<CorrelationPreview, 'examined' | 'cut'> => {
  const alone = createPlacing([rule]);
  const amongOthers = createPlacing([...before, rule]);
  const latest = new Map<string, Group>();
  const held = new Map<string, Alert[]>();
  const groups: Group[] = [];
  const now = new Set<string>();
  let taken = 0;
  let takenBefore = 0;

  const open = (place: Place, members: readonly Alert[]): void => {
    const group: Group = {
      key: shownKey(place.groupKey),
      title: place.title,
      severity: 'unknown',
      alerts: 0,
      names: new Map(),
      from: Number.POSITIVE_INFINITY,
      newsAt: 0,
      heardAt: 0,
    };
    groups.push(group);
    latest.set(place.groupKey, group);
    members.forEach((alert) => grow(group, alert));
  };

  for (const alert of alerts) {
    const place = alone(alert);
    if (place.rule !== rule.name || (alert.occurrence === true && !place.occurrences)) {
      continue;
    }
    if (amongOthers(alert).rule !== rule.name) {
      takenBefore++;
      continue;
    }
    taken++;
    if (alert.incidentId !== null) {
      now.add(alert.incidentId);
    }
    const at = alert.startsAt;
    const group = latest.get(place.groupKey);
    if (group && takesOthers({ incident: { lastSeenAt: Math.min(group.heardAt, at) }, ...group }, place.windowMs, at)) {
      grow(group, alert);
      continue;
    }
    const waiting = [
      ...(held.get(place.groupKey) ?? []).filter(({ startsAt }) => at - startsAt <= place.windowMs),
      alert,
    ];
    if (waiting.length >= place.minAlerts) {
      held.delete(place.groupKey);
      open(place, waiting);
    } else if (alert.severity === 'critical') {
      open(place, [alert]);
    } else {
      held.set(place.groupKey, waiting);
    }
  }
  return {
    taken,
    takenBefore,
    waiting: taken - groups.reduce((sum, group) => sum + group.alerts, 0),
    incidents: groups.length,
    incidentsNow: now.size,
    groups: groups
      .sort((a, b) => b.alerts - a.alerts || a.from - b.from)
      .slice(0, shownGroups)
      .map(shown),
  };
};

const grow = (group: Group, { name, severity, startsAt, lastSeenAt }: Alert): void => {
  group.alerts++;
  group.severity = worstSeverity(group.severity, severity);
  group.names.set(name, (group.names.get(name) ?? 0) + 1);
  group.from = Math.min(group.from, startsAt);
  group.newsAt = Math.max(group.newsAt, startsAt);
  group.heardAt = Math.max(group.heardAt, lastSeenAt);
};

const shown = ({ key, title, severity, alerts, names, from, newsAt }: Group): CorrelatedGroup => ({
  key,
  title,
  severity,
  alerts,
  names: [...names]
    .sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1))
    .slice(0, shownNames)
    .map(([name]) => name),
  from,
  to: newsAt,
});
