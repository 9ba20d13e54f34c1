import type { Anomaly } from '@watchroom/contract';
import { describe, expect, test } from 'vitest';
import { autoSeverity, severityReasons, type Breadth } from './auto-severity.js';

const MINUTE = 60_000;
const NOW = 1_700_000_000_000;
const alone: Breadth = { anomalous: 1, series: 10 };

const anomaly = (minutes: number, more: Partial<Anomaly> = {}): Anomaly => ({
  id: 'a',
  detector: 'd',
  seriesId: 's',
  metric: 'm',
  labels: {},
  startsAt: NOW - minutes * MINUTE,
  endsAt: null,
  direction: 'up',
  score: 0.6,
  value: 1,
  expected: 0,
  lower: -1,
  upper: 1,
  reason: '',
  detectedBy: 'spike',
  onceInWeeks: 6,
  ...more,
});
const of = (minutes: number, more: Partial<Anomaly> = {}, breadth = alone) =>
  autoSeverity(anomaly(minutes, more), NOW, breadth);

describe('severity', () => {
  test.each([
    [0, 6, alone, 'info'],
    [5, 6, alone, 'warning'],
    [30, 6, alone, 'high'],
    [0, 26, alone, 'warning'],
    [0, 1000, alone, 'high'],
    [5, 1000, alone, 'high'],
    [30, 1000, alone, 'critical'],
    [0, 6, { anomalous: 3, series: 30 }, 'warning'],
    [0, 6, { anomalous: 2, series: 2 }, 'info'],
    [0, 6, { anomalous: 3, series: 31 }, 'info'],
    [0, 6, { anomalous: 30, series: 10_000 }, 'warning'],
    [0, 6, { anomalous: 5, series: 10 }, 'high'],
    [30, 6, { anomalous: 5, series: 10 }, 'critical'],
    [0, 1000, { anomalous: 10, series: 10 }, 'critical'],
  ] as const)('of %i minutes, once in %i weeks, of %j: %s', (minutes, onceInWeeks, breadth, expected) => {
    expect(of(minutes, { onceInWeeks }, breadth)).toBe(expected);
  });

  test('is never critical by rarity alone, and by what is over only as long as it lasted', () => {
    expect(of(0, { onceInWeeks: 1000, score: 1 })).toBe('high');
    expect(of(60, { endsAt: NOW - 58 * MINUTE })).toBe('info');
  });

  test('of what tells no rarity goes by its score, of silences by their length', () => {
    const unknown = { onceInWeeks: null, detectedBy: 'peer-outlier' as const };
    expect([of(0, { ...unknown, score: 0.6 }), of(0, { ...unknown, score: 0.9 })]).toEqual(['info', 'warning']);
    const silence = { onceInWeeks: null, detectedBy: 'missing-data' as const, score: 1 };
    expect([of(6, silence), of(40, silence)]).toEqual(['warning', 'high']);
    expect(of(40, silence, { anomalous: 5, series: 10 })).toBe('critical');
    const limit = { onceInWeeks: null, detectedBy: 'threshold' as const, score: 1 };
    expect([of(0, limit), of(6, limit)]).toEqual(['warning', 'high']);
  });

  test('never sinks as time goes on', () => {
    const ranks = { info: 1, unknown: 2, warning: 3, high: 4, critical: 5 };
    const over = Array.from({ length: 90 }, (_, minutes) => ranks[of(minutes)]);
    expect([...over].sort((a, b) => a - b)).toEqual(over);
  });

  test('says why', () => {
    expect(severityReasons(anomaly(35), NOW, { anomalous: 4, series: 10 })).toBe('lasting 35 min, 4 of 10 series');
    expect(severityReasons(anomaly(35, { onceInWeeks: 40 }), NOW, alone)).toBe(
      'once in 40 weeks, lasting 35 min, 1 of 10 series'
    );
  });
});
