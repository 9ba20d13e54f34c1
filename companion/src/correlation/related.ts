import type { Alert } from '@watchroom/contract';
import { callsInLabels } from '../rootcause/graph-from-labels.js';
import type { CoOccurrence } from './co-occurrence.js';
import { combined, joinFrom, likeness, sentence, weights, type Evidence } from './evidence.js';
import { createOpeningRate } from './surprise.js';
import { hostOf } from './host-of.js';
import type { Topology } from './topology.js';

/** What correlation remembers of an incident that others may belong to. */
interface Trace {
  incidentId: string;
  startedAt: number;
  lastAt: number;
  /** When an alert last came that was not in it, ms. */
  newsAt: number;
  members: Set<string>;
  /** When each was last seen in it, ms. */
  services: Map<string, number>;
  hosts: Map<string, number>;
  templates: Map<string, number>;
  kinds: Map<string, number>;
}

export interface Related {
  /** The open incident that most evidence speaks for; null where too little does. */
  find(alert: Alert, at: number): { incidentId: string; reason: string } | null;
  /** An alert fired in an incident. */
  placed(incidentId: string, alert: Alert, at: number): void;
  drop(incidentId: string): void;
}

/** What evidence counts for so long. */
const windowMs = 5 * 60_000;
const momentMs = 30_000;
const hops = 2;
/** Against one giant incident: such an incident takes more by rule or hand only. */
const maxAlerts = 500;
const maxAgeMs = 4 * 3_600_000;
const maxServices = 20;
/** Incidents looked at for an alert. */
const maxTraces = 200;
const maxOfEach = 50;
const similarFrom = 0.7;

/**
 * Finds the incident that an alert belongs to though it shares no rule's labels with it, by evidence: the service map, the machine, the words
 * and what used to come together. Bounded memory; asked once an episode of an alert, not with each event.
 */
export const createRelated = (deps: {
  topology: Topology;
  together: CoOccurrence;
  template: (text: string) => string;
}): Related => {
  const { topology, together, template } = deps;
  const traces = new Map<string, Trace>();
  const openings = createOpeningRate();
  const words = new Map<string, ReadonlySet<string>>();

  const wordsOf = (text: string): ReadonlySet<string> => {
    const known = words.get(text);
    if (known) {
      return known;
    }
    const found = new Set(
      text
        .toLowerCase()
        .split(/[^\p{L}\p{N}<>]+/u)
        .filter((word) => word.length > 1)
    );
    if (words.size > 5000) {
      words.clear();
    }
    words.set(text, found);
    return found;
  };
  const textOf = (alert: Alert): string => template(alert.summary === '' ? alert.name : alert.summary);
  const kindOf = (alert: Alert): string => `${alert.name}\n${alert.service ?? hostOf(alert.labels)}`;

  const byMap = (alert: Alert, trace: Trace, fresh: (seen: number | undefined) => boolean): Evidence[] => {
    if (alert.service === null) {
      return [];
    }
    let nearest: { service: string; distance: number } | null = null;
    for (const [service, distance] of topology.near(alert.service, hops)) {
      if (fresh(trace.services.get(service)) && (!nearest || distance < nearest.distance)) {
        nearest = { service, distance };
      }
    }
    return nearest
      ? [
          {
            weight: weights.hop ** nearest.distance,
            text: `the service map, ${nearest.distance === 1 ? 'next to' : `${nearest.distance} hops from`} ${nearest.service}`,
          },
        ]
      : [];
  };

  const byWords = (alert: Alert, trace: Trace, fresh: (seen: number | undefined) => boolean): Evidence[] => {
    const text = textOf(alert);
    if (fresh(trace.templates.get(text))) {
      return [{ weight: weights.template, text: 'the same message' }];
    }
    let most = 0;
    for (const [other, seen] of trace.templates) {
      if (fresh(seen)) {
        most = Math.max(most, likeness(wordsOf(text), wordsOf(other)));
      }
    }
    return most >= similarFrom ? [{ weight: weights.template * most, text: 'a similar message' }] : [];
  };

  const byHistory = (alert: Alert, trace: Trace, fresh: (seen: number | undefined) => boolean): Evidence[] => {
    const kind = kindOf(alert);
    let most: { kind: string; share: number } = { kind: '', share: 0 };
    for (const [other, seen] of trace.kinds) {
      const share = fresh(seen) && other !== kind ? together.share(kind, other) : 0;
      if (share > most.share) {
        most = { kind: other, share };
      }
    }
    return most.share > 0
      ? [
          {
            weight: weights.learnt * most.share,
            text: `history, where it came with ${most.kind.replace('\n', ' on ')} ${Math.round(most.share * 100)} % of the time`,
          },
        ]
      : [];
  };

  const evidenceFor = (alert: Alert, trace: Trace, at: number): Evidence[] => {
    const fresh = (seen: number | undefined): boolean => seen !== undefined && at - seen <= windowMs;
    const host = hostOf(alert.labels);
    const found = [
      ...byMap(alert, trace, fresh),
      ...(host !== '' && fresh(trace.hosts.get(host))
        ? [{ weight: weights.host, text: `the same machine, ${host}` }]
        : []),
      ...byWords(alert, trace, fresh),
      ...byHistory(alert, trace, fresh),
    ];
    const gap = Math.max(0, at - trace.newsAt);
    const surprise = weights.surprise * openings.against(gap, at);
    if (surprise > weights.moment) {
      return [
        ...found,
        { weight: surprise, text: `${Math.round(gap / 1000)} s after it, where incidents seldom open so soon` },
      ];
    }
    return found.length > 0 && gap <= momentMs
      ? [...found, { weight: weights.moment, text: 'the same moment' }]
      : found;
  };

  const takesMore = (trace: Trace, at: number): boolean =>
    at - trace.lastAt <= windowMs &&
    trace.members.size < maxAlerts &&
    at - trace.startedAt < maxAgeMs &&
    trace.services.size < maxServices;

  const note = (seen: Map<string, number>, key: string, at: number): void => {
    if (key === '' || (seen.size >= maxOfEach && !seen.has(key))) {
      return;
    }
    seen.set(key, at);
  };

  return {
    find: (alert, at) => {
      let best: { trace: Trace; evidence: Evidence[]; sure: number } | null = null;
      for (const trace of traces.values()) {
        if (!takesMore(trace, at)) {
          continue;
        }
        const evidence = evidenceFor(alert, trace, at);
        const sure = combined(evidence);
        if (sure >= joinFrom && (!best || sure > best.sure)) {
          best = { trace, evidence, sure };
        }
      }
      return best && { incidentId: best.trace.incidentId, reason: sentence(best.evidence) };
    },
    placed: (incidentId, alert, at) => {
      callsInLabels(alert.labels).forEach(topology.learn);
      together.observe(kindOf(alert), at);
      if (!traces.has(incidentId)) {
        openings.opened(at);
      }
      const trace: Trace = traces.get(incidentId) ?? {
        incidentId,
        startedAt: at,
        lastAt: at,
        newsAt: at,
        members: new Set(),
        services: new Map(),
        hosts: new Map(),
        templates: new Map(),
        kinds: new Map(),
      };
      trace.lastAt = Math.max(trace.lastAt, at);
      if (!trace.members.has(alert.id)) {
        trace.members.add(alert.id);
        trace.newsAt = Math.max(trace.newsAt, at);
      }
      note(trace.services, alert.service ?? '', at);
      note(trace.hosts, hostOf(alert.labels), at);
      note(trace.templates, textOf(alert), at);
      note(trace.kinds, kindOf(alert), at);
      // In order of use: the first is the one that has been quiet for longest.
      traces.delete(incidentId);
      traces.set(incidentId, trace);
      for (const [id, { lastAt }] of traces) {
        if (traces.size <= maxTraces && at - lastAt <= windowMs) {
          break;
        }
        traces.delete(id);
      }
    },
    drop: (incidentId) => void traces.delete(incidentId),
  };
};
