import type { Anomaly } from '@watchroom/contract';
import type { LiveHub } from '../http/live-hub.js';
import type { EventSink } from '../intake/intake-route.js';
import type { IncomingEvent } from '../intake/sender.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { inTime } from './in-time.js';

/** Keeps what a detector found until it is stored and announced; what fails stays for the next run. */
export interface AnomalyOutbox {
  addAnomaly(anomaly: Anomaly): void;
  addEvent(event: IncomingEvent): void;
  /** Hands out alerts and anomalies. Rejects with the first failure, after trying both. */
  flush(): Promise<void>;
}

/** Longest wait for the sink or the store, ms. */
const PATIENCE = 30_000;
/** Sent in one call. */
const BATCH = 1000;

export const createAnomalyOutbox = (deps: {
  store: Pick<TimeseriesStore, 'saveAnomalies'>;
  sink: EventSink;
  hub: LiveHub;
}): AnomalyOutbox => {
  const anomalies = new Map<string, Anomaly>();
  let events: IncomingEvent[] = [];

  const sendEvents = async (): Promise<void> => {
    while (events.length > 0) {
      const batch = events.slice(0, BATCH);
      await inTime(deps.sink.accept('watchroom', batch), PATIENCE, 'handing alerts to the pipeline');
      events = events.slice(batch.length);
    }
  };

  const saveAnomalies = async (): Promise<void> => {
    const batch = [...anomalies.values()];
    if (batch.length === 0) {
      return;
    }
    await inTime(deps.store.saveAnomalies(batch), PATIENCE, 'storing anomalies');
    deps.hub.publish({ type: 'anomalies', anomalies: batch });
    for (const anomaly of batch) {
      if (anomalies.get(anomaly.id) === anomaly) {
        anomalies.delete(anomaly.id);
      }
    }
  };

  return {
    addAnomaly: (anomaly) => void anomalies.set(anomaly.id, anomaly),
    addEvent: (event) => void events.push(event),
    flush: async () => {
      const results = await Promise.allSettled([sendEvents(), saveAnomalies()]);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) {
        throw failed.reason;
      }
    },
  };
};
