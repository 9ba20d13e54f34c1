import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultCorrelation } from './correlate.js';
import { replayFile } from './replay-command.js';

const recorded = join(import.meta.dirname, '../../../../shared/data/alerts/alerts.jsonl.gz');
describe.skipIf(!existsSync(recorded))('recorded alerts (skipped where ../shared/data/alerts is absent)', () => {
  it('puts every line into one incident', async () => {
    const { summary, incidents } = await replayFile(recorded, { correlation: defaultCorrelation });
    expect(summary.events).toBe(45_544);
    const lines = incidents.flatMap(({ alert_line_numbers }) => alert_line_numbers);
    expect(new Set(lines).size).toBe(45_544);
    expect(lines).toHaveLength(45_544);
  });
});
