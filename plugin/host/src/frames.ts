import { FieldType, type DataFrame, type Labels, type TimeRange } from '@grafana/data';
import type { DashboardPanel } from './dashboard';

type Column = Array<number | null>;

interface WireBand {
  series: { name: string; labels: Labels; unit: string | null };
  times: number[];
  values: Column;
  expected: Column;
  lower: Column;
  upper: Column;
  score: Column;
  isAnomaly: boolean[];
}

const units: Record<string, string> = {
  ratio: 'percentunit',
  seconds: 's',
  'bytes/s': 'binBps',
  'req/s': 'reqps',
  processes: 'short',
};

/** The frame that plugin/pkg/query makes of a band. */
const frameOf = (band: WireBand, refId: string, fields: string[]): DataFrame => {
  const columns: Record<string, Column> = {
    expected: band.expected,
    lower: band.lower,
    upper: band.upper,
    score: band.score,
    is_anomaly: band.isAnomaly.map(Number),
  };
  const wanted = Object.entries(columns).filter(([name]) => fields.length === 0 || fields.includes(name));
  return {
    name: band.series.name,
    refId,
    length: band.times.length,
    fields: [
      { name: 'time', type: FieldType.time, config: {}, values: band.times },
      {
        name: band.series.name,
        type: FieldType.number,
        labels: band.series.labels,
        config: band.series.unit === null ? {} : { unit: units[band.series.unit] ?? band.series.unit },
        values: band.values,
      },
      ...wanted.map(([name, values]) => ({
        name,
        type: FieldType.number,
        labels: { ...band.series.labels, band: name },
        config: {},
        values,
      })),
    ],
  } as DataFrame;
};

/** Runs a panel's queries of the Watchroom datasource, in place of Grafana's query pipeline and the plugin's backend. */
export const queryFrames = async (
  panel: DashboardPanel,
  range: TimeRange,
  signal: AbortSignal
): Promise<DataFrame[]> => {
  const frames: DataFrame[] = [];
  for (const { refId, matchers, sensitivity, direction, season, maxSeries, fields } of panel.targets ?? []) {
    if (!matchers || matchers.length === 0) {
      continue;
    }
    const answer = await fetch('/api/plugins/watchroom-aiops-app/resources/api/v1/bands', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      signal,
      body: JSON.stringify({
        kind: 'stored',
        // The host page knows no dashboard variables: a matcher that holds one is left out.
        matchers: matchers.filter((matcher) => !matcher.value.includes('$')),
        from: range.from.toISOString(),
        to: range.to.toISOString(),
        maxPoints: 600,
        ...(maxSeries !== undefined && { maxSeries }),
        options: {
          ...(sensitivity !== undefined && { sensitivity }),
          ...(direction !== undefined && { direction }),
          ...(season !== undefined && { season }),
        },
      }),
    });
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
    const { items } = (await answer.json()) as { items: WireBand[] };
    frames.push(...items.map((band) => frameOf(band, refId, (fields as string[] | undefined) ?? [])));
  }
  return frames;
};
