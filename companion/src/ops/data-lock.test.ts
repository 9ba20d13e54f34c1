import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimDataFolder, DataFolderInUse } from './data-lock.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'watchroom-lock-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('one at a time', async () => {
  const release = await claimDataFolder(dir);
  await expect(claimDataFolder(dir)).rejects.toThrow(DataFolderInUse);
  await expect(claimDataFolder(dir)).rejects.toThrow(dir);
  await release();
  await (
    await claimDataFolder(dir)
  )();
});

test('a long path', async () => {
  const deep = join(dir, 'x'.repeat(120));
  const release = await claimDataFolder(deep);
  await expect(claimDataFolder(deep)).rejects.toThrow(DataFolderInUse);
  await release();
});

test('a companion that was killed leaves no claim', async () => {
  const program = `require('node:net').createServer().listen(${JSON.stringify(join(dir, 'lock'))}, () => console.log('x'))`;
  const child = spawn(process.execPath, ['-e', program]);
  await once(child.stdout, 'data');
  await expect(claimDataFolder(dir)).rejects.toThrow(DataFolderInUse);
  child.kill('SIGKILL');
  await once(child, 'close');
  await (
    await claimDataFolder(dir)
  )();
});
