import { expect, it } from 'vitest';
import type { EvidenceCollector, EvidenceSpan } from './collector.js';

/** What every collector of evidence does. `broken` is a service that the source saw change at `span.detectedAt`, `calm` one that it saw not. */
export const collectorConformance = (
  open: () => EvidenceCollector,
  { span, broken, calm }: { span: EvidenceSpan; broken: string; calm: string }
): void => {
  it('gives series in order of time, within the span, of finite values', async () => {
    const { signals } = await open().collect(span);
    expect(signals.length).toBeGreaterThan(0);
    for (const { judged } of signals) {
      expect(judged.times).toEqual([...judged.times].sort((a, b) => a - b));
      expect(judged.times.every((at) => at >= span.from && at < span.to)).toBe(true);
      expect(judged.values.every(Number.isFinite)).toBe(true);
    }
  });

  it('speaks of both services, by the names that others know', async () => {
    const services = new Set((await open().collect(span)).signals.map(({ service }) => service));
    expect([...services]).toEqual(expect.arrayContaining([broken, calm]));
  });

  it('gives the same for the same span', async () => {
    expect(await open().collect(span)).toEqual(await open().collect(span));
  });

  it('has nothing to say of a span without data', async () => {
    const year = 365 * 86_400_000;
    const none = { ...span, from: span.from - year, detectedAt: span.detectedAt - year, to: span.to - year };
    expect(await open().collect(none)).toEqual({ signals: [], graph: [] });
  });
};
