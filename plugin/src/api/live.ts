import { config, getGrafanaLiveSrv } from '@grafana/runtime';
import {
  isLiveChannelMessageEvent,
  isLiveChannelStatusEvent,
  LiveChannelConnectionState,
  LiveChannelScope,
} from '@grafana/data';
import { liveMessage, type LiveMessage } from '@watchroom/contract';
import { catchError, defer, filter, finalize, Observable, share, startWith, tap, timer, type Subscription } from 'rxjs';
import { appId, resourcesPath } from '../pluginId';
import { eventStream } from './eventStream';

/** A message of the companion, or news of the connection itself. */
export type LiveUpdate = LiveMessage | { type: 'connection'; connected: boolean };

/** Grafana Live gets this long (ms) for its first connection; then server-sent events take over. */
const liveConnectLimit = 10_000;
const longestDelay = 30_000;

/** Delay in ms before try `attempt` (from 1): doubling from 1 s to 30 s, half of it random so that tabs don't come at once. */
export const reconnectDelay = (attempt: number, random: () => number = Math.random): number => {
  const full = Math.min(longestDelay, 1000 * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * random();
};

const decoded = (wire: unknown): LiveMessage[] => {
  const result = liveMessage.safeDecode(wire as Parameters<typeof liveMessage.safeDecode>[0]);
  // A newer companion may say what this version does not know.
  return result.success ? [result.data] : [];
};

const jsonMessages = (text: string): LiveMessage[] => {
  try {
    return decoded(JSON.parse(text));
  } catch {
    return [];
  }
};

/** What each new connection starts with: something may have changed between the answers a page already holds and now. */
const connectedNow: readonly LiveUpdate[] = [{ type: 'connection', connected: true }, { type: 'resync' }];

/** Over Grafana's own websocket, which reconnects by itself. Fails when it does not connect at first. */
const overGrafanaLive = (): Observable<LiveUpdate> =>
  new Observable((subscriber) => {
    let everConnected = false;
    let connected = false;
    const giveUp = setTimeout(() => {
      subscriber.error(new Error('Grafana Live does not connect'));
    }, liveConnectLimit);
    const subscription = getGrafanaLiveSrv()
      .getStream<unknown>({ scope: LiveChannelScope.Plugin, namespace: appId, path: 'live' })
      .subscribe({
        next: (event) => {
          if (isLiveChannelMessageEvent(event)) {
            decoded(event.message).forEach((message) => subscriber.next(message));
          } else if (isLiveChannelStatusEvent(event)) {
            const now = event.state === LiveChannelConnectionState.Connected;
            if (now && !connected) {
              clearTimeout(giveUp);
              everConnected = true;
              connectedNow.forEach((update) => subscriber.next(update));
            } else if (!now && connected) {
              subscriber.next({ type: 'connection', connected: false });
            } else if (!now && !everConnected && event.error !== undefined) {
              subscriber.error(event.error);
            }
            connected = now;
          }
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.error(new Error('Grafana Live closed the channel')),
      });
    return () => {
      clearTimeout(giveUp);
      subscription.unsubscribe();
    };
  });

/** By server-sent events, opened again for ever. */
const overEvents = (): Observable<LiveUpdate> =>
  new Observable((subscriber) => {
    let failures = 0;
    let wait: ReturnType<typeof setTimeout> | undefined;
    let connection: Subscription | undefined;
    const again = () => {
      subscriber.next({ type: 'connection', connected: false });
      failures += 1;
      wait = setTimeout(open, reconnectDelay(failures));
    };
    const open = () => {
      connection = eventStream(`${config.appSubUrl ?? ''}${resourcesPath}/api/v1/events`).subscribe({
        next: (event) => {
          if (event.type === 'open') {
            failures = 0;
            connectedNow.forEach((update) => subscriber.next(update));
          } else {
            jsonMessages(event.data).forEach((message) => subscriber.next(message));
          }
        },
        error: again,
        complete: again,
      });
    };
    open();
    return () => {
      clearTimeout(wait);
      connection?.unsubscribe();
    };
  });

/** A new connection of its own; pages use `liveUpdates`. */
export const connectLive = (): Observable<LiveUpdate> =>
  defer(() => {
    // Absent where the plugin runs outside Grafana.
    const hasLive = Boolean(getGrafanaLiveSrv());
    return hasLive ? overGrafanaLive().pipe(catchError(() => overEvents())) : overEvents();
  });

/** What the shared connection last said of itself; null while there is none. */
let lastSaid: LiveUpdate | null = null;

const sharedUpdates: Observable<LiveUpdate> = connectLive().pipe(
  tap((update) => {
    lastSaid = update.type === 'connection' ? update : lastSaid;
  }),
  finalize(() => {
    lastSaid = null;
  }),
  share({ resetOnRefCountZero: () => timer(2000) })
);

/**
 * Live updates, one connection for all who listen; kept for a moment after the last leaves, for a change of page. Who comes
 * later hears first how the connection is.
 */
export const liveUpdates: Observable<LiveUpdate> = defer(() =>
  lastSaid ? sharedUpdates.pipe(startWith(lastSaid)) : sharedUpdates
);

/** Only the companion's messages. */
export const liveMessages: Observable<LiveMessage> = liveUpdates.pipe(
  filter((update): update is LiveMessage => update.type !== 'connection')
);
