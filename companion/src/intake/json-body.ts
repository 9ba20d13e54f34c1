import { jsonErrorOffset, lineAndColumn } from './json-position.js';
import { InvalidPayload } from './sender.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

const refuse = (message: string): never => {
  throw new InvalidPayload([{ field: 'body', message }]);
};

const decode = (body: Buffer): string => {
  try {
    return utf8.decode(body);
  } catch {
    return refuse('is not valid UTF-8');
  }
};

/**
 * Reads a JSON body.
 *
 * @throws {InvalidPayload} naming `body`: empty, not UTF-8, or where it stops being JSON.
 */
export const readJson = (body: Buffer): unknown => {
  const text = decode(body);
  if (text.trim() === '') {
    return refuse('is empty; expected JSON');
  }
  try {
    return JSON.parse(text);
  } catch {
    const offset = jsonErrorOffset(text) ?? 0;
    return refuse(
      offset >= text.trimEnd().length
        ? `is not JSON: it ends too early, at ${lineAndColumn(text, offset)}`
        : `is not JSON: unexpected text at ${lineAndColumn(text, offset)}`
    );
  }
};
