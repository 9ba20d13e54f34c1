import type { StoredSilence, TimelineEntry } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { Board } from './board.js';
import type { SilenceBook } from './silence-book.js';
import { silenceName, silenceStateAt } from './silence-rule.js';

/** People are told so long before a silence ends that still holds something, ms. */
export const noticeMs = 15 * 60_000;
/** Alerts whose timelines get a line of it. */
const maxLines = 1000;
const purgeEveryMs = 3_600_000;
const storePage = 1000;

/**
 * Makes what is to be done for silences as time goes by: those that end with what they have hit end, and it is said in time when one is
 * about to end that still holds something.
 *
 * @param tell says something to open pages
 */
export const createSilenceSweep = (deps: {
  silences: SilenceBook;
  board: Board;
  store: Pick<AlertStore, 'getAlerts' | 'commit' | 'listAlerts'>;
  clock: Clock;
  tell: (notice: string) => void;
}): (() => Promise<void>) => {
  const { silences, board, store, clock } = deps;
  /** Of silences of files, which have no document to note it in. */
  const noticed = new Set<string>();
  let purgedAt = clock.now();

  /** Asks the store, since alerts may be in another companion's hands. */
  const stillHolds = async ({ id }: StoredSilence): Promise<boolean> => {
    let cursor: string | undefined;
    do {
      const page = await store.listAlerts({
        status: ['firing'],
        suppressed: true,
        sort: 'startsAt',
        order: 'asc',
        limit: storePage,
        cursor,
      });
      if (page.items.some(({ suppressedBy }) => suppressedBy.some((one) => one.kind === 'silence' && one.id === id))) {
        return true;
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return false;
  };

  const endWithAlerts = async (silence: StoredSilence, now: number): Promise<void> => {
    const rule = silences.ruleOf(silence);
    if (silence.firstHitAt === null) {
      if (!board.hasHit(rule) || !(await silences.note(silence.id, { firstHitAt: now }))) {
        return;
      }
    }
    if (board.hitsOf(rule).length === 0 && !(await stillHolds(silence))) {
      await silences.expire(silence.id, null, 'What it had hit has resolved');
    }
  };

  const giveNotice = async (silence: StoredSilence): Promise<void> => {
    const key = `${silence.id} ${silence.endsAt}`;
    const hits = board.hitsOf(silences.ruleOf(silence));
    if (hits.length === 0 || noticed.has(key) || !(await silences.note(silence.id, { noticedEnd: silence.endsAt }))) {
      return;
    }
    noticed.add(key);
    const ends = new Date(silence.endsAt).toISOString();
    const text = `Silence "${silenceName(silence)}" ends at ${ends}`;
    const alerts = await store.getAlerts(hits.slice(0, maxLines));
    const timeline = alerts.map((alert): TimelineEntry => ({
      id: `${alert.id}-${silence.id}-ends-${silence.endsAt}`,
      at: clock.now(),
      kind: 'suppression_ends',
      alertId: alert.id,
      incidentId: alert.incidentId,
      actor: null,
      text: `${text}, and this still fires`,
    }));
    await store.commit({ alerts: [], incidents: [], timeline, applied: [] });
    deps.tell(
      `${text}; ${hits.length === 1 ? 'one alert that it holds still fires' : `${hits.length} alerts that it holds still fire`}`
    );
  };

  return async () => {
    const now = clock.now();
    for (const silence of silences.all()) {
      if (silenceStateAt(silence, now) !== 'active') {
        continue;
      }
      if (silence.endsOnResolve && !silences.isFromFile(silence.id)) {
        await endWithAlerts(silence, now);
      }
      const { startsAt, endsAt, mode, noticedEnd } = silence;
      const isNear = endsAt - now <= noticeMs && endsAt - startsAt > 2 * noticeMs;
      if (isNear && mode === 'enforce' && noticedEnd !== endsAt) {
        await giveNotice(silence);
      }
    }
    if (now - purgedAt >= purgeEveryMs) {
      purgedAt = now;
      await silences.purge();
    }
  };
};
