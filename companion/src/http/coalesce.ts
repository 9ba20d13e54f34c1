import type { Alert, Incident, LiveMessage } from '@watchroom/contract';

/** At most this many alerts and incidents a message. */
export const maxPerMessage = 500;
export const coalesceMs = 100;

const keepLatest = <T extends { id: string; version: number }>(held: Map<string, T>, items: T[]): void => {
  for (const item of items) {
    const known = held.get(item.id);
    if (known === undefined || known.version <= item.version) {
      held.set(item.id, item);
    }
  }
};

/** `changes` in parts of at most `maxPerMessage` documents. */
const inParts = (alerts: Alert[], incidents: Incident[]): LiveMessage[] => {
  const messages: LiveMessage[] = [];
  for (let from = 0; from < alerts.length + incidents.length; from += maxPerMessage) {
    const fromIncident = Math.max(0, from - alerts.length);
    const partOfAlerts = alerts.slice(from, from + maxPerMessage);
    const room = maxPerMessage - partOfAlerts.length;
    messages.push({
      type: 'changes',
      alerts: partOfAlerts,
      incidents: incidents.slice(fromIncident, fromIncident + room),
    });
  }
  return messages;
};

/**
 * Holds `changes` back for a moment and lets the latest version of each alert and incident through; a storm of updates becomes a
 * few messages. Others pass at once, after what was held.
 */
export const createCoalescer = (emit: (message: LiveMessage) => void) => {
  const alerts = new Map<string, Alert>();
  const incidents = new Map<string, Incident>();
  let timer: NodeJS.Timeout | null = null;

  const flush = (): void => {
    if (timer !== null) {
      clearTimeout(timer);
      timer = null;
    }
    const messages = inParts([...alerts.values()], [...incidents.values()]);
    alerts.clear();
    incidents.clear();
    messages.forEach(emit);
  };

  return {
    push: (message: LiveMessage): void => {
      if (message.type !== 'changes') {
        flush();
        emit(message);
        return;
      }
      keepLatest(alerts, message.alerts);
      keepLatest(incidents, message.incidents);
      timer ??= setTimeout(flush, coalesceMs);
    },
    flush,
  };
};
