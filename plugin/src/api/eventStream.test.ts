import { expect, it } from 'vitest';
import { createEventParser } from './eventStream';

const parsed = (...chunks: string[]): string[] => {
  const found: string[] = [];
  const parse = createEventParser((data) => found.push(data));
  chunks.forEach(parse);
  return found;
};

it('takes the data of each event', () => {
  expect(parsed('event: a\ndata: one\nid: 1\n\ndata:two\n\n')).toEqual(['one', 'two']);
});

it('joins lines of data and ignores comments and empty events', () => {
  expect(parsed(': beat\n\ndata: one\ndata: two\n\n')).toEqual(['one\ntwo']);
});

it('waits for the rest of an event, wherever it was cut', () => {
  const text = 'data: one\r\n\r\ndata: {"a":1}\r\n\r\n';
  for (let cut = 0; cut <= text.length; cut += 1) {
    expect(parsed(text.slice(0, cut), text.slice(cut))).toEqual(['one', '{"a":1}']);
  }
});
