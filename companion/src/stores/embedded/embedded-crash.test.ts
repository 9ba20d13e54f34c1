import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSurvivors, strikeWriter, type Acknowledged } from '../../../test/stores/crash.js';
import type { CrashTarget } from '../../../test/stores/crash-writer.js';

describe('embedded alert store, its process killed in the midst of writes', () => {
  let target: CrashTarget;
  beforeAll(async () => {
    target = { dataDir: await mkdtemp(join(tmpdir(), 'watchroom-crash-')), elasticsearch: null };
  });
  afterAll(async () => {
    await rm(target.dataDir, { recursive: true });
  });

  it('has every acknowledged event once, kill after kill', { timeout: 60_000 }, async () => {
    const all: Acknowledged = { appended: [], committed: [] };
    for (const after of [1, 61, 333]) {
      const heard = await strikeWriter(target, after, (writer) => writer.kill('SIGKILL'));
      expect(heard.appended.length + heard.committed.length).toBeGreaterThanOrEqual(after);
      all.appended.push(...heard.appended);
      all.committed.push(...heard.committed);
      await checkSurvivors(target, all);
    }
  });
});
