import { shortNames } from '../../components/seriesWords';
import type { HeatRow } from './heatGeometry';

/** What the rows are called: by their series, and by the detector too where several found something in the same one. */
export const rowNames = (rows: readonly HeatRow[]): string[] => {
  const counts = new Map<string, number>();
  for (const { series } of rows) {
    counts.set(series.id, (counts.get(series.id) ?? 0) + 1);
  }
  const unique = [...new Map(rows.map(({ series }) => [series.id, series])).values()];
  const short = shortNames(unique);
  const names = new Map(unique.map(({ id, name }, i) => [id, short[i] ?? name]));
  return rows.map(({ series, detector }) => {
    const name = names.get(series.id) ?? series.name;
    return (counts.get(series.id) ?? 0) > 1 ? `${name} (${detector})` : name;
  });
};
