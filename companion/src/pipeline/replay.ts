import type { AlertEvent } from '@watchroom/contract';
import { createLapses } from '../alerts/lapses.js';
import { InvalidPayload } from '../intake/sender.js';
import type { Board } from '../suppression/board.js';
import { walkEvent, walkLapse, type Stages, type Walked } from './corridor.js';
import { createDesk } from './desk.js';
import { walkReconsider } from './reconsider.js';
import type { RouteReason } from './route.js';
import { eventId, stampEvent } from './fingerprint.js';
import { readReplayLine, type ReplayLine } from './replay-line.js';

export interface ReplaySummary {
  events: number;
  alerts: number;
  incidents: number;
  notifications: number;
  /** Decisions not to tell people, by reason. */
  suppressed: Record<string, number>;
}

export interface ReplayedIncident {
  incident_id: string;
  /** From 1. */
  alert_line_numbers: number[];
}

export interface Replay {
  /** Takes the next line. @throws {InvalidPayload} naming line and field. */
  line(text: string): void;
  /** To be called once, after the last line. Incidents are in order of their first line. */
  end(): { summary: ReplaySummary; incidents: ReplayedIncident[] };
}

/** How exactly the beginning and end of silences and windows are seen between lines, ms; coarser in gaps of many such steps. */
const ruleStepMs = 60_000;
const maxRuleSteps = 10_000;
/** Different lines whose hashes are remembered. */
const maxStamped = 20_000;

/** Looks on while alerts are replayed. */
export interface ReplayWatch {
  /** A line was walked; `at` is the virtual time, ms. */
  walked?(line: number, walked: Walked, at: number): void;
  /** People were told of an incident. */
  told?(incidentId: string | null, at: number, reason: RouteReason): void;
}

/**
 * Walks recorded alerts through the very corridor that live ones walk, on a virtual clock that the lines' times move. What the live
 * pipeline does by timers happens at its time in between; `board` is what the stages suppress by. Memory grows with alerts, incidents and line numbers, not with lines' text.
 */
export const createReplay = (
  stages: Stages,
  forgetAfterMs: number,
  watch: ReplayWatch = {},
  board: Board | null = null
): Replay => {
  const desk = createDesk(board?.watch);
  const lapses = createLapses();
  const linesOf = new Map<string, number[]>();
  const alertIds = new Set<string>();
  const stamped = new Map<string, AlertEvent>();
  const suppressed: Record<string, number> = {};
  let now = Number.NEGATIVE_INFINITY;
  let number = 0;
  let events = 0;
  let notifications = 0;
  let forgottenAt = Number.NEGATIVE_INFINITY;

  /** Incidents of which something waits to be told: when it will be. */
  const waiting = new Map<string, number>();

  const count = ({ alert, incident, decision }: Walked): void => {
    lapses.track(alert);
    if (decision.send) {
      notifications++;
      watch.told?.(incident?.incident.id ?? null, now, decision.reason);
      waiting.delete(incident?.incident.id ?? '');
      return;
    }
    if (decision.reason === 'waiting' && incident && !waiting.has(incident.incident.id)) {
      waiting.set(incident.incident.id, (incident.notifiedAt ?? now) + stages.routing.groupIntervalMs);
    }
    const reasons = decision.suppressedBy.length > 0 ? decision.suppressedBy : [decision.reason];
    for (const reason of reasons) {
      suppressed[reason] = (suppressed[reason] ?? 0) + 1;
    }
  };

  /** Tells what has waited long enough. */
  const tellWaiting = (at: number): void => {
    for (const [id, dueAt] of waiting) {
      if (dueAt <= at) {
        notifications++;
        watch.told?.(id, Math.min(dueAt, at), 'new_alerts');
        waiting.delete(id);
        const open = desk.incident(id);
        if (open) {
          desk.putIncident({ ...open, notifiedAt: dueAt, waiting: false });
        }
      }
    }
  };

  /** Looks again at alerts whose silence, window or source of inhibition has come or gone. */
  const reconsider = (at: number): void => {
    for (const id of board?.takeAffected() ?? []) {
      const walked = walkReconsider(desk, id, at, stages);
      if (walked?.outcome === 'back') {
        count(walked);
      }
    }
  };

  /** In silence between lines rules begin and end too. */
  const advance = (at: number): void => {
    if (board && Number.isFinite(now)) {
      const step = Math.max(ruleStepMs, (at - now) / maxRuleSteps);
      for (let next = now + step; next < at; next += step) {
        pass(next);
      }
    }
    pass(at);
  };

  const pass = (at: number): void => {
    if (at <= now) {
      return;
    }
    tellWaiting(at);
    for (const id of lapses.due(at)) {
      const expiresAt = desk.alert(id)?.source?.expiresAt ?? at;
      const walked = walkLapse(desk, id, Math.max(now, expiresAt), 0, stages);
      if (walked) {
        count(walked);
      }
    }
    now = at;
    board?.tick(now);
    reconsider(now);
    if (now - forgottenAt > forgetAfterMs) {
      desk.forget({ alerts: Number.POSITIVE_INFINITY, since: now - forgetAfterMs });
      forgottenAt = now;
    }
  };

  /** Lines that differ in nothing but time, as most of a storm's do, are hashed once. */
  const stamp = (source: string, event: ReplayLine['event']): AlertEvent => {
    const key = `${source}\n${event.status}\n${event.severity}\n${event.identity.join('\n')}`;
    const known = event.startsAt === now ? stamped.get(key) : undefined;
    if (known) {
      const { identity: _, ...rest } = event;
      return { ...known, ...rest, labels: known.labels, id: eventId(number, known.fingerprint), receivedAt: now };
    }
    const { event: made } = stampEvent(source, event, number, now);
    if (event.startsAt === now && event.status === 'firing' && stamped.size < maxStamped) {
      stamped.set(key, made);
    }
    return made;
  };

  const walk = ({ source, at, event }: ReplayLine): void => {
    advance(at);
    const walked = walkEvent(desk, stamp(source, event), stages);
    events++;
    watch.walked?.(number, walked, now);
    alertIds.add(walked.alert.id);
    const incident = walked.alert.incidentId;
    if (incident !== null) {
      const lines = linesOf.get(incident);
      if (lines) {
        lines.push(number);
      } else {
        linesOf.set(incident, [number]);
      }
    }
    count(walked);
    reconsider(now);
  };

  return {
    line: (text) => {
      number++;
      if (text.trim() === '') {
        return;
      }
      try {
        walk(readReplayLine(text));
      } catch (error) {
        if (error instanceof InvalidPayload) {
          throw new InvalidPayload(
            error.errors.map(({ field, message }) => ({ field: `line ${number}: ${field}`, message }))
          );
        }
        throw error;
      }
    },
    end: () => {
      tellWaiting(Number.POSITIVE_INFINITY);
      return {
        summary: { events, alerts: alertIds.size, incidents: linesOf.size, notifications, suppressed },
        incidents: [...linesOf].map(([incident_id, alert_line_numbers]) => ({ incident_id, alert_line_numbers })),
      };
    },
  };
};
