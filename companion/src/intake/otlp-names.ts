/** Units of UCUM as Prometheus spells them. Source: OpenTelemetry's "Prometheus and OpenMetrics compatibility". */
const units: Record<string, string> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tibibytes',
  KBy: 'kilobytes',
  kBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
};
const perUnits: Record<string, string> = {
  s: 'second',
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

const clean = (text: string): string => text.replace(/[^a-zA-Z0-9:]+/g, '_').replace(/^_+|_+$/g, '');

/** `By/s` becomes `bytes_per_second`; annotations such as `{request}` and the unit 1 say nothing. */
const unitWords = (unit: string): string[] => {
  const [main = '', per = ''] = unit.replace(/\{[^}]*\}/g, '').split('/', 2);
  const first = main === '1' ? '' : clean(units[main] ?? main);
  const second = clean(perUnits[per] ?? per);
  return [...(first === '' ? [] : [first]), ...(second === '' ? [] : [`per_${second}`])];
};

/**
 * The name under which Prometheus stores an OTLP metric, so that a metric is the same series whichever way it comes:
 * `http.server.duration` in `ms` becomes `http_server_duration_milliseconds`, a monotonic cumulative sum ends in `_total`, a gauge of
 * unit 1 in `_ratio`.
 */
export const otlpMetricName = (name: string, unit: string, kind: 'counter' | 'gauge' | 'other'): string => {
  let words = clean(name);
  if (words === '') {
    return name;
  }
  const add = (word: string): void => {
    if (!`_${words}_`.includes(`_${word}_`)) {
      words = `${words}_${word}`;
    }
  };
  unitWords(unit).forEach(add);
  if (kind === 'gauge' && unit === '1') {
    add('ratio');
  }
  if (kind === 'counter') {
    words = `${words.replace(/_total$/, '')}_total`;
  }
  return /^[0-9]/.test(words) ? `_${words}` : words;
};
