import {
  compileMatchers,
  severityRank,
  type Severity,
  type SuppressionPreview,
  type SuppressionPreviewRequest,
} from '@watchroom/contract';
import type { Clock } from '../clock.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { Board } from './board.js';
import { createInhibitions, type Sides } from './inhibitions.js';
import { checkMatchers, checkRegexes, invalid } from './invalid.js';
import { createWindowTimes, scheduleProblem } from './window-times.js';

const maxShown = 50;
const maxStarts = 5;

interface Hit {
  id: string;
  severity: Severity;
}

const check = (request: SuppressionPreviewRequest): void => {
  const errors =
    request.kind === 'inhibition'
      ? [...checkRegexes('source', request.source), ...checkRegexes('target', request.target)]
      : checkMatchers('matchers', request.matchers);
  const wrong = request.kind === 'maintenance' ? scheduleProblem(request) : null;
  invalid('preview', wrong ? [...errors, wrong] : errors);
};

/** What a rule that is not saved yet would hit among the alerts that fire now. @throws {HttpProblem} 400 naming each field. */
export const createPreview =
  (deps: { board: Board; store: Pick<AlertStore, 'getAlerts'>; clock: Clock }) =>
  async (request: SuppressionPreviewRequest): Promise<SuppressionPreview> => {
    check(request);
    const { hits, sources } =
      request.kind === 'inhibition'
        ? inhibited(deps.board, request)
        : { hits: matched(deps.board, request), sources: 0 };
    hits.sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || (a.id < b.id ? -1 : 1));
    const severities: Partial<Record<Severity, number>> = {};
    for (const { severity } of hits) {
      severities[severity] = (severities[severity] ?? 0) + 1;
    }
    return {
      total: hits.length,
      severities,
      alerts: await deps.store.getAlerts(hits.slice(0, maxShown).map(({ id }) => id)),
      sources,
      next: request.kind === 'maintenance' ? createWindowTimes(request).next(deps.clock.now(), maxStarts) : [],
    };
  };

const matched = (board: Board, { matchers }: Exclude<SuppressionPreviewRequest, { kind: 'inhibition' }>): Hit[] => {
  const holds = compileMatchers(matchers);
  const hits: Hit[] = [];
  board.each(({ id, labels, name, severity }) => {
    if (holds(labels, name)) {
      hits.push({ id, severity });
    }
  });
  return hits;
};

const inhibited = (
  board: Board,
  { source, target, equal }: Extract<SuppressionPreviewRequest, { kind: 'inhibition' }>
): { hits: Hit[]; sources: number } => {
  const rule = { name: 'preview', comment: '', source, target, equal, mode: 'enforce' as const };
  const inhibitions = createInhibitions([rule], () => undefined);
  const targets: Array<Hit & { sides: Sides }> = [];
  board.each(({ id, labels, name, severity }) => {
    const sides = inhibitions.sidesOf(labels, name);
    inhibitions.enter(id, sides);
    if (sides.targets.length > 0) {
      targets.push({ id, severity, sides });
    }
  });
  const hits = targets.filter(({ sides }) => inhibitions.inhibiting(sides).length > 0);
  return { hits, sources: inhibitions.counts(rule).sources };
};
