import { FieldType, formatLabels, type DataFrame, type Field } from '@grafana/data';
import { suppliedBand, valueFields } from './bandFields';

const entries = (field: Field): Array<[string, string]> => Object.entries(field.labels ?? {});

/** Labels in which the fields differ. */
const telling = (fields: readonly Field[]): Set<string> => {
  const names = new Set(fields.flatMap((field) => entries(field).map(([name]) => name)));
  return new Set([...names].filter((name) => new Set(fields.map(({ labels }) => labels?.[name])).size > 1));
};

const described = (labels: Array<[string, string]>): string =>
  labels.length === 1 ? (labels[0]?.[1] ?? '') : labels.length === 0 ? '' : formatLabels(Object.fromEntries(labels));

/**
 * Short names for fields that come with a band, where nobody has named them: the metric if there are several, and the labels in
 * which they differ. Grafana's own name would tell the field from its band's fields, of which people here know nothing.
 */
export const bandLabels = (frames: readonly DataFrame[]): Map<Field, string> => {
  const fields = frames.flatMap((frame) => {
    const time = frame.fields.find((field) => field.type === FieldType.time);
    return time
      ? valueFields(frame)
          .filter(({ band }) => suppliedBand(frame, time, band) !== null)
          .map(({ value }) => value)
      : [];
  });
  const shown = telling(fields);
  const oneMetric = new Set(fields.map(({ name }) => name)).size === 1;
  return new Map(
    fields.map((field) => {
      const given = field.config.displayName ?? field.config.displayNameFromDS;
      const labels = described(entries(field).filter(([name]) => shown.has(name)));
      const parts = [oneMetric && labels !== '' ? '' : field.name, labels].filter((part) => part !== '');
      return [field, given ?? parts.join(' ')];
    })
  );
};
