import type { RootCauseResult } from '@watchroom/contract';
import type { LogStore } from '../stores/timeseries/log-store.js';
import { sourceOf } from './metric-kind.js';
import type { Ranking } from './rank.js';

const linesShown = 5;
/** Candidates whose lines are read; the others' evidence names the template only. */
const candidatesShown = 3;

/** Adds the newest lines of the incident to the log evidence of the first candidates. */
export const addLogLines = async (
  logs: Pick<LogStore, 'search'>,
  result: RootCauseResult,
  { causes, windows }: Pick<Ranking, 'causes' | 'windows'>
): Promise<RootCauseResult> => {
  const templatesOf = new Map(
    causes.slice(0, candidatesShown).map(({ service, shifts }) => {
      const ids = shifts
        .filter(({ kind }) => sourceOf(kind) === 'log')
        .map(({ series }) => series.labels['template_id'] ?? '');
      return [service, ids];
    })
  );
  const candidates = await Promise.all(
    result.candidates.map(async (candidate) => {
      const ids = [...(templatesOf.get(candidate.service) ?? [])];
      const evidence = await Promise.all(
        candidate.evidence.map(async (item) => {
          const id = item.kind === 'log' ? ids.shift() : undefined;
          if (id === undefined) {
            return item;
          }
          const range = { from: windows.onsetAt, to: windows.until, templateIds: [id], limit: linesShown };
          const found = await logs.search(range);
          return { ...item, lines: found.map(({ at, message }) => ({ at, message: message.slice(0, 1000) })) };
        })
      );
      return { ...candidate, evidence };
    })
  );
  return { ...result, candidates };
};
