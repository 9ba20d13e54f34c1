import type { Detector, HealthCheck } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import type { Check } from './health.js';
import { withTimeLimit } from './time-limit.js';

const name = 'detection';

/** A round may be late by this much, or by three intervals, before it counts as stuck. */
const graceMs = 120_000;

type Health = Omit<Detector, 'anomaliesLastWeek' | 'quiet'> & {
  /** Its source is away, or its history is still coming. */
  waitsForSource?: boolean;
};

const overdue = ({ lastRunAt, intervalSeconds }: Health, startedAt: number, now: number): boolean =>
  now - Math.max(lastRunAt ?? 0, startedAt) > Math.max(graceMs, 3 * intervalSeconds * 1000);

/**
 * Red where detection stands still: it has not started, every detector fails, or rounds are overdue. One failing detector among
 * others, or one whose source is away, is named but does not take the companion out of service.
 */
export const createDetectionCheck = (deps: {
  detectors: () => Promise<Health[]>;
  /** Null until detection has started, ms. */
  startedAt: () => number | null;
  clock: Clock;
}): Check => {
  const report = (status: HealthCheck['status'], detail: string, remedy: string | null): HealthCheck => ({
    name,
    status,
    detail,
    remedy,
  });
  return async () => {
    const startedAt = deps.startedAt();
    if (startedAt === null) {
      return report('starting', 'Waits until both stores are open', 'See the checks of the stores');
    }
    try {
      const detectors = await withTimeLimit(deps.detectors(), 3000, 'The answer');
      const failing = detectors.filter(({ lastError }) => lastError !== null);
      const broken = failing.filter(({ waitsForSource }) => waitsForSource !== true);
      const stuck = detectors.filter(
        (detector) => detector.waitsForSource !== true && overdue(detector, startedAt, deps.clock.now())
      );
      const inTrouble = [
        ...failing.map((detector) => `${detector.name}: ${detector.lastError ?? ''}`),
        ...stuck.map((detector) => `${detector.name}: no round has ended in time`),
      ];
      const remedy = inTrouble.length === 0 ? null : 'See the detectors on the configuration page and the log';
      if (detectors.length > 0 && (broken.length === detectors.length || stuck.length > 0)) {
        return report('failing', inTrouble.join('; '), remedy);
      }
      const detail = detectors.length === 0 ? 'No detector is configured' : `${detectors.length} detectors run`;
      return report('ok', [detail, ...inTrouble].join('; '), remedy);
    } catch (error) {
      return report(
        'failing',
        `Asked detection: ${error instanceof Error ? error.message : String(error)}`,
        'See the log'
      );
    }
  };
};
