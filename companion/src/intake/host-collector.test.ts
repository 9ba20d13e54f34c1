import { hostname } from 'node:os';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { manualClock } from '../clock.js';
import { StoreUnavailable } from '../stores/alert-store.js';
import type { SeriesSamples } from '../stores/timeseries/timeseries-store.js';
import { companionReadings } from './host-collector-companion.js';
import { machineReadings } from './host-collector-machine.js';
import { createHostCollector, type HostReading } from './host-collector.js';

const reading = (name: string, value: () => Promise<number | null>): HostReading => ({
  name,
  read: async () => [{ name, unit: 'ratio', labels: { part: 'x' }, value: await value() }],
});

describe('host collector', () => {
  const clock = manualClock(1000);
  let inserts: SeriesSamples[][];
  let failure: Error | null;
  let registry: Registry;
  beforeEach(() => {
    vi.useFakeTimers();
    inserts = [];
    failure = null;
    registry = new Registry();
  });
  afterEach(() => vi.useRealTimers());

  const create = (...read: HostReading[]) =>
    createHostCollector({
      store: {
        insert: (samples) => {
          inserts.push(samples);
          return failure === null ? Promise.resolve() : Promise.reject(failure);
        },
      },
      clock,
      logger: pino({ level: 'silent' }),
      registry,
      read,
    });
  const failuresOf = async (name: string): Promise<number> =>
    (await registry.getSingleMetric('watchroom_host_collector_failures_total')?.get())?.values.find(
      ({ labels }) => labels['reading'] === name
    )?.value ?? 0;

  it('stores a round at once and one after each interval', async () => {
    const collector = create(reading('a', () => Promise.resolve(0.5)));
    await collector.start();
    await vi.advanceTimersByTimeAsync(0);
    const labels = { host: hostname(), part: 'x' };
    expect(inserts).toEqual([[{ name: 'a', unit: 'ratio', labels, times: [1000], values: [0.5] }]]);
    await vi.advanceTimersByTimeAsync(10_100);
    expect(inserts).toHaveLength(3);
    await collector.stop();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(inserts).toHaveLength(3);
  });

  it('goes on where one reading fails or gives no number', async () => {
    const collector = create(
      reading('bad', () => Promise.reject(new Error('no such file'))),
      reading('empty', () => Promise.resolve(null)),
      reading('nan', () => Promise.resolve(NaN)),
      reading('good', () => Promise.resolve(1))
    );
    await collector.start();
    await vi.advanceTimersByTimeAsync(0);
    await collector.stop();
    expect(inserts.map((round) => round.map(({ name }) => name))).toEqual([['good']]);
    expect(await failuresOf('bad')).toBe(1);
  });

  it('does not wait for a reading that hangs, nor starts it again, nor overlaps itself', async () => {
    let started = 0;
    let release = (_: number): void => undefined;
    const collector = create(
      reading('hangs', () => {
        started++;
        return new Promise((resolve) => (release = resolve));
      }),
      reading('good', () => Promise.resolve(1))
    );
    await collector.start();
    await vi.advanceTimersByTimeAsync(3900);
    expect(inserts).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(inserts).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5000);
    expect([started, inserts.length]).toEqual([1, 2]);
    expect(await failuresOf('hangs')).toBe(2);
    release(3);
    await vi.advanceTimersByTimeAsync(5000);
    expect(started).toBe(2);
    release(3);
    await collector.stop();
  });

  it('keeps rounds while the store is away', async () => {
    failure = new StoreUnavailable('away');
    const collector = create(reading('a', () => Promise.resolve(1)));
    await collector.start();
    await vi.advanceTimersByTimeAsync(5100);
    expect(inserts.map((round) => round.length)).toEqual([1, 2]);
    failure = null;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(inserts.map((round) => round.length)).toEqual([1, 2, 3, 1]);
    await collector.stop();
    expect(await failuresOf('store')).toBe(2);
  });
});

describe('readings of this machine', () => {
  it('give numbers in their range, each series once', async () => {
    const readings = [...machineReadings(), ...companionReadings()];
    const measured = (await Promise.all(readings.map(({ read }) => read()))).flat();
    readings.forEach(({ stop }) => stop?.());
    const keys = measured.map(({ name, labels }) => JSON.stringify([name, labels]));
    expect(new Set(keys).size).toBe(keys.length);
    const valueOf = (name: string) => measured.find((one) => one.name === name)?.value;
    for (const name of [
      'host_cpu_usage_ratio',
      'host_memory_used_ratio',
      'host_swap_used_ratio',
      'host_disk_used_ratio',
    ]) {
      expect(valueOf(name), name).toBeGreaterThanOrEqual(0);
      expect(valueOf(name), name).toBeLessThanOrEqual(1);
    }
    expect(valueOf('host_memory_used_bytes')).toBeGreaterThan(1e6);
    expect(valueOf('companion_memory_rss_bytes')).toBeGreaterThan(1e6);
    expect(valueOf('host_load1')).toBeGreaterThanOrEqual(0);
    expect(measured.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'host_disk_read_bytes_per_second',
        'host_network_receive_bytes_per_second',
        'host_network_transmit_bytes_per_second',
        'companion_event_loop_lag_seconds',
        'companion_event_loop_utilization_ratio',
        'companion_cpu_usage_ratio',
      ])
    );
  }, 20_000);
});
