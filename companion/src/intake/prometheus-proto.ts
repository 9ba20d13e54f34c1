import protobuf from 'protobufjs/minimal.js';
import type { SeriesSamples } from '../stores/timeseries/timeseries-store.js';
import { InvalidPayload } from './sender.js';

/** Why samples were left out, with how many. */
export type LeftOut = Record<'stale' | 'not_finite' | 'time' | 'histogram', number>;

export interface WriteRequest {
  /** Series that have at least one sample, `times` ascending. */
  series: SeriesSamples[];
  leftOut: LeftOut;
}

type Reader = protobuf.Reader;

const endOfTime = Date.UTC(2100, 0, 1);

const refuse = (field: string, message: string): never => {
  throw new InvalidPayload([{ field, message }]);
};

/** Calls `onField` for each field of the message that ends at `end`; it returns false for those it has not read. */
const eachField = (reader: Reader, end: number, onField: (id: number, wire: number) => boolean): void => {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!onField(tag >>> 3, tag & 7)) {
      reader.skipType(tag & 7);
    }
  }
  if (reader.pos !== end) {
    throw new RangeError('a message is longer than it says');
  }
};

const messageEnd = (reader: Reader): number => {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) {
    throw new RangeError('a message is longer than the body');
  }
  return end;
};

/** A varint as a number, without the objects that `reader.int64()` makes; negative ones come out beyond 2^63. */
const bigVarint = (reader: Reader): number => {
  let value = 0;
  for (let index = 0, unit = 1; index < 10; index++, unit *= 128) {
    if (reader.pos >= reader.len) {
      break;
    }
    const byte = reader.buf[reader.pos++] ?? 0;
    value += (byte & 127) * unit;
    if (byte < 128) {
      return value;
    }
  }
  throw new RangeError('a number has no end');
};

/** The labels of one series, column by column. */
interface Labels {
  names: string[];
  values: string[];
}

/** Written out, as nine tenths of a request are labels. */
const readLabel = (reader: Reader, into: Labels): void => {
  const end = messageEnd(reader);
  let name = '';
  let value = '';
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x0a) {
      name = reader.string();
    } else if (tag === 0x12) {
      value = reader.string();
    } else {
      reader.skipType(tag & 7);
    }
  }
  if (reader.pos !== end) {
    throw new RangeError('a label is longer than it says');
  }
  into.names.push(name);
  into.values.push(value);
};

/** The NaN that says "this series has ended": 0x7ff0000000000002, of which NaN in JavaScript keeps nothing, hence the bytes. */
const isStaleMarker = (bytes: Uint8Array, start: number): boolean =>
  bytes[start] === 2 && bytes[start + 6] === 0xf0 && bytes[start + 7] === 0x7f && bytes[start + 1] === 0;

const readSample = (reader: Reader): { value: number; time: number; stale: boolean } => {
  const end = messageEnd(reader);
  const sample = { value: 0, time: 0, stale: false };
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x09) {
      sample.value = reader.double();
      sample.stale = Number.isNaN(sample.value) && isStaleMarker(reader.buf, reader.pos - 8);
    } else if (tag === 0x10) {
      sample.time = bigVarint(reader);
    } else {
      reader.skipType(tag & 7);
    }
  }
  if (reader.pos !== end) {
    throw new RangeError('a sample is longer than it says');
  }
  return sample;
};

/** Go sorts by bytes; JavaScript's order differs for characters beyond the basic plane only, so bytes are looked at last. */
const comesBefore = (a: string, b: string): boolean => a < b || Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

const checkLabels = ({ names, values }: Labels, field: string): { name: string; labels: Record<string, string> } => {
  if (names.length === 0) {
    refuse(`${field}.labels`, 'a series needs labels');
  }
  let metric = '';
  const labels: Record<string, string> = {};
  for (let index = 0; index < names.length; index++) {
    const name = names[index] ?? '';
    const value = values[index] ?? '';
    const before = names[index - 1];
    if (name === '') {
      refuse(`${field}.labels[${index}].name`, 'must not be empty');
    }
    if (before === name) {
      refuse(`${field}.labels[${index}].name`, 'stands twice in one series');
    }
    if (before !== undefined && !comesBefore(before, name)) {
      refuse(`${field}.labels[${index}].name`, 'labels must be sorted by name');
    }
    if (name === '__name__') {
      metric = value;
    } else if (name === '__proto__') {
      // An assignment would set the prototype.
      Object.defineProperty(labels, name, { value, enumerable: true, configurable: true, writable: true });
    } else {
      labels[name] = value;
    }
  }
  if (metric === '') {
    refuse(`${field}.labels`, 'the label __name__ is missing');
  }
  return { name: metric, labels };
};

const inOrderOfTime = (series: SeriesSamples): SeriesSamples => {
  const { times, values } = series;
  if (times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))) {
    return series;
  }
  const order = times.map((_, index) => index).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  return {
    ...series,
    times: order.map((index) => times[index] ?? 0),
    values: order.map((index) => values[index] ?? NaN),
  };
};

const readSeries = (reader: Reader, field: string, latest: number, leftOut: LeftOut): SeriesSamples => {
  const found: Labels = { names: [], values: [] };
  const times: number[] = [];
  const values: number[] = [];
  eachField(reader, messageEnd(reader), (id, wire) => {
    if (wire === 2 && id === 1) {
      readLabel(reader, found);
      return true;
    }
    if (wire === 2 && id === 2) {
      const { value, time, stale } = readSample(reader);
      if (stale) {
        leftOut.stale++;
      } else if (!Number.isFinite(value)) {
        leftOut.not_finite++;
      } else if (time > latest || time >= endOfTime) {
        leftOut.time++;
      } else {
        times.push(time);
        values.push(value);
      }
      return true;
    }
    if (wire === 2 && id === 4) {
      leftOut.histogram++;
    }
    return false;
  });
  const { name, labels } = checkLabels(found, field);
  return inOrderOfTime({ name, labels, times, values });
};

/**
 * Reads `prometheus.WriteRequest` (remote write 1.0). Left out, and counted: staleness markers, NaN, infinities, native histograms
 * and samples later than `latest` (ms) or before 1970. Exemplars and metadata are passed over.
 * Source: prometheus/prompb `remote.proto` and `types.proto`.
 *
 * @throws {InvalidPayload} on broken protobuf; on a series without `__name__`, with labels that are empty, unsorted or repeated.
 */
export const readWriteRequest = (body: Uint8Array, latest: number): WriteRequest => {
  const leftOut: LeftOut = { stale: 0, not_finite: 0, time: 0, histogram: 0 };
  const series: SeriesSamples[] = [];
  const reader = protobuf.Reader.create(body);
  let count = 0;
  try {
    eachField(reader, reader.len, (id, wire) => {
      if (wire !== 2 || id !== 1) {
        return false;
      }
      const one = readSeries(reader, `timeseries[${count++}]`, latest, leftOut);
      if (one.times.length > 0) {
        series.push(one);
      }
      return true;
    });
  } catch (error) {
    if (error instanceof InvalidPayload) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    return refuse('body', `is not a prometheus.WriteRequest (protobuf): ${reason}, at byte ${reader.pos}`);
  }
  return { series, leftOut };
};
