import type { AlertEvent, TimelineEntry } from '@watchroom/contract';
import type { Desk } from '../pipeline/desk.js';
import { walkReconsider } from '../pipeline/reconsider.js';
import { concernsNothing } from '../pipeline/sender-words.js';
import { tallyOf } from '../pipeline/tally.js';
import { walkAgain, walkEvent, walkLapse, type Stages, type Walked } from '../pipeline/corridor.js';
import type { AcceptedEvent, StateChange } from '../stores/alert-store.js';
import { hourMs, startOf, summed, type Tally } from '../stores/tallies.js';

/** One thing for the corridor to do. `entries`: what earlier attempts at it wrote, to be written with the next. */
export type Work =
  | {
      kind: 'event';
      accepted: AcceptedEvent;
      /** A commit may have held it already: one that was cut off, before a restart or just now. */
      again: boolean;
      entries: TimelineEntry[];
    }
  | { kind: 'lapse' | 'reconsider'; alertId: string; now: number; entries: TimelineEntry[] }
  | Edit;

/** What a person does to incidents. It takes its turn among the events, so that neither undoes the other. */
export interface Edit {
  kind: 'edit';
  /** What it needs on the desk. */
  alertIds: readonly string[];
  incidentIds: readonly string[];
  /**
   * Changes the desk; done again where the store had refused it, so it must come to the same when it is done twice.
   *
   * @throws {HttpProblem} where it can't be done; it has changed nothing then.
   */
  run(desk: Desk): { alerts: readonly string[]; incidents: readonly string[]; entries: TimelineEntry[] };
  done(): void;
  failed(error: unknown): void;
}

export const alertIdsOf = (work: Work): readonly string[] =>
  work.kind === 'event' ? [work.accepted.event.fingerprint] : work.kind === 'edit' ? work.alertIds : [work.alertId];

export interface BatchResult {
  change: StateChange;
  walked: Walked[];
  /** What could not be walked, by a mistake of Watchroom's own; it counts as applied. */
  failed: Array<{ work: Work; error: unknown }>;
}

/** Walks the corridor for each work in turn and gathers what is to be stored. Changes the desk, not the store. */
export const walkBatch = (
  desk: Desk,
  works: readonly Work[],
  stages: Stages,
  options: {
    /** How much later than announced a sender may say an alert again, ms. */
    graceMs: number;
    /** Incidents that an earlier attempt changed on the desk and could not store. */
    unstored: ReadonlySet<string>;
  }
): BatchResult => {
  const alerts = new Set<string>();
  const incidents = new Set<string>(options.unstored);
  const timeline = new Map<string, TimelineEntry>();
  const walked: Walked[] = [];
  const tallies: Tally[] = [];
  const failed: BatchResult['failed'] = [];
  for (const work of works) {
    try {
      if (work.kind === 'edit') {
        const edited = work.run(desk);
        edited.alerts.forEach((id) => alerts.add(id));
        edited.incidents.forEach((id) => incidents.add(id));
        edited.entries.forEach((entry) => timeline.set(entry.id, entry));
        continue;
      }
      const counted = work.kind === 'event' && work.again && isInAlert(desk, work.accepted.event);
      const result = walkOne(desk, work, counted, stages, options.graceMs);
      if (result) {
        walked.push(result);
        if (!counted) {
          tallies.push(tallyOf(result, atOf(work), work.kind === 'event'));
        }
        alerts.add(result.alert.id);
        result.others.alerts.forEach(({ id }) => alerts.add(id));
        result.others.incidents.forEach(({ incident }) => incidents.add(incident.id));
        work.entries = [
          ...work.entries.filter(({ id }) => !result.entries.some((entry) => entry.id === id)),
          ...result.entries,
        ];
      }
      if (result?.incident) {
        incidents.add(result.incident.incident.id);
      }
      for (const entry of work.entries) {
        timeline.set(entry.id, entry);
      }
    } catch (error) {
      failed.push({ work, error });
    }
  }
  return {
    change: {
      alerts: [...alerts].flatMap((id) => next(desk.alert(id))),
      incidents: [...incidents].flatMap((id) => next(desk.incident(id)?.incident)),
      timeline: [...timeline.values()],
      applied: works.flatMap((work) => (work.kind === 'event' ? [work.accepted.seq] : [])),
      tallies: summed(tallies, ({ at, team, service, name }) =>
        JSON.stringify([startOf(at, hourMs), team, service, name])
      ).map(({ first, counts }) => ({ ...first, counts })),
    },
    walked,
    failed,
  };
};

const next = <T extends { version: number }>(document: T | undefined): T[] =>
  document ? [{ ...document, version: document.version + 1 }] : [];

/** When it happened, ms. */
const atOf = (work: Exclude<Work, Edit>): number => (work.kind === 'event' ? work.accepted.event.receivedAt : work.now);

/** Whether its alert accounts for the event already, by a commit that was cut off. */
const isInAlert = (desk: Desk, event: AlertEvent): boolean => {
  const lastEventId = desk.alert(event.fingerprint)?.source?.lastEventId;
  return lastEventId !== undefined && lastEventId >= event.id;
};

const walkOne = (
  desk: Desk,
  work: Exclude<Work, Edit>,
  again: boolean,
  stages: Stages,
  graceMs: number
): Walked | null => {
  if (work.kind !== 'event') {
    return work.kind === 'lapse'
      ? walkLapse(desk, work.alertId, work.now, graceMs, stages)
      : walkReconsider(desk, work.alertId, work.now, stages);
  }
  const { event } = work.accepted;
  if (concernsNothing(event, desk.alert(event.fingerprint))) {
    return null;
  }
  return again ? walkAgain(desk, event, stages) : walkEvent(desk, event, stages);
};
