import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { z } from 'zod';
import { InvalidCase } from './csv-rows.js';

/**
 * Reads a file of JSON objects, one a line (gzip by its name), as a stream; empty lines are passed over.
 * @throws InvalidCase naming file, line and field
 */
export const readJsonLines = async <S extends z.ZodType>(
  path: string,
  schema: S,
  onRow: (row: z.output<S>) => void
): Promise<void> => {
  const file = createReadStream(path);
  const text = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => text.destroy(error));
  let line = 0;
  try {
    for await (const row of createInterface({ input: text, crlfDelay: Infinity })) {
      line += 1;
      if (row.trim() === '') {
        continue;
      }
      const parsed = schema.safeParse(JSON.parse(row));
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new InvalidCase(`${path}: line ${line}, field "${issue?.path.join('.') ?? ''}": ${issue?.message}`);
      }
      onRow(parsed.data);
    }
  } catch (error) {
    throw error instanceof InvalidCase
      ? error
      : new InvalidCase(`${path}: line ${Math.max(1, line)}: ${(error as Error).message}`);
  } finally {
    file.destroy();
  }
};
