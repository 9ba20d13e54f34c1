import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import Papa from 'papaparse';

/** A case folder that can't be read; the message names file, line and column. */
export class InvalidCase extends Error {
  override name = 'InvalidCase';
}

type Row<C extends readonly string[]> = { [K in keyof C]: string };

const positionsIn = (header: readonly string[], columns: readonly string[], path: string): number[] => {
  const names = header.map((cell) => cell.trim().replace(/^\uFEFF/, ''));
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new InvalidCase(`${path}: line 1: there is no column "${missing.join('", "')}"`);
  }
  return columns.map((column) => names.indexOf(column));
};

/**
 * Reads a CSV file (gzip by its name) as a stream. `onRow` is given the wanted columns in the order asked for; a row that is too
 * short is refused; empty lines are passed over.
 * @throws InvalidCase where a column is missing or the file is not what its name says
 */
export const readCsv = async <const C extends readonly string[]>(
  path: string,
  columns: C,
  onRow: (row: Row<C>, line: number) => void
): Promise<void> => {
  const file = createReadStream(path);
  const text = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => text.destroy(error));
  text.setEncoding('utf8');
  let line = 0;
  let positions: number[] | null = null;
  const take = (cells: string[]): void => {
    line += 1;
    if (positions === null) {
      positions = positionsIn(cells, columns, path);
    } else if (cells.length > 1 || cells[0] !== '') {
      const missing = positions.findIndex((position) => position >= cells.length);
      if (missing !== -1) {
        throw new InvalidCase(`${path}: line ${line}, column "${columns[missing]}": is missing`);
      }
      onRow(positions.map((position) => cells[position]) as Row<C>, line);
    }
  };
  try {
    await new Promise<void>((resolve, reject) => {
      Papa.parse<string[]>(text, {
        chunk: ({ data }, parser) => {
          try {
            data.forEach(take);
          } catch (error) {
            reject(error as Error);
            parser.abort();
          }
        },
        complete: () => resolve(),
        error: reject,
      });
    });
  } catch (error) {
    throw error instanceof InvalidCase
      ? error
      : new InvalidCase(`${path}: line ${line + 1}: ${(error as Error).message}`);
  } finally {
    file.destroy();
  }
  if (positions === null) {
    throw new InvalidCase(`${path}: the file is empty; expected the columns ${columns.join(', ')}`);
  }
};
