import { expect, it } from 'vitest';
import { formatReportUrl, parseReportUrl } from './reportUrl';

it.each(['', '?from=now-30d&to=now&step=day', '?step=6h&team=a%2Cb&team=c&service=cart'])(
  'reads what it writes: %s',
  (address) => {
    expect(formatReportUrl(parseReportUrl(address))).toBe(address);
  }
);

it('passes over a step that there is not', () => {
  expect(parseReportUrl('?step=year').step).toBeNull();
});
