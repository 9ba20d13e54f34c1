import { describe, expect, it } from 'vitest';
import { createVisibility } from './visibility.js';

const setUp = () => {
  const refreshed: string[] = [];
  let fail = false;
  const visibility = createVisibility(async (_, index) => {
    await Promise.resolve();
    if (fail) {
      throw new Error('no refresh now');
    }
    refreshed.push(index);
  });
  return {
    refreshed,
    visibility,
    failing: (now: boolean) => {
      fail = now;
    },
  };
};

describe('what searches see', () => {
  it('asks for nothing where nothing was written', async () => {
    const { visibility, refreshed } = setUp();
    await visibility.catchUp('list', 'alerts');
    visibility.wrote('events');
    await visibility.catchUp('list', 'alerts');
    expect(refreshed).toEqual([]);
  });

  it('refreshes once for all who read after the same writes', async () => {
    const { visibility, refreshed } = setUp();
    visibility.wrote('alerts');
    visibility.wrote('alerts');
    await Promise.all([1, 2, 3].map(() => visibility.catchUp('list', 'alerts')));
    await visibility.catchUp('list', 'alerts');
    expect(refreshed).toEqual(['alerts']);
  });

  it('refreshes again for a write that came while a refresh was under way', async () => {
    const { visibility, refreshed } = setUp();
    visibility.wrote('alerts');
    const first = visibility.catchUp('list', 'alerts');
    visibility.wrote('alerts');
    await Promise.all([first, visibility.catchUp('list', 'alerts')]);
    expect(refreshed).toEqual(['alerts', 'alerts']);
  });

  it('tells who reads that it failed, and tries again for the next', async () => {
    const { visibility, refreshed, failing } = setUp();
    visibility.wrote('alerts');
    failing(true);
    await expect(visibility.catchUp('list', 'alerts')).rejects.toThrow('no refresh now');
    failing(false);
    await visibility.catchUp('list', 'alerts');
    expect(refreshed).toEqual(['alerts']);
  });
});
