import { Subject, type Subscription } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  LiveChannelConnectionState,
  LiveChannelEventType,
  type LiveChannelAddress,
  type LiveChannelEvent,
} from '@grafana/data';
import { setGrafanaLiveSrv, type GrafanaLiveSrv } from '@grafana/runtime';
import { breakLive, liveReaders, tellLive } from '../../test/kit/server';
import { connectLive, reconnectDelay, type LiveUpdate } from './live';

let subscription: Subscription | undefined;

const listen = (): LiveUpdate[] => {
  const heard: LiveUpdate[] = [];
  subscription = connectLive().subscribe((update) => heard.push(update));
  return heard;
};

const noLive = undefined as unknown as GrafanaLiveSrv;

afterEach(() => {
  subscription?.unsubscribe();
  setGrafanaLiveSrv(noLive);
});

const status = (state: LiveChannelConnectionState, error?: string): LiveChannelEvent => ({
  type: LiveChannelEventType.Status,
  id: 'plugin/watchroom-aiops-app/live',
  timestamp: 0,
  state,
  error,
});

/** Grafana Live as a channel that the test speaks through. */
const withGrafanaLive = () => {
  const channel = new Subject<LiveChannelEvent>();
  const addresses: LiveChannelAddress[] = [];
  const service: Pick<GrafanaLiveSrv, 'getStream'> = {
    getStream: (address) => {
      addresses.push(address);
      return channel;
    },
  };
  setGrafanaLiveSrv(service as GrafanaLiveSrv);
  return { channel, addresses };
};

describe('over Grafana Live', () => {
  it('hands on messages, and asks for a resync after each connection', () => {
    const { channel, addresses } = withGrafanaLive();
    const heard = listen();
    expect(addresses[0]).toMatchObject({ scope: 'plugin', namespace: 'watchroom-aiops-app', path: 'live' });
    channel.next(status(LiveChannelConnectionState.Connected));
    channel.next({ type: LiveChannelEventType.Message, message: { type: 'hello', version: '1' } });
    channel.next({ type: LiveChannelEventType.Message, message: { type: 'from the future' } });
    channel.next(status(LiveChannelConnectionState.Connecting));
    channel.next(status(LiveChannelConnectionState.Connected));
    expect(heard).toEqual([
      { type: 'connection', connected: true },
      { type: 'resync' },
      { type: 'hello', version: '1' },
      { type: 'connection', connected: false },
      { type: 'connection', connected: true },
      { type: 'resync' },
    ]);
  });

  it('falls back to server-sent events where the channel is refused', async () => {
    const { channel } = withGrafanaLive();
    const heard = listen();
    channel.next(status(LiveChannelConnectionState.Connecting, 'permission denied'));
    await vi.waitFor(() => expect(heard).toEqual([{ type: 'connection', connected: true }, { type: 'resync' }]), 5000);
    tellLive({ type: 'hello', version: '2' });
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ type: 'hello', version: '2' }), 5000);
  });
});

describe('over server-sent events', () => {
  it('opens again when the connection ends, with a resync, and closes when nobody listens', async () => {
    const heard = listen();
    await vi.waitFor(() => expect(heard).toHaveLength(2), 5000);
    breakLive();
    await vi.waitFor(
      () =>
        expect(heard).toEqual([
          { type: 'connection', connected: true },
          { type: 'resync' },
          { type: 'connection', connected: false },
          { type: 'connection', connected: true },
          { type: 'resync' },
        ]),
      5000
    );
    subscription?.unsubscribe();
    await vi.waitFor(() => expect(liveReaders()).toBe(0), 5000);
  });
});

it('waits longer after each failure, up to half a minute, and never the same for all', () => {
  expect(reconnectDelay(1, () => 0)).toBe(500);
  expect(reconnectDelay(1, () => 1)).toBe(1000);
  expect(reconnectDelay(3, () => 1)).toBe(4000);
  expect(reconnectDelay(50, () => 1)).toBe(30_000);
});
