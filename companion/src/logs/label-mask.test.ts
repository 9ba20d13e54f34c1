import { describe, expect, it } from 'vitest';
import { createLabelMask } from './label-mask.js';
import { createMask } from './mask-sensitive.js';

describe('labels of log lines', () => {
  it('lose what is sensitive, by name or look, and give the same object for the same labels', () => {
    const mask = createLabelMask(createMask({ emails: true, cards: true, patterns: ['customer=\\S+'] }));
    const labels = {
      host: 'web-1',
      api_key: 'abc',
      user: 'jo@example.org',
      unit: 'getty@tty1.service',
      customer: '42',
    };
    const masked = mask(labels);
    expect(masked).toEqual({
      host: 'web-1',
      api_key: '***',
      user: '***',
      unit: 'getty@tty1.service',
      customer: '***',
    });
    expect(mask({ ...labels })).toBe(masked);
    expect(mask({ ...labels, host: 'web-2' })).not.toBe(masked);
  });

  it('are bounded in number and length', () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`label${index}`, 'x'.repeat(2000)]));
    const masked = createLabelMask((text) => text)(many);
    expect(Object.keys(masked)).toHaveLength(40);
    expect(masked['label0']).toHaveLength(1000);
  });
});
