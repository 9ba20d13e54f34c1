import type { Alert, Incident } from '@watchroom/contract';
import type { Arrangement } from '../../../data/arrange';

/** What is to be arranged: alerts, of an incident where `from` is given; a merge takes the whole of it. */
export type Wanted =
  | { kind: 'open'; alerts: readonly Alert[] }
  | { kind: 'split'; alerts: readonly Alert[]; from: Incident }
  | { kind: 'move'; alerts: readonly Alert[] }
  | { kind: 'merge'; from: Incident };

/** What a dialog has been told so far. */
export interface Chosen {
  title: string;
  into: Incident | null;
}

export const countedAlerts = (count: number): string => (count === 1 ? '1 alert' : `${count} alerts`);

const stays = 'stays where you put it, also when it fires again';
const stay = 'stay where you put them, also when they fire again';

interface Words {
  title: string;
  button: string;
  /** What will be after. */
  consequence: string;
}

/** How a dialog speaks of what is wanted. */
export const wordsFor = (wanted: Wanted): Words => {
  if (wanted.kind === 'merge') {
    const { title, alertCount } = wanted.from;
    return {
      title: `Merge "${title}" into another incident`,
      button: 'Merge',
      consequence: `${alertCount === 1 ? 'Its alert comes' : `All ${alertCount} alerts come`} to the chosen incident, and so will what would have joined this one. This one is resolved. A merge can't be undone as a whole: alerts can be moved or split off again.`,
    };
  }
  const count = countedAlerts(wanted.alerts.length);
  const keeps = `${wanted.alerts.length === 1 ? `It ${stays}` : `They ${stay}`}.`;
  switch (wanted.kind) {
    case 'open':
      return {
        title: `New incident of ${count}`,
        button: 'Open the incident',
        consequence: `${keeps} Where they were in another incident they leave it.`,
      };
    case 'split':
      return {
        title: `Split ${count} off`,
        button: 'Split',
        consequence: `A new incident opens with ${count} of "${wanted.from.title}". ${keeps} Other alerts join as before.`,
      };
    case 'move':
      return { title: `Move ${count} to an incident`, button: 'Move', consequence: keeps };
  }
};

/** The request, once all is chosen that it needs. */
export const arrangementOf = (wanted: Wanted, { title, into }: Chosen): Arrangement | null => {
  if (wanted.kind === 'merge') {
    return into && { kind: 'merge', into: into.id, from: wanted.from.id };
  }
  const alertIds = wanted.alerts.map(({ id }) => id);
  switch (wanted.kind) {
    case 'open':
      return { kind: 'open', alertIds, title };
    case 'split':
      return { kind: 'split', from: wanted.from.id, alertIds, title };
    case 'move':
      return into && { kind: 'move', into: into.id, alertIds };
  }
};

/** What was done, in words. */
export const doneWords = (wanted: Wanted): string => {
  if (wanted.kind === 'merge') {
    return `Merged "${wanted.from.title}" into`;
  }
  const count = countedAlerts(wanted.alerts.length);
  return { open: `Put ${count} into`, split: `Split ${count} off into`, move: `Moved ${count} into` }[wanted.kind];
};
