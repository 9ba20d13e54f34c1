import type { Alert, InhibitionRuleSpec, Labels, Severity } from '@watchroom/contract';
import { visibleLabels } from '../pipeline/visible-labels.js';
import type { AlertWatch } from '../pipeline/desk.js';
import type { Suppress, Suppressing } from '../pipeline/suppress.js';
import { createInhibitions, type Inhibitions, type Sides } from './inhibitions.js';
import { createMatcherIndex } from './matcher-index.js';
import { suppressingBy, type TimedRule } from './timed-rule.js';

type Seen = Pick<Alert, 'name' | 'sender' | 'severity' | 'service' | 'labels'>;

/** A firing alert with the rules that match it. */
interface Entry {
  seen: Seen;
  timed: TimedRule[];
  sides: Sides;
}

/**
 * All firing alerts and what suppresses them. The desk tells it of each change; who asks `takeAffected` afterwards gets the alerts that
 * are to be considered again, because a rule or its time has changed or a source of inhibition has come or gone.
 */
export interface Board {
  stage: Suppress;
  watch: AlertWatch;
  setTimed(rules: readonly TimedRule[]): void;
  setInhibitions(rules: readonly InhibitionRuleSpec[]): void;
  /** Looks which rules have begun or ended by `now` (ms); true where any has. */
  tick(now: number): boolean;
  takeAffected(): string[];
  /** Puts an alert among those that are to be considered again. */
  affect(id: string): void;
  /** Ids of firing alerts that a timed rule matches, whether it holds or not. */
  hitsOf(rule: TimedRule): string[];
  countsOf(rule: InhibitionRuleSpec): { sources: number; targets: number };
  /** Shows each firing alert with the labels that rules see. */
  each(visit: (alert: { id: string; labels: Labels; name: string; severity: Severity }) => void): void;
  /** Whether a rule has been seen to suppress a firing alert since the start. */
  hasHit(rule: TimedRule): boolean;
}

const nothing: readonly Suppressing[] = [];

const sameSeen = (a: Seen, b: Seen): boolean => {
  if (a.name !== b.name || a.severity !== b.severity || a.service !== b.service || a.sender !== b.sender) {
    return false;
  }
  if (a.labels === b.labels) {
    return true;
  }
  const names = Object.keys(a.labels);
  return names.length === Object.keys(b.labels).length && names.every((name) => a.labels[name] === b.labels[name]);
};

export const createBoard = (): Board => {
  const entries = new Map<string, Entry>();
  const affected = new Set<string>();
  const timed = createMatcherIndex<TimedRule>();
  /** Each rule with the end that was last acted on; null while it does not hold. */
  const held = new Map<TimedRule, number | null>();
  const hit = new Set<string>();
  /** Firing alerts by the rules that match them. */
  const hitsByRule = new Map<TimedRule, Set<string>>();
  const affect = (id: string): void => void affected.add(id);
  let inhibitions: Inhibitions = createInhibitions([], affect);

  const describe = ({ name, sender, severity, service, labels }: Alert): Entry => {
    const seen = { name, sender, severity, service, labels };
    if (timed.size === 0 && inhibitions.size === 0) {
      return { seen, timed: [], sides: inhibitions.sidesOf(labels, name) };
    }
    const visible = visibleLabels(seen);
    return { seen, timed: timed.match(visible, name), sides: inhibitions.sidesOf(visible, name) };
  };
  /** The stage asks for an alert that is put a moment later: described once. */
  let latest: Entry | null = null;
  const entryOf = (alert: Alert): Entry => {
    const known = entries.get(alert.id);
    if (known && sameSeen(known.seen, alert)) {
      return known;
    }
    if (latest?.seen.labels !== alert.labels || !sameSeen(latest.seen, alert)) {
      latest = describe(alert);
    }
    return latest;
  };

  const enter = (id: string, entry: Entry): void => {
    entries.set(id, entry);
    entry.timed.forEach((rule) => hitsByRule.get(rule)?.add(id));
    inhibitions.enter(id, entry.sides);
  };
  const gone = (id: string): void => {
    const known = entries.get(id);
    if (known) {
      entries.delete(id);
      known.timed.forEach((rule) => hitsByRule.get(rule)?.delete(id));
      inhibitions.leave(id, known.sides);
    }
  };
  const put = (alert: Alert): void => {
    if (alert.status === 'resolved') {
      gone(alert.id);
      return;
    }
    for (const { kind, id } of [...alert.suppressedBy, ...(alert.monitoredBy ?? [])]) {
      hit.add(`${kind} ${id}`);
    }
    const known = entries.get(alert.id);
    const entry = entryOf(alert);
    if (entry !== known) {
      latest = null;
      gone(alert.id);
      enter(alert.id, entry);
    }
  };

  const stage: Suppress = (alert, now) => {
    if (timed.size === 0 && inhibitions.size === 0) {
      return nothing;
    }
    const entry = entryOf(alert);
    if (entry.timed.length === 0 && entry.sides.targets.length === 0) {
      return nothing;
    }
    const byTime = entry.timed.flatMap((rule) => {
      const until = rule.activeUntil(now);
      return until === null ? [] : [suppressingBy(rule, until)];
    });
    const byOthers = inhibitions.inhibiting(entry.sides).map((rule): Suppressing => ({
      kind: 'inhibition',
      id: rule.name,
      name: rule.name,
      ...(rule.mode === 'monitor' && { monitorOnly: true }),
    }));
    return [...byTime, ...byOthers];
  };

  const setTimed = (rules: readonly TimedRule[]): void => {
    latest = null;
    const wanted = new Set(rules);
    const removed = new Set([...held.keys()].filter((rule) => !wanted.has(rule)));
    const added = rules.filter((rule) => !held.has(rule));
    removed.forEach((rule) => {
      timed.remove(rule);
      held.delete(rule);
      hitsByRule.delete(rule);
    });
    added.forEach((rule) => {
      timed.add(rule, rule.matchers);
      held.set(rule, null);
      hitsByRule.set(rule, new Set());
    });
    if (removed.size === 0 && added.length === 0) {
      return;
    }
    for (const [id, entry] of entries) {
      const kept = entry.timed.filter((rule) => !removed.has(rule));
      const labels = visibleLabels(entry.seen);
      const found = added.filter((rule) => timed.holds(rule, labels, entry.seen.name));
      if (found.length > 0 || kept.length < entry.timed.length) {
        entry.timed = [...kept, ...found];
        found.forEach((rule) => hitsByRule.get(rule)?.add(id));
        affect(id);
      }
    }
  };

  const setInhibitions = (rules: readonly InhibitionRuleSpec[]): void => {
    latest = null;
    for (const [id, { sides }] of entries) {
      if (sides.targets.length > 0) {
        affect(id);
      }
    }
    inhibitions = createInhibitions(rules, affect);
    for (const [id, entry] of entries) {
      entry.sides = inhibitions.sidesOf(visibleLabels(entry.seen), entry.seen.name);
      inhibitions.enter(id, entry.sides);
      if (entry.sides.targets.length > 0) {
        affect(id);
      }
    }
  };

  return {
    stage,
    watch: { put, gone },
    setTimed,
    setInhibitions,
    tick: (now) => {
      let changed = false;
      for (const [rule, before] of held) {
        const until = rule.activeUntil(now);
        if (until !== before) {
          held.set(rule, until);
          hitsByRule.get(rule)?.forEach(affect);
          changed = true;
        }
      }
      return changed;
    },
    takeAffected: () => {
      const taken = [...affected];
      affected.clear();
      return taken;
    },
    affect,
    hitsOf: (rule) => [...(hitsByRule.get(rule) ?? [])],
    countsOf: (rule) => inhibitions.counts(rule),
    each: (visit) => {
      for (const [id, { seen }] of entries) {
        visit({ id, labels: visibleLabels(seen), name: seen.name, severity: seen.severity });
      }
    },
    hasHit: (rule) => hit.has(`${rule.kind} ${rule.id}`),
  };
};
