import { randomUUID } from 'node:crypto';
import type { Alert, BulkCount, Severity } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import { HttpProblem } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { TriageService } from './triage-service.js';

export type BulkHandlers = Pick<Handlers, 'countForBulk' | 'bulkTriage'>;

/** Alerts that one bulk action takes. */
export const maxBulk = 50_000;
const pageSize = 1000;
/** Alerts in one commit, so that others get their turn in between. */
const chunkSize = 250;
const tokenLifeMs = 15 * 60_000;
const maxTokens = 50;

interface Counted {
  ids: string[];
  /** What has been acted on already. */
  done: number;
  by: string;
  actionId: string;
  expiresAt: number;
}

const tooOld = (): HttpProblem =>
  new HttpProblem(409, 'Count again', {
    detail: 'What was counted is not known any more, it may be too old: count again and look at the new number',
  });

/**
 * One action on all alerts of a filter. They are counted first, and the token of the count names exactly those alerts: what comes to match
 * later is left alone, and what has changed meanwhile is refused by the table of transitions, each with its reason.
 */
export const createBulkHandlers = (deps: {
  store: Pick<AlertStore, 'listAlerts'>;
  triage: TriageService;
  clock: Clock;
}): BulkHandlers => {
  const { store, triage, clock } = deps;
  const tokens = new Map<string, Counted>();

  const tidy = (now: number): void => {
    for (const [token, { expiresAt }] of tokens) {
      if (expiresAt <= now || tokens.size >= maxTokens) {
        tokens.delete(token);
      }
    }
  };

  return {
    countForBulk: async ({ body, identity }) => {
      const alerts: Array<Pick<Alert, 'id' | 'severity'>> = [];
      const asker = { me: identity.sub, now: clock.now() };
      let cursor: string | undefined;
      let total: number;
      do {
        const query = { ...body, sort: 'startsAt', order: 'asc', limit: pageSize, cursor } as const;
        const page = await store.listAlerts(query, asker);
        total = page.total;
        alerts.push(...page.items.map(({ id, severity }) => ({ id, severity })));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && total <= maxBulk);
      if (total > maxBulk) {
        return { count: total, tooMany: true, token: null, expiresAt: null, severities: {} };
      }
      const now = clock.now();
      tidy(now);
      const token = randomUUID();
      const ids = [...new Set(alerts.map(({ id }) => id))];
      const expiresAt = now + tokenLifeMs;
      tokens.set(token, { ids, done: 0, by: identity.sub, actionId: randomUUID(), expiresAt });
      return { count: ids.length, tooMany: false, token, expiresAt, severities: countsOf(alerts) };
    },

    bulkTriage: async ({ body: { token, action, limit }, identity, signal }) => {
      const counted = tokens.get(token);
      if (!counted || counted.expiresAt <= clock.now() || counted.by !== identity.sub) {
        throw tooOld();
      }
      const end = Math.min(counted.ids.length, counted.done + limit);
      const changed: string[] = [];
      const refused: Array<{ id: string; reason: string }> = [];
      while (counted.done < end && !signal?.aborted) {
        const from = counted.done;
        const chunk = counted.ids.slice(from, Math.min(end, from + chunkSize));
        // Taken before it is done, so that two calls at once do not act on the same.
        counted.done += chunk.length;
        try {
          const result = await triage.actOnMany(chunk, action, identity.sub, counted.actionId);
          changed.push(...result.alerts.map(({ id }) => id));
          refused.push(...result.refused);
        } catch (error) {
          counted.done = Math.min(counted.done, from);
          throw error;
        }
      }
      const left = counted.ids.length - counted.done;
      if (left === 0) {
        tokens.delete(token);
      }
      return { changed, refused, left, actionId: counted.actionId };
    },
  };
};

const countsOf = (alerts: ReadonlyArray<Pick<Alert, 'severity'>>): BulkCount['severities'] => {
  const counts: Partial<Record<Severity, number>> = {};
  for (const { severity } of alerts) {
    counts[severity] = (counts[severity] ?? 0) + 1;
  }
  return counts;
};
