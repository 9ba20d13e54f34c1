import type { BandOptions, SuppliedBandsRequest } from '@watchroom/contract';
import type { PanelSeries } from '../series/panelSeries';
import { createContentHash } from './contentHash';
import { thin } from './thin';

/** The API takes this many series in one request. */
const seriesLimit = 200;
const pointLimit = 5000;
/** Of all series together, which keeps a request at a few megabytes. */
const totalPointLimit = 200_000;

/** A request for bands, and how to tell it from others. */
export interface BandQuestion {
  request: SuppliedBandsRequest;
  /** Keys of the series in the request's order. */
  keys: string[];
  /** Series and options, without the points: the same from refresh to refresh. */
  subject: string;
  /** Changes with every point and option. */
  hash: string;
  /** What was left out, for people; empty where nothing was. */
  cuts: string[];
}

/** Asks for the bands of those series that came without one; null where none did. */
export const bandQuestion = (series: readonly PanelSeries[], options: BandOptions): BandQuestion | null => {
  const without = series.filter(({ supplied, values }) => supplied === null && values.some((value) => value !== null));
  if (without.length === 0) {
    return null;
  }
  const asked = without.slice(0, seriesLimit);
  const perSeries = Math.min(pointLimit, Math.floor(totalPointLimit / asked.length));
  const thinned = asked.filter(({ times }) => times.length > perSeries).length;
  const request: SuppliedBandsRequest = {
    kind: 'supplied',
    series: asked.map(({ name, labels, ...points }) => ({ name, labels, ...thin(points, perSeries) })),
    options,
  };
  const keys = asked.map(({ key }) => key);
  const subject = JSON.stringify([options, keys]);
  return { request, keys, subject, hash: hashOf(subject, request), cuts: cutsOf(without.length, thinned, perSeries) };
};

const hashOf = (subject: string, { series }: SuppliedBandsRequest): string => {
  const hash = createContentHash();
  hash.text(subject);
  for (const { times, values } of series) {
    hash.number(times.length);
    times.forEach(hash.number);
    values.forEach(hash.number);
  }
  return hash.hex();
};

const cutsOf = (count: number, thinned: number, perSeries: number): string[] => [
  ...(count > seriesLimit ? [`Bands are drawn for the first ${seriesLimit} of ${count} series.`] : []),
  ...(thinned > 0
    ? [
        `${thinned === 1 ? 'One series has' : `${thinned} series have`} more than ${perSeries} points; the band is made from the lowest and highest of each stretch.`,
      ]
    : []),
];
