import { formatMatchers, type DrilldownMeasure } from '@watchroom/contract';
import { formatValue } from '../format-value.js';
import type { ScoredSlice } from './find-slices.js';

/** `{region="eu"}` as people write it. */
const sliceText = (labels: Record<string, string>): string =>
  formatMatchers(Object.entries(labels).map(([label, value]) => ({ label, op: '=' as const, value }))).slice(1, -1);

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** What was compared and found, in a sentence or two. */
export const summarise = (found: {
  metric: string;
  measure: DrilldownMeasure;
  before: number | null;
  after: number | null;
  explaining: readonly ScoredSlice[];
  moved: boolean;
  mixShare: number | null;
}): string => {
  const { metric, measure, before, after, explaining, moved, mixShare } = found;
  const value = (number: number): string => `${formatValue(metric, number)}${measure === 'rate' ? '/s' : ''}`;
  if (before === null || after === null) {
    const when = before === null ? (after === null ? 'either window' : 'the window before') : 'this window';
    return `There is nothing to compare: no points in ${when}.`;
  }
  const way = after > before ? 'rise' : 'fall';
  if (!moved) {
    return `The whole hardly changed: from ${value(before)} to ${value(after)}.`;
  }
  const whole = `the ${way} from ${value(before)} to ${value(after)}`;
  const mix =
    mixShare !== null && Math.abs(mixShare) >= 0.2
      ? ` ${percent(mixShare)} of it comes from slices with other values growing or shrinking.`
      : '';
  if (explaining.length === 0) {
    return `Nothing stands out: no label value carries ${whole}.${mix}`;
  }
  const [first, ...rest] = explaining.map(({ labels, share }) => ({ text: sliceText(labels), share: percent(share) }));
  const also = rest.map(({ text, share }) => `${text} ${share}`).join(', ');
  return `${first?.text ?? ''} carries ${first?.share ?? ''} of ${whole}${also === '' ? '' : `; ${also}`}.${mix}`;
};
