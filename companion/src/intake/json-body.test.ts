import { describe, expect, it } from 'vitest';
import { readJson } from './json-body.js';
import { jsonErrorOffset } from './json-position.js';

const message = (body: string | Buffer): string => {
  try {
    readJson(Buffer.from(body as string));
  } catch (error) {
    return (error as Error).message;
  }
  return 'fine';
};

describe('readJson', () => {
  it.each([
    ['{"a": 1}', 'fine'],
    ['', 'body: is empty; expected JSON'],
    ['{"a":', 'body: is not JSON: it ends too early, at line 1, column 6'],
    ['{"a":\n  secret}', 'body: is not JSON: unexpected text at line 2, column 3'],
    ['[1,]', 'body: is not JSON: unexpected text at line 1, column 4'],
    ['{"a":1}}', 'body: is not JSON: unexpected text at line 1, column 8'],
  ])('%j: %s', (body, expected) => {
    expect(message(body)).toBe(expected);
  });

  it('refuses what is not UTF-8', () => {
    expect(message(Buffer.from([0x22, 0xff, 0xfe, 0x22]))).toBe('body: is not valid UTF-8');
  });
});

describe('jsonErrorOffset', () => {
  it('agrees with the runtime on what is JSON', () => {
    const texts = [
      '0',
      '-0.5e+3',
      '01',
      '"\\u00e9"',
      '"\\x"',
      '[]',
      '{}',
      '[{}]',
      '{"a"}',
      '{"a":1,}',
      'nul',
      '"\n"',
      '[[[',
      ' 1 ',
    ];
    for (const text of texts) {
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      expect([text, jsonErrorOffset(text) === null]).toEqual([text, valid]);
    }
  });

  it('is not worn out by depth or length', () => {
    expect(jsonErrorOffset('['.repeat(1_000_000))).toBe(1_000_000);
    expect(jsonErrorOffset(`"${'a'.repeat(2_000_000)}`)).toBe(0);
    expect(jsonErrorOffset(`"${'\\n'.repeat(1_000_000)}`)).toBe(0);
  });
});
