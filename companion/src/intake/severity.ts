import { severities, type Severity } from '@watchroom/contract';

const synonyms: Record<Severity, readonly string[]> = {
  critical: [
    'page',
    'paging',
    'fatal',
    'emergency',
    'emerg',
    'alert',
    'disaster',
    'crit',
    'p1',
    'p0',
    'sev0',
    'sev1',
    's1',
  ],
  high: ['error', 'err', 'major', 'severe', 'p2', 'sev2', 's2'],
  warning: ['warn', 'average', 'medium', 'moderate', 'minor', 'ticket', 'p3', 'sev3', 's3'],
  unknown: ['indeterminate', 'undefined'],
  info: [
    'informational',
    'information',
    'notice',
    'low',
    'debug',
    'trivial',
    'none',
    'ok',
    'p4',
    'p5',
    'sev4',
    'sev5',
    's4',
  ],
};

const byWord = new Map<string, Severity>(
  severities.flatMap((severity) => [severity, ...synonyms[severity]].map((word) => [word, severity] as const))
);

/** Every word that is known, by what it means. */
export const severityWords: Readonly<Record<string, Severity>> = Object.fromEntries(byWord);

/** A sender's word for how bad it is, in Watchroom's words; `unknown` where it has none or one that nobody knows. */
export const severityFromWord = (word: string | undefined | null): Severity =>
  byWord.get(word ?? '') ??
  byWord.get(
    (word ?? '')
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]/g, '')
  ) ??
  'unknown';

/** Labels that senders keep severity in, first found first. */
const severityLabels = ['severity', 'priority', 'level'] as const;

/** What an alert's labels say of its severity: the word as sent, null where no label has one. */
export const severityWord = (labels: Readonly<Record<string, string>>): string | null => {
  for (const label of severityLabels) {
    const word = labels[label];
    if (word !== undefined && word !== '') {
      return word;
    }
  }
  return null;
};

/** Names of rules that say how bad it is, such as `prod-cart-critical` or `[P1] cart is down`: the word's severity; `unknown` where none does. */
export const severityInName = (name: string): Severity => {
  for (const part of name.slice(0, 500).split(/[^a-zA-Z0-9]+/)) {
    const severity = nameWords.has(part.toLowerCase()) ? severityFromWord(part) : 'unknown';
    if (severity !== 'unknown') {
      return severity;
    }
  }
  return 'unknown';
};

/** Those that mean nothing else in a name. */
const nameWords = new Set(
  ['critical', 'crit', 'fatal', 'emergency', 'disaster', 'major', 'minor', 'warning', 'warn', 'info'].concat([
    'p0',
    'p1',
    'p2',
    'p3',
    'p4',
    'p5',
    'sev0',
    'sev1',
    'sev2',
    'sev3',
    'sev4',
    'sev5',
  ])
);
