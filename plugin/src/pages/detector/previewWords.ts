import type { DetectorPreview, DetectorSpec } from '@watchroom/contract';

/** What of a detector a preview depends on; the rest is as in every other one, so that typing it asks nothing. */
export const previewSpec = (spec: DetectorSpec, isNew: boolean): DetectorSpec => ({
  ...spec,
  // Feedback goes by the name, so that of a detector that exists counts.
  name: isNew ? 'preview' : spec.name,
  severity: 'warning',
  labels: {},
});

const rate = (perWeek: number): string =>
  perWeek >= 10 ? String(Math.round(perWeek)) : String(Number(perWeek.toPrecision(2)));

/** How many, how often, of how many. */
export const totalText = ({ anomalies, anomaliesPerWeek, bands, seriesCount }: DetectorPreview): string => {
  const count =
    anomalies.length === 0
      ? 'Nothing would have fired'
      : anomalies.length === 1
        ? '1 anomaly would have fired'
        : `${anomalies.length} anomalies would have fired`;
  const looked =
    seriesCount > bands.length
      ? `in ${bands.length} of ${seriesCount} series`
      : `in ${seriesCount === 1 ? 'the one series' : `all ${seriesCount} series`}`;
  return `${count}, ${rate(anomaliesPerWeek)} a week, ${looked}.`;
};
