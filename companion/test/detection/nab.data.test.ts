import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../bench/detection-accuracy.js';

const data = join(import.meta.dirname, '../../../../shared/data/nab');
test.skipIf(!existsSync(data))(
  'the default configuration on NAB (skipped where ../shared/data/nab is absent)',
  async () => {
    const figures = await run(['--data', data, '--nab-only']);
    expect(figures['nab_standard']).toBeGreaterThan(65);
    expect(figures['nab_low_fp']).toBeGreaterThan(55);
    expect(figures['nab_low_fn']).toBeGreaterThan(70);
    expect(figures['nab_standard_is_anomaly']).toBeGreaterThan(50);
  }
);
