import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { transitionTables } from './transition-docs.js';

const file = fileURLToPath(new URL('../../../docs/alerts.md', import.meta.url));
const marked = /(<!-- transitions[^>]*-->\n)[^]*?(\n<!-- end of transitions -->)/;

it('docs/alerts.md has the tables that hold', async () => {
  const text = await readFile(file, 'utf8');
  const wanted = text.replace(marked, (_, start: string, end: string) => `${start}${transitionTables()}${end}`);
  if (process.env.WRITE_DOCS) {
    await writeFile(file, wanted);
  } else {
    expect(text).toBe(wanted);
  }
  expect(text).toMatch(marked);
});
