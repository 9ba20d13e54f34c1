import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { eachLogLine } from './log-file-lines.js';
import { createTemplateMiner, type MinedTemplate } from './template-miner.js';

export interface MinedFile {
  lines: number;
  templates: number;
}

const batch = 65_536;

const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Waits where the stream asks for it, and for its end; rejects where it fails. */
const createWriter = (
  stream: Writable
): { write: (data: string | Buffer) => Promise<void>; end: () => Promise<void> } => {
  let failure: Error | null = null;
  stream.on('error', (error) => (failure = error));
  const check = (): void => {
    if (failure !== null) {
      throw failure;
    }
  };
  return {
    write: async (data) => {
      check();
      if (!stream.write(data)) {
        await once(stream, 'drain');
      }
    },
    end: async () => {
      check();
      stream.end();
      await once(stream, 'finish');
    },
  };
};

/**
 * Finds the templates of a log file and writes one row a line: `line` (from 1), `template_id`, `template`. A template may widen or merge
 * with another while the file is read, so which template each line had goes to a file aside (4 bytes a line), and the rows are
 * written at the end with the templates as they are then. Memory does not grow with the file.
 */
export const mineFile = async (input: string, output: string): Promise<MinedFile> => {
  const miner = createTemplateMiner();
  const folder = await mkdtemp(join(tmpdir(), 'watchroom-templates-'));
  try {
    const aside = join(folder, 'lines');
    const spilled = createWriter(createWriteStream(aside));
    const numbers = new Map<string, number>();
    const ids: MinedTemplate[] = [];
    let waiting: Promise<void> = Promise.resolve();
    let numbered = new Uint32Array(batch);
    let filled = 0;
    let lines = 0;
    const spill = (): void => {
      const bytes = Buffer.from(numbered.buffer, 0, filled * 4);
      waiting = waiting.then(() => spilled.write(bytes));
      waiting.catch(() => undefined);
      numbered = new Uint32Array(batch);
      filled = 0;
    };
    await eachLogLine(input, (line) => {
      const found = miner.match(line);
      let number = numbers.get(found.id);
      if (number === undefined) {
        number = ids.length;
        numbers.set(found.id, number);
        ids.push(found);
      } else {
        ids[number] = found;
      }
      numbered[filled] = number;
      filled += 1;
      lines += 1;
      if (filled === batch) {
        spill();
      }
    });
    spill();
    await waiting;
    await spilled.end();
    const last = ids.map((found) => miner.resolve(found.id) ?? found);
    const rows = last.map(({ id, template }) => `,${id},${csvField(template)}\n`);
    const out = createWriter(output === '-' ? process.stdout : createWriteStream(output));
    await out.write('line,template_id,template\n');
    let line = 0;
    for await (const chunk of createReadStream(aside, { highWaterMark: batch * 4 })) {
      const bytes = chunk as Buffer;
      let text = '';
      for (let at = 0; at + 4 <= bytes.length; at += 4) {
        line += 1;
        text += String(line) + (rows[bytes.readUInt32LE(at)] ?? '');
      }
      await out.write(text);
    }
    await out.end();
    return { lines, templates: new Set(last.map(({ id }) => id)).size };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
