import { expect, it } from 'vitest';
import { createMask, defaultMask } from './mask-sensitive.js';

const mask = createMask();

it.each([
  ['password=hunter2 user=ann', 'password=*** user=ann'],
  ['{"api_key": "abc def", "id": 4}', '{"api_key": ***, "id": 4}'],
  ['Authorization: Bearer abc.def', 'Authorization: ***'],
  ['GET https://ann:s3cret@db/x', 'GET https://ann:***@db/x'],
  ['mail to ann@example.com failed', 'mail to *** failed'],
  ['card 4111 1111 1111 1111 refused', 'card *** refused'],
  ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'jwt ***'],
])('hides what is sensitive: %s', (text, expected) => {
  expect(mask(text)).toBe(expected);
});

it.each(['order 4111111111111112 placed', 'getty@tty1.service started', 'compass north', 'at 2026-11-24 01:02:03.456'])(
  'leaves alone: %s',
  (text) => {
    expect(mask(text)).toBe(text);
  }
);

it('hides what own patterns match, in long lines too', () => {
  const own = createMask({ ...defaultMask, patterns: ['\\bcustomer-\\d{6}\\b'] });
  expect(own(`${'x '.repeat(5000)}customer-123456 and customer-654321`)).toMatch(/\*\*\* and \*\*\*$/);
});

it('keeps mail addresses and cards where told to', () => {
  const lax = createMask({ emails: false, cards: false, patterns: [] });
  expect(lax('ann@example.com 4111111111111111')).toBe('ann@example.com 4111111111111111');
});

it('is not worn out by any line', () => {
  const started = performance.now();
  for (const text of [
    'password='.repeat(1800),
    '1 '.repeat(8000),
    'a@'.repeat(8000),
    '-----BEGIN PRIVATE KEY-----'.repeat(600),
  ]) {
    mask(text);
  }
  expect(performance.now() - started).toBeLessThan(1500);
});
