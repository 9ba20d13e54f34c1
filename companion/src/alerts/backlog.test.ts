import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../stores/alert-store.js';
import { createBacklog } from './backlog.js';

describe('the backlog', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const limits = { slowing: 10, refusing: 100, waitMs: 1000 };
  const ask = (room: Promise<void> | null) => {
    const state = { gone: room === null };
    void room?.then(() => (state.gone = true));
    return state;
  };

  it('lets senders go on once it has shrunk', async () => {
    let queued = 10;
    const backlog = createBacklog(() => queued, limits);
    expect(backlog.room()).toBeNull();
    queued = 11;
    const waiting = ask(backlog.room());
    backlog.shrunk();
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting.gone).toBe(false);
    queued = 10;
    backlog.shrunk();
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting.gone).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('holds nobody back for long, and refuses only where very much waits', async () => {
    let queued = 100;
    const backlog = createBacklog(() => queued, limits);
    const waiting = ask(backlog.room());
    await vi.advanceTimersByTimeAsync(1000);
    expect(waiting.gone).toBe(true);
    queued = 101;
    expect(() => backlog.room()).toThrow(StoreUnavailable);
  });
});
