import type { Anomaly, AnomalyKind } from '@watchroom/contract';
import { formatValue } from '../rootcause/format-value.js';

/** Labels that name the place a series is from, most telling first. */
const placeLabels = ['host', 'hostname', 'instance', 'node', 'pod', 'container', 'service', 'app', 'job'] as const;

/** `name on web-1`, or the bare name where no label tells a place. */
export const seriesTitle = (name: string, labels: Readonly<Record<string, string>>): string => {
  const place = placeLabels.map((label) => labels[label]).find((value) => value);
  return place ? `${name} on ${place}` : name;
};

type Finding = Pick<
  Anomaly,
  'metric' | 'labels' | 'direction' | 'value' | 'expected' | 'lower' | 'upper' | 'detectedBy'
>;

/** What is said besides, where the value alone does not tell it. */
const additions: Partial<Record<AnomalyKind, string>> = {
  'level-shift': 'having moved to another level',
  'trend-change': 'drifting away slowly',
  shape: 'wavering more than usual',
  'flat-line': 'and has stopped changing',
  'peer-outlier': 'unlike its peers',
};

/** One sentence: what was seen and what was expected or allowed. */
export const findingText = (finding: Finding, kind: 'baseline' | 'threshold', forSeconds = 0): string => {
  if (finding.detectedBy === 'missing-data') {
    return `${seriesTitle(finding.metric, finding.labels)} has stopped reporting`;
  }
  const say = (value: number): string => formatValue(finding.metric, value);
  const seen = `${seriesTitle(finding.metric, finding.labels)} is ${say(finding.value)}`;
  if (kind === 'threshold') {
    const limit = finding.direction === 'up' ? finding.upper : finding.lower;
    const side = finding.direction === 'up' ? 'above' : 'below';
    const lasting = forSeconds > 0 ? ` for ${forSeconds} s` : '';
    return limit === null ? seen : `${seen}, ${side} ${say(limit)}${lasting}`;
  }
  const addition = finding.detectedBy && additions[finding.detectedBy];
  const told = addition ? `${seen}, ${addition}` : seen;
  return finding.lower === null || finding.upper === null
    ? told
    : `${told}, expected ${say(finding.lower)} to ${say(finding.upper)}`;
};
