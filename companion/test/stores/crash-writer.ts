import { writeSync } from 'node:fs';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { StoreUnavailable, type AcceptedEvent, type AlertStore } from '../../src/stores/alert-store.js';
import { openAlertStore } from '../../src/stores/open-alert-store.js';
import { aChange, anAlert, anEntry, anEvent, times } from './alert-documents.js';

/** Where a writer and the test that kills it keep their state. */
export interface CrashTarget {
  dataDir: string;
  elasticsearch: { url: string; prefix: string } | null;
}

export const openTarget = async ({ dataDir, elasticsearch }: CrashTarget): Promise<AlertStore> => {
  const access = { apiKey: null, username: null, password: null };
  const store = openAlertStore(
    { dataDir, retentionDays: 30, elasticsearch: elasticsearch && { ...elasticsearch, ...access } },
    { registry: new Registry(), logger: pino({ level: 'silent' }) }
  );
  await store.open();
  return store;
};

export const alertId = 'f1';

/** Accounts for one event in the alert: counts it, unless the alert says that it has it already. */
const applyEvent = async (store: AlertStore, { seq, event }: AcceptedEvent): Promise<void> => {
  const [stored] = await store.getAlerts([alertId]);
  const had = stored?.source !== undefined && stored.source.lastEventId >= event.id;
  const next = anAlert(alertId, {
    version: (stored?.version ?? 0) + 1,
    eventCount: (stored?.eventCount ?? 0) + 1,
    source: { lastEventId: event.id, expiresAt: null, firing: [] },
  });
  const timeline = [anEntry(`t-${event.id}`, { alertId, at: event.receivedAt })];
  const { conflicts } = await store.commit(aChange({ alerts: had ? [] : [next], timeline, applied: [seq] }));
  if (conflicts.length > 0) {
    throw new Error(`seq ${seq}: a lone writer met a conflict`);
  }
};

/** What every start does first. */
export const applyPending = async (store: AlertStore): Promise<void> => {
  for (const pending of await store.pendingEvents(100_000)) {
    await applyEvent(store, pending);
  }
};

/** Written before anything else happens; a pipe that is full for the moment is waited for. */
const say = (what: 'appended' | 'committed', seq: number): void => {
  for (;;) {
    try {
      writeSync(1, `${what} ${seq}\n`);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
        throw error;
      }
    }
  }
};

/** Appends and commits for as long as it lives, and says what was acknowledged the moment it was. */
const writeOn = async (store: AlertStore): Promise<never> => {
  await applyPending(store);
  let last = await store.lastSeq();
  for (;;) {
    const from = last;
    const events = times(8, (n) => anEvent(from + n));
    await Promise.all(events.map((one) => store.appendEvents([one]).then(() => say('appended', one.seq))));
    last += events.length;
    for (const one of events) {
      await applyEvent(store, one);
      say('committed', one.seq);
    }
  }
};

const target = process.env.CRASH_TARGET;
if (target !== undefined) {
  try {
    await writeOn(await openTarget(JSON.parse(target) as CrashTarget));
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) {
      throw error;
    }
    process.exit(75);
  }
}
