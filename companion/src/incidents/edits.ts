import type { Incident, IncidentChange, IncidentTask } from '@watchroom/contract';
import { HttpProblem, notFound } from '../http/http-problem.js';
import type { Note } from '../pipeline/deduplicate.js';
import type { Desk } from '../pipeline/desk.js';
import type { OpenIncident } from './open-incident.js';

/** Who changes something, and when (ms). */
export interface Hand {
  actor: string;
  at: number;
}

/** A line of an incident's timeline, or of an alert's. */
export interface EditNote extends Note {
  alertId: string | null;
  incidentId: string;
}

/** What an edit has changed on the desk. */
export interface Edited {
  alerts: string[];
  incidents: string[];
  notes: EditNote[];
}

/** A change that the incident's state doesn't allow, with the reason. */
export const refused = (detail: string): HttpProblem => new HttpProblem(409, "Can't change this incident", { detail });

/** An incident on the desk that may be changed; throws 404, or 409 where it has become part of another. */
export const openOf = (desk: Desk, id: string): OpenIncident => {
  const open = desk.incident(id);
  if (!open) {
    throw notFound(`incident ${id}`);
  }
  if (open.incident.mergedInto !== undefined) {
    throw refused(`It was merged into incident ${open.incident.mergedInto}: change that one`);
  }
  return open;
};

/** Puts a changed incident on the desk. */
export const put = (desk: Desk, open: OpenIncident, change: Partial<Incident>): OpenIncident => {
  const next = { ...open, incident: { ...open.incident, ...change } };
  desk.putIncident(next);
  return next;
};

const wordsOf = (before: Incident, change: IncidentChange, actor: string): string =>
  [
    change.title !== undefined && change.title !== before.title ? `called it "${change.title}"` : '',
    change.severity !== undefined && change.severity !== before.severity
      ? `set severity to ${change.severity} (was ${before.severity})`
      : '',
    change.stage !== undefined && change.stage !== (before.stage ?? 'open') ? `set it to ${change.stage}` : '',
    change.lead !== undefined && change.lead !== (before.lead ?? null)
      ? change.lead === null
        ? 'took the lead away'
        : change.lead === actor
          ? 'took the lead'
          : `gave the lead to ${change.lead}`
      : '',
  ]
    .filter((words) => words !== '')
    .join(', ');

/** Sets title, severity, stage or lead; what people set stays, whatever alerts come. */
export const changeIncident = (desk: Desk, id: string, change: IncidentChange, { actor }: Hand): Edited => {
  const open = openOf(desk, id);
  const text = wordsOf(open.incident, change, actor);
  put(desk, open, {
    ...change,
    ...(change.severity !== undefined && { severityBy: actor }),
    ...(change.title !== undefined && { titleBy: actor }),
  });
  return {
    alerts: [],
    incidents: [id],
    notes: text === '' ? [] : [{ kind: 'incident_changed', text: `${actor} ${text}`, alertId: null, incidentId: id }],
  };
};

const maxTasks = 200;

export const addTask = (desk: Desk, id: string, task: IncidentTask, { actor }: Hand): Edited => {
  const open = openOf(desk, id);
  const tasks = (open.incident.tasks ?? []).filter((other) => other.id !== task.id);
  if (tasks.length >= maxTasks) {
    throw refused(`It has ${maxTasks} tasks, the most there can be`);
  }
  put(desk, open, { tasks: [...tasks, task] });
  return {
    alerts: [],
    incidents: [id],
    notes: [{ kind: 'task_added', text: `${actor} added the task "${task.text}"`, alertId: null, incidentId: id }],
  };
};

export const changeTask = (
  desk: Desk,
  id: string,
  taskId: string,
  change: { text?: string | undefined; done?: boolean | undefined; assignee?: string | null | undefined },
  { actor }: Hand
): Edited => {
  const open = openOf(desk, id);
  const task = open.incident.tasks?.find((one) => one.id === taskId);
  if (!task) {
    throw notFound(`task ${taskId}`);
  }
  const next: IncidentTask = {
    ...task,
    text: change.text ?? task.text,
    done: change.done ?? task.done,
    assignee: change.assignee === undefined ? task.assignee : change.assignee,
  };
  put(desk, open, { tasks: (open.incident.tasks ?? []).map((one) => (one.id === taskId ? next : one)) });
  const what = change.done === undefined ? 'changed' : change.done ? 'did' : 'reopened';
  return {
    alerts: [],
    incidents: [id],
    notes: [{ kind: 'task_changed', text: `${actor} ${what} the task "${next.text}"`, alertId: null, incidentId: id }],
  };
};
