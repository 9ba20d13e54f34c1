import { createHash } from 'node:crypto';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Another companion uses the data folder; two of them would count events twice and lose some. */
export class DataFolderInUse extends Error {
  override name = 'DataFolderInUse';
}

/** Paths of sockets may have 107 bytes on Linux, 103 on macOS. */
const maxSocketPath = 100;

const socketInside = (dataDir: string): string => join(dataDir, 'lock');

/** For folders whose path is too long, or whose file system knows no sockets, as mounts into containers often don't. */
const socketOutside = async (dataDir: string): Promise<string> => {
  const hash = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 16);
  return join(tmpdir(), `watchroom-${hash}`);
};

const isAnswered = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** Null where the path is taken. */
const listen = (path: string): Promise<(() => Promise<void>) | null> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', (error) => ('code' in error && error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(path, () => resolve(() => new Promise((done) => void server.close(() => done()))));
  });

const claim = async (path: string, dataDir: string): Promise<() => Promise<void>> => {
  const first = await listen(path);
  if (first !== null) {
    return first;
  }
  // What a killed companion leaves behind is a socket that nobody answers.
  if (!(await isAnswered(path))) {
    await rm(path, { force: true });
    const second = await listen(path);
    if (second !== null) {
      return second;
    }
  }
  throw new DataFolderInUse(
    `Another companion uses the data folder ${dataDir}. Stop it, or set WATCHROOM_DATA (or --data) to another folder`
  );
};

/**
 * Claims the data folder for this process until the returned function is called or the process ends in any way. It is a socket
 * that one listens on: unlike a file with a process id it can't outlive its owner or take a stranger for it.
 *
 * @throws {DataFolderInUse}
 */
export const claimDataFolder = async (dataDir: string): Promise<() => Promise<void>> => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const inside = socketInside(dataDir);
  if (Buffer.byteLength(inside) <= maxSocketPath) {
    try {
      return await claim(inside, dataDir);
    } catch (error) {
      if (error instanceof DataFolderInUse) {
        throw error;
      }
    }
  }
  return claim(await socketOutside(dataDir), dataDir);
};
