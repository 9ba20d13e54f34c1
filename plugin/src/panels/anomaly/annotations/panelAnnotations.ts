import type { DataFrame, GrafanaTheme2 } from '@grafana/data';

/** A note of the dashboard at a time, or over a stretch of it; times in ms. */
export interface PanelAnnotation {
  from: number;
  /** The same as `from` where it is no stretch. */
  to: number;
  title: string;
  text: string;
  tags: string[];
  /** Of CSS. */
  color: string;
}

/** More would only blacken the plot. */
const most = 500;
/** What Grafana draws annotations in that have no colour. */
const usualColor = 'rgba(0, 211, 255, 1)';

/** Annotations may hold HTML; only its words are shown. */
const wordsOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
    : '';

const tagsOf = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.map(String)
    : typeof value === 'string'
      ? value
          .split(',')
          .map((tag) => tag.trim())
          .filter((tag) => tag !== '')
      : [];

/** Reads what Grafana hands panels as `data.annotations`: frames with fields `time`, `timeEnd`, `title`, `text`, `tags`, `color`. */
export const panelAnnotations = (frames: readonly DataFrame[], theme: GrafanaTheme2): PanelAnnotation[] =>
  frames
    .flatMap(({ fields, length }) => {
      const column = (name: string) => fields.find((field) => field.name === name)?.values;
      const [time, timeEnd, title, text] = ['time', 'timeEnd', 'title', 'text'].map(column);
      const [tags, color] = ['tags', 'color'].map(column);
      return Array.from({ length }, (_, row): PanelAnnotation | null => {
        const from: unknown = time?.[row];
        const end: unknown = timeEnd?.[row];
        const own: unknown = color?.[row];
        return typeof from !== 'number'
          ? null
          : {
              from,
              to: typeof end === 'number' && end > from ? end : from,
              title: wordsOf(title?.[row]),
              text: wordsOf(text?.[row]),
              tags: tagsOf(tags?.[row]),
              color: theme.visualization.getColorByName(typeof own === 'string' && own !== '' ? own : usualColor),
            };
      }).filter((annotation): annotation is PanelAnnotation => annotation !== null);
    })
    .slice(0, most);

/** Those at a time (ms), or at most `within` ms beside it. */
export const annotationsAt = (annotations: readonly PanelAnnotation[], at: number, within: number): PanelAnnotation[] =>
  annotations.filter(({ from, to }) => from - within <= at && at <= to + within);
