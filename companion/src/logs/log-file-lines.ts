import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';

/** Longer lines are cut: no message is that long, and a file without line ends must not fill the memory. */
const longestLine = 64 * 1024;

/** The bytes of a log: a file, unpacked where its name ends in `.gz`, or standard input for `-`. */
const openLog = (file: string): Readable => {
  if (file === '-') {
    return process.stdin;
  }
  const stream = createReadStream(file, { highWaterMark: 1 << 20 });
  if (!file.endsWith('.gz')) {
    return stream;
  }
  const unpacked = createGunzip();
  stream.on('error', (error) => unpacked.destroy(error));
  return stream.pipe(unpacked);
};

/** Calls `each` with every line of a log, in order; line ends are `\n` or `\r\n`. Rejects where the file can't be read. */
export const eachLogLine = async (file: string, each: (line: string) => void): Promise<void> => {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const give = (line: string): void => each(line.endsWith('\r') ? line.slice(0, -1) : line);
  for await (const chunk of openLog(file)) {
    const text = rest + decoder.write(chunk as Buffer);
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      give(text.slice(from, end));
      from = end + 1;
    }
    rest = text.slice(from, from + longestLine);
  }
  rest += decoder.end();
  if (rest !== '') {
    give(rest);
  }
};
