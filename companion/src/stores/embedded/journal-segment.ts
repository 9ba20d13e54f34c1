import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { constants, write } from 'node:fs';
import { promisify } from 'node:util';

const writeAt = promisify(write);

const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY, O_DSYNC, O_SYNC } = constants;
/** Each write returns once it is on disk: one trip to another thread, where a write and a sync would be two. */
const appendDurably = O_WRONLY | O_APPEND | O_CREAT | O_EXCL | (O_DSYNC ?? O_SYNC);

/** A file that lines are added to. */
export interface JournalSegment {
  readonly path: string;
  readonly bytes: number;
  /** Resolves when the text is on disk. Where it rejects the file is as it was before, and closed: it takes no more. */
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

/** What a segment holds: its whole lines, without what a crash cut short. */
export const readSegment = async (path: string): Promise<string[]> => {
  const lines = (await readFile(path, 'utf8')).split('\n');
  lines.pop();
  return lines;
};

/** Makes the names in a folder durable: a new file can be lost in a power cut even where its content was synced. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

export const removeSegment = (path: string): Promise<void> => rm(path, { force: true });

/** Makes a new file; rejects where there is one already. */
export const createSegment = async (path: string): Promise<JournalSegment> => {
  const handle = await open(path, appendDurably, 0o600);
  let bytes = 0;
  let closed = false;
  const close = async (): Promise<void> => {
    if (!closed) {
      closed = true;
      await handle.close();
    }
  };
  return {
    path,
    get bytes() {
      return bytes;
    },
    append: async (text) => {
      try {
        bytes += await appended(handle, Buffer.from(text));
      } catch (error) {
        await handle.truncate(bytes).catch(() => undefined);
        await close();
        throw error;
      }
    },
    close,
  };
};

const appended = async ({ fd }: FileHandle, buffer: Buffer): Promise<number> => {
  for (let done = 0; done < buffer.length;) {
    const { bytesWritten } = await writeAt(fd, buffer, done, buffer.length - done, null);
    done += bytesWritten;
  }
  return buffer.length;
};
