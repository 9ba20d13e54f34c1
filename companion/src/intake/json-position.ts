const space = /[ \t\n\r]*/y;
const scalar =
  /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

type Expect = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or end';

/**
 * Where a text stops being JSON: the offset of the first token that can't stand there, the text's length where it ends too
 * early, null where it is JSON. The runtime's own messages name a position only sometimes, and quote the text.
 */
export const jsonErrorOffset = (text: string): number | null => {
  const open: Array<'[' | '{'> = [];
  let at = 0;
  let expect: Expect = 'value';
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found || found[0] === '') {
      return null;
    }
    at += found[0].length;
    return found[0];
  };
  for (;;) {
    take(space);
    if (expect === 'comma or end' && open.length === 0) {
      return at === text.length ? null : at;
    }
    const character = text[at];
    if (expect === 'value' || expect === 'value or ]') {
      if (character === '[' || character === '{') {
        open.push(character);
        expect = character === '[' ? 'value or ]' : 'key or }';
        at++;
      } else if (character === ']' && expect === 'value or ]') {
        open.pop();
        expect = 'comma or end';
        at++;
      } else if (take(scalar) !== null) {
        expect = 'comma or end';
      } else {
        return at;
      }
    } else if (expect === 'key' || expect === 'key or }') {
      if (character === '}' && expect === 'key or }') {
        open.pop();
        expect = 'comma or end';
        at++;
      } else if (character === '"' && take(scalar) !== null) {
        expect = 'colon';
      } else {
        return at;
      }
    } else if (expect === 'colon') {
      if (character !== ':') {
        return at;
      }
      expect = 'value';
      at++;
    } else {
      const inner = open.at(-1);
      if (character === ',') {
        expect = inner === '[' ? 'value' : 'key';
      } else if (character === (inner === '[' ? ']' : '}')) {
        open.pop();
      } else {
        return at;
      }
      at++;
    }
  }
};

/** `line 3, column 14` of an offset; both count from 1. */
export const lineAndColumn = (text: string, offset: number): string => {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `line ${line}, column ${offset - before.lastIndexOf('\n')}`;
};
