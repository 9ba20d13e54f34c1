import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../bench/rootcause.js';

const data = resolve(import.meta.dirname, '../../../../shared/data/rca');

describe.skipIf(!existsSync(data))(`root cause on recorded incidents (skipped where ${data} is absent)`, () => {
  it('is at least as right as it was, in time and 60 s late', { timeout: 180_000 }, async () => {
    const figures = await run(['--data', data]);
    const least: Record<string, number> = {
      rcd_sockshop_in_time_service_avg5: 0.98,
      rcd_sockshop_late_60s_service_avg5: 0.98,
      rcd_sockshop_in_time_service_ac1: 0.95,
      rcd_sockshop_late_60s_service_ac1: 0.95,
      rcd_sockshop_in_time_metric_ac1: 0.9,
      rcd_sockshop_late_60s_metric_ac1: 0.9,
      petshop_low_in_time_service_ac1: 0.7,
      petshop_low_late_60s_service_ac1: 0.7,
      petshop_low_in_time_service_ac3: 0.92,
      petshop_low_late_60s_service_ac3: 0.92,
      nezha_ob_in_time_service_ac1: 0.55,
      nezha_ob_late_60s_service_ac1: 0.55,
      nezha_ob_in_time_service_avg5: 0.75,
      nezha_ob_late_60s_service_avg5: 0.75,
    };
    for (const [name, floor] of Object.entries(least)) {
      expect(figures[name], name).toBeGreaterThanOrEqual(floor);
    }
  });
});
