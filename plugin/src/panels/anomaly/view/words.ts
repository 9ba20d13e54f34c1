import type { Format } from '../plot/lineStyle';
import type { AlignedBand } from '../plot/align';
import type { NothingToDraw } from '../series/seriesFromFrames';

/** What the companion calls the baseline of a series that it knows too little of. */
export const tooShort = 'too short';

/** `1 series`, `3 series`, `1 anomaly`, `no anomalies`. */
const counted = (count: number, one: string, many: string): string =>
  `${count === 0 ? 'no' : count} ${count === 1 ? one : many}`;

/** What someone hears who cannot see the plot. */
export const plotSummary = (count: { series: number; anomalies: number; bands: number; annotations: number }): string =>
  [
    `Chart: ${counted(count.series, 'series', 'series')}`,
    count.bands === 0 ? 'no expected range known' : counted(count.anomalies, 'anomaly', 'anomalies'),
    ...(count.annotations > 0 ? [counted(count.annotations, 'annotation', 'annotations')] : []),
  ].join(', ');

const unusualWord = (score: number | null | undefined, isAnomaly: boolean): string | null => {
  if (isAnomaly) {
    return (score ?? 0) >= 0.95 ? 'very unusual' : 'unusual';
  }
  return (score ?? 0) >= 0.8 ? 'a little unusual' : null;
};

/** The value of one series at one time against its band: `unusual: 0.97, expected 0.1 to 0.35 (score 0.93)`. */
export const verdict = (value: number, band: AlignedBand, row: number, format: Format): string => {
  const [lower, upper, expected, score] = [band.lower[row], band.upper[row], band.expected[row], band.score[row]];
  const isAnomaly = band.isAnomaly[row] === true;
  const range =
    typeof lower === 'number' && typeof upper === 'number'
      ? `expected ${format(lower)} to ${format(upper)}`
      : typeof expected === 'number'
        ? `expected ${format(expected)}`
        : '';
  const word = unusualWord(score, isAnomaly);
  const judged = word === null ? '' : `${word}: ${format(value)}`;
  const said = [judged, range].filter((part) => part !== '').join(', ');
  return typeof score === 'number' && word !== null ? `${said} (score ${score.toFixed(2)})` : said;
};

export const nothingToDraw: Record<NothingToDraw, string> = {
  'no data': 'No data',
  'no time field': 'The result has no time field. A band needs values over time.',
  'no numeric field': 'The result has no numeric field, so there is no line to draw.',
};
