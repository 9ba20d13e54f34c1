import type { JudgedSeries } from './metric-shift.js';
import { binOf, signal, type Bins } from './signals.js';

/** Lines of one template of one service: equally long lists, one entry for each time, in any order. */
export interface TemplateCounts {
  service: string;
  templateId: string;
  /** With `<*>` where it varies. */
  template: string;
  /** ms. */
  at: readonly number[];
  lines: readonly number[];
  /** Those of level error or worse. */
  errors: readonly number[];
}

/** Templates of a service that are looked at: the most frequent and the newest. */
const mostTemplates = 300;
/** Templates of all services whose share of lines is judged: the most frequent. Those that tell of failure are judged all. */
const mostShares = 2000;
/** The share of fewer lines is chance. */
const leastLines = 10;

const failureWords =
  /\b(error|err|exception|fail|fails|failed|failure|fatal|panic|refused|timeout|timed out|unavailable|denied|unable|cannot|could not|aborted|oom|killed|traceback)\b|[a-z](Exception|Error)\b/i;

/** Whether a template tells of failure: most of its lines are of level error, or its words say so. */
const tellsOfFailure = (template: string, lines: number, errors: number): boolean =>
  errors > lines / 2 || failureWords.test(template);

interface Tally {
  templateId: string;
  template: string;
  lines: number;
  errors: number;
  firstBin: number;
  counts: Float64Array;
}

const tally = (all: Iterable<TemplateCounts>, bins: Bins): Map<string, Map<string, Tally>> => {
  const services = new Map<string, Map<string, Tally>>();
  for (const { service, templateId, template, at, lines, errors } of all) {
    const own = services.get(service) ?? new Map<string, Tally>();
    let known = own.get(templateId);
    for (let index = 0; index < at.length; index++) {
      const bin = binOf(bins, at[index] as number);
      if (bin < 0) {
        continue;
      }
      known ??= { templateId, template, lines: 0, errors: 0, firstBin: bin, counts: new Float64Array(bins.count) };
      known.lines += lines[index] as number;
      known.errors += errors[index] as number;
      known.firstBin = Math.min(known.firstBin, bin);
      known.counts[bin]! += lines[index] as number;
    }
    if (known) {
      own.set(templateId, known);
      services.set(service, own);
    }
  }
  return services;
};

const chosen = (templates: Iterable<Tally>): Tally[] => {
  const all = [...templates];
  if (all.length <= mostTemplates) {
    return all;
  }
  const frequent = [...all].sort((a, b) => b.lines - a.lines).slice(0, mostTemplates / 2);
  const newest = [...all].sort((a, b) => b.firstBin - a.firstBin || b.lines - a.lines).slice(0, mostTemplates / 2);
  return [...new Set([...frequent, ...newest])];
};

/**
 * Series from the lines of each template. Lines that tell of failure are counted as they are: a burst, and a template that was never
 * seen, both show as a shift. Of all others the share of their service's lines is judged: it stands still where requests only come
 * or go, and moves where a service takes another path (after Nezha's patterns, FSE 2023).
 */
export const logSignals = (counts: Iterable<TemplateCounts>, bins: Bins): JudgedSeries[] => {
  const signals: JudgedSeries[] = [];
  const shared: Array<{ lines: number; make: () => JudgedSeries }> = [];
  for (const [service, templates] of tally(counts, bins)) {
    const ofService = new Float64Array(bins.count);
    let lines = 0;
    for (const { counts: own } of templates.values()) {
      own.forEach((count, bin) => {
        ofService[bin]! += count;
        lines += count;
      });
    }
    const perBin = Math.max(1, lines / bins.count);
    for (const { templateId, template, lines: own, errors, counts: each } of chosen(templates.values())) {
      const labels = { template_id: templateId, template };
      if (tellsOfFailure(template, own, errors)) {
        const about = { service, kind: 'logErrors', metric: 'log_error_lines', labels } as const;
        signals.push(signal({ ...about, least: Math.max(1, Math.sqrt(own / bins.count)) }, bins, each));
      } else if (own >= leastLines) {
        const about = { service, kind: 'logShape', metric: 'log_share', labels } as const;
        const least = Math.sqrt(Math.max(own / lines, 1 / perBin) / perBin);
        const share = (count: number, bin: number): number =>
          (ofService[bin] as number) > 0 ? count / (ofService[bin] as number) : NaN;
        shared.push({ lines: own, make: () => signal({ ...about, least }, bins, each.map(share)) });
      }
    }
  }
  shared.sort((a, b) => b.lines - a.lines);
  return [...signals, ...shared.slice(0, mostShares).map(({ make }) => make())];
};
