import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { HttpProblem } from '../http/http-problem.js';

const unzip = promisify(gunzip);

/** Counts the bytes that requests hold in memory, over all of them. */
export interface BytesInFlight {
  readonly bytes: number;
  /** False where there is no room; then nothing is taken. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export const createBytesInFlight = (limit: number): BytesInFlight => {
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    take: (more) => {
      if (bytes + more > limit) {
        return false;
      }
      bytes += more;
      return true;
    },
    give: (fewer) => {
      bytes -= fewer;
    },
  };
};

const tooLarge = (maxBytes: number): HttpProblem =>
  new HttpProblem(413, 'Payload too large', {
    detail: `The body is larger than ${maxBytes} bytes`,
    errors: [{ field: 'body', message: `is larger than ${maxBytes} bytes; send it in parts` }],
  });
const busy = (): HttpProblem =>
  new HttpProblem(503, 'Too much at once', {
    detail: 'Watchroom holds as many unfinished requests as it may; send it again',
    retryAfterSeconds: 1,
  });
const wrongBody = (message: string): HttpProblem =>
  new HttpProblem(400, 'Invalid payload', { detail: `body: ${message}`, errors: [{ field: 'body', message }] });

/** A body, and how to say that its bytes are no longer held. */
export interface HeldBody {
  body: Buffer;
  release(): void;
}

/**
 * Reads a request's body up to `maxBytes`, whatever its content-length says, and undoes gzip up to the same limit. Bodies with
 * another content-encoding are handed on as they are.
 *
 * @throws {HttpProblem} 413 past the limit, 503 without room, 400 for bad gzip or a body that broke off.
 */
export const readBody = async (
  request: IncomingMessage,
  maxBytes: number,
  inFlight: BytesInFlight
): Promise<HeldBody> => {
  let held = 0;
  const release = (): void => {
    inFlight.give(held);
    held = 0;
  };
  try {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      throw tooLarge(maxBytes);
    }
    const raw = await collect(request, maxBytes, (bytes) => {
      if (!inFlight.take(bytes)) {
        return false;
      }
      held += bytes;
      return true;
    });
    const encoding = request.headers['content-encoding']?.trim().toLowerCase();
    if (encoding !== 'gzip' && encoding !== 'x-gzip') {
      return { body: raw, release };
    }
    const body = await gunzipped(raw, maxBytes);
    if (!inFlight.take(body.length)) {
      throw busy();
    }
    held += body.length;
    return { body, release };
  } catch (error) {
    release();
    throw error;
  }
};

const collect = (request: IncomingMessage, maxBytes: number, take: (bytes: number) => boolean): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (problem: HttpProblem): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      reject(problem);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) {
        stop(tooLarge(maxBytes));
      } else if (!take(chunk.length)) {
        stop(busy());
      } else {
        chunks.push(chunk);
      }
    };
    const onEnd = (): void => {
      request.off('close', onClose);
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size));
    };
    const onClose = (): void => stop(wrongBody('broke off before its end'));
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });

const gunzipped = async (raw: Buffer, maxBytes: number): Promise<Buffer> => {
  try {
    return await unzip(raw, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(maxBytes);
    }
    throw wrongBody('is not valid gzip, though content-encoding says so');
  }
};
