import { randomUUID } from 'node:crypto';
import type { Incident, IncidentChange, TimelineEntry } from '@watchroom/contract';
import type { Processor } from '../alerts/processor.js';
import type { Clock } from '../clock.js';
import { HttpProblem, notFound } from '../http/http-problem.js';
import type { Desk } from '../pipeline/desk.js';
import type { AlertStore } from '../stores/alert-store.js';
import { gatherAlerts, mergeIncidents, moveAlerts, splitIncident } from './arrange.js';
import { addTask, changeIncident, changeTask, type Edited, type Hand } from './edits.js';

/** What people do to incidents. Each rejects with `HttpProblem` 404 where there is no such incident, 409 with the reason. */
export interface IncidentService {
  change(id: string, change: IncidentChange, actor: string): Promise<Incident>;
  comment(id: string, text: string, actor: string): Promise<TimelineEntry>;
  addTask(id: string, task: { text: string; assignee: string | null }, actor: string): Promise<Incident>;
  changeTask(id: string, taskId: string, change: Parameters<typeof changeTask>[3], actor: string): Promise<Incident>;
  /** Opens an incident of these alerts, of whatever incident or of none. */
  gather(request: { alertIds: readonly string[]; title?: string | undefined }, actor: string): Promise<Incident>;
  merge(id: string, incidentIds: readonly string[], actor: string): Promise<Incident>;
  split(
    id: string,
    request: { alertIds: readonly string[]; title?: string | undefined },
    actor: string
  ): Promise<Incident>;
  move(id: string, alertIds: readonly string[], actor: string): Promise<Incident>;
}

/** Alerts that one merge may bring over. */
const maxMerged = 10_000;
const page = 1000;

const incidentIdByHand = (): string => randomUUID().replaceAll('-', '').slice(0, 20);

export const createIncidentService = (deps: {
  store: AlertStore;
  processor: Pick<Processor, 'edit'>;
  clock: Clock;
  onMerged: (incidentIds: readonly string[]) => void;
}): IncidentService => {
  const { store, processor, clock } = deps;

  const stored = async (id: string): Promise<Incident> => {
    const [incident] = await store.getIncidents([id]);
    if (!incident) {
      throw notFound(`incident ${id}`);
    }
    return incident;
  };

  const entriesOf = (editId: string, edited: Edited, { actor, at }: Hand): TimelineEntry[] =>
    edited.notes.map(({ kind, text, alertId, incidentId }, index) => ({
      id: `${at}-${editId}-${index}`,
      at,
      kind,
      alertId,
      incidentId,
      actor,
      text,
    }));

  const edit = async (
    ids: readonly string[],
    alertIds: readonly string[],
    actor: string,
    run: (desk: Desk, hand: Hand, editId: string) => Edited
  ): Promise<string> => {
    for (const id of ids) {
      await stored(id);
    }
    const editId = randomUUID().slice(0, 12);
    const hand: Hand = { actor, at: clock.now() };
    await processor.edit({
      incidentIds: ids,
      alertIds,
      run: (desk) => {
        const edited = run(desk, hand, editId);
        return { alerts: edited.alerts, incidents: edited.incidents, entries: entriesOf(editId, edited, hand) };
      },
    });
    return editId;
  };

  const alertIdsOf = async (incidentId: string): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const found = await store.listAlerts({ incidentId, sort: 'startsAt', order: 'asc', limit: page, cursor });
      ids.push(...found.items.map(({ id }) => id));
      cursor = found.nextCursor ?? undefined;
    } while (cursor !== undefined && ids.length <= maxMerged);
    return ids;
  };

  /** Incidents that alerts come from belong on the desk too. */
  const homesOf = async (alertIds: readonly string[]): Promise<string[]> => [
    ...new Set((await store.getAlerts([...alertIds])).flatMap(({ incidentId }) => incidentId ?? [])),
  ];

  return {
    change: async (id, change, actor) => {
      await edit([id], [], actor, (desk, hand) => changeIncident(desk, id, change, hand));
      return stored(id);
    },
    comment: async (id, text, actor) => {
      await stored(id);
      const at = clock.now();
      const entry: TimelineEntry = {
        id: `${at}-${randomUUID()}`,
        at,
        kind: 'commented',
        alertId: null,
        incidentId: id,
        actor,
        text,
      };
      await store.commit({ alerts: [], incidents: [], timeline: [entry], applied: [] });
      return entry;
    },
    addTask: async (id, { text, assignee }, actor) => {
      await edit([id], [], actor, (desk, hand, editId) =>
        addTask(desk, id, { id: editId, text, assignee, done: false, by: actor, at: hand.at }, hand)
      );
      return stored(id);
    },
    changeTask: async (id, taskId, change, actor) => {
      await edit([id], [], actor, (desk, hand) => changeTask(desk, id, taskId, change, hand));
      return stored(id);
    },
    merge: async (id, incidentIds, actor) => {
      const others = [...new Set(incidentIds)];
      const alertIds: string[] = [];
      for (const other of others) {
        await stored(other);
        alertIds.push(...(await alertIdsOf(other)));
      }
      if (alertIds.length > maxMerged) {
        throw new HttpProblem(409, "Can't merge these incidents", {
          detail: `They have more than ${maxMerged} alerts together: merge fewer at once`,
        });
      }
      await edit([id, ...others], alertIds, actor, (desk, hand) => mergeIncidents(desk, id, others, hand));
      deps.onMerged(others);
      return stored(id);
    },
    gather: async ({ alertIds, title }, actor) => {
      const ids = [...new Set(alertIds)];
      const newId = incidentIdByHand();
      await edit(await homesOf(ids), ids, actor, (desk, hand) =>
        gatherAlerts(desk, { alertIds: ids, title }, newId, hand)
      );
      return stored(newId);
    },
    split: async (id, request, actor) => {
      const alertIds = [...new Set(request.alertIds)];
      const newId = incidentIdByHand();
      await edit([id], alertIds, actor, (desk, hand) =>
        splitIncident(desk, id, { alertIds, title: request.title }, newId, hand)
      );
      return stored(newId);
    },
    move: async (id, alertIds, actor) => {
      const ids = [...new Set(alertIds)];
      await edit([...new Set([id, ...(await homesOf(ids))])], ids, actor, (desk, hand) =>
        moveAlerts(desk, id, ids, hand)
      );
      return stored(id);
    },
  };
};
