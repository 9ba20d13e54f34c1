import type { DetectorSpec } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { anomalyEvent } from './anomaly-event.js';
import type { AnomalyOutbox } from './anomaly-outbox.js';

/** Ends what a detector that is no more has open, and resolves its alerts. Rejects where the stores are away; call it again. */
export const endAnomalies = async (deps: {
  spec: DetectorSpec;
  store: Pick<TimeseriesStore, 'openAnomalies'>;
  outbox: AnomalyOutbox;
  clock: Clock;
}): Promise<void> => {
  const { spec, store, outbox, clock } = deps;
  for (const open of await store.openAnomalies(spec.name)) {
    const ended = { ...open, endsAt: Math.max(clock.now(), open.startsAt) };
    const event = anomalyEvent(spec, ended, spec.severity === 'auto' ? (open.severity ?? 'warning') : spec.severity);
    outbox.addAnomaly(ended);
    outbox.addEvent({ ...event, description: `Ended: the detector "${spec.name}" was removed` });
  }
  await outbox.flush();
};
