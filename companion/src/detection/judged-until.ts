import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';

/** Watchroom's own series that remembers how far a detector has judged, so that a restart goes on from there. */
export const JUDGED_UNTIL = 'watchroom_detector_judged_until_seconds';

/** Time up to which a detector has judged, ms; null where it never has. */
export const readJudgedUntil = async (
  store: Pick<TimeseriesStore, 'findSeries'>,
  detector: string
): Promise<number | null> => {
  const found = await store.findSeries(
    [
      { label: '__name__', op: '=', value: JUDGED_UNTIL },
      { label: 'detector', op: '=', value: detector },
    ],
    1,
    'detection'
  );
  const seconds = found[0]?.lastValue;
  return typeof seconds === 'number' ? seconds * 1000 : null;
};

export const writeJudgedUntil = async (
  store: Pick<TimeseriesStore, 'insert'>,
  detector: string,
  now: number,
  until: number
): Promise<void> => store.insert([{ name: JUDGED_UNTIL, labels: { detector }, times: [now], values: [until / 1000] }]);
