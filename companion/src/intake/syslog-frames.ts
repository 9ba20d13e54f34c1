/** Cuts a stream of bytes into syslog messages. */
export interface SyslogFrames {
  /** The messages that are whole now. Throws `RangeError` where one is longer than may be. */
  push(chunk: Buffer): string[];
  /** The last one, where no line end closed it; empty where there is none. */
  end(): string;
}

const newline = 10;

/**
 * Octet counting (`83 <34>1 ...`) and lines, whichever each message uses. Source: RFC 6587. A message of more than `longest` bytes is
 * an error: the stream can't be followed any more.
 */
export const createSyslogFrames = (longest = 64 * 1024): SyslogFrames => {
  let rest: Buffer = Buffer.alloc(0);

  const take = (): string | null => {
    const counted = /^([1-9]\d{0,7}) </.exec(rest.toString('latin1', 0, 12));
    if (counted !== null) {
      const length = Number(counted[1]);
      const from = (counted[1] ?? '').length + 1;
      if (length > longest) {
        throw new RangeError(`a message has ${length} bytes; at most ${longest} are taken`);
      }
      if (rest.length < from + length) {
        return null;
      }
      const text = rest.toString('utf8', from, from + length);
      rest = rest.subarray(from + length);
      return text;
    }
    const end = rest.indexOf(newline);
    if (end < 0) {
      // It may be a count whose message is still on its way.
      if (rest.length > longest) {
        throw new RangeError(`a line has more than ${longest} bytes`);
      }
      return null;
    }
    const text = rest.toString('utf8', 0, end);
    rest = rest.subarray(end + 1);
    return text;
  };

  return {
    push: (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const messages: string[] = [];
      for (let text = take(); text !== null; text = take()) {
        const trimmed = text.replace(/[\r\n\0]+$/, '');
        if (trimmed !== '') {
          messages.push(trimmed);
        }
      }
      return messages;
    },
    end: () => {
      const text = rest.toString('utf8').replace(/[\r\n\0]+$/, '');
      rest = Buffer.alloc(0);
      return text;
    },
  };
};
