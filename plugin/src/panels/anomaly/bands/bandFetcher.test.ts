import type { Band } from '@watchroom/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../../../api/apiProblem';
import { createBandFetcher, debounce, type BandState } from './bandFetcher';
import type { BandQuestion } from './bandRequest';

const question = (hash: string, subject = 'cpu'): BandQuestion => ({
  request: { kind: 'supplied', series: [], options: { sensitivity: 0.5, direction: 'both', season: 'auto' } },
  keys: ['line'],
  subject,
  hash,
  cuts: [],
});

const band = (baseline: string): Band => ({
  series: { id: '', name: '', labels: {}, unit: null, lastAt: null, lastValue: null },
  times: [],
  values: [],
  expected: [],
  lower: [],
  upper: [],
  score: [],
  isAnomaly: [],
  baseline,
});

interface Asked {
  hash: string;
  signal: AbortSignal;
  answer: (bands: Band[]) => Promise<void>;
  fail: (error: Error) => Promise<void>;
}

const setUp = () => {
  const asked: Asked[] = [];
  const states: BandState[] = [];
  const fetcher = createBandFetcher({
    cache: new Map(),
    random: () => 1,
    onChange: (state) => states.push(state),
    ask: ({ hash }, signal) =>
      new Promise((resolve, reject) => {
        const settled = () => vi.advanceTimersByTimeAsync(0).then(() => undefined);
        asked.push({
          hash,
          signal,
          answer: (bands) => (resolve(bands), settled()),
          fail: (error) => (reject(error), settled()),
        });
      }),
  });
  return { asked, states, fetcher, shown: () => states.at(-1)?.bands.get('line')?.baseline };
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('the band fetcher', () => {
  it('asks at once at first, and once for a dragged slider', async () => {
    const { asked, fetcher, shown } = setUp();
    fetcher.want(question('1', 'a'));
    await pass(0);
    expect(asked).toHaveLength(1);
    fetcher.want(question('2', 'b'));
    fetcher.want(question('3', 'c'));
    await pass(debounce);
    expect(asked.map(({ hash }) => hash)).toEqual(['1', '3']);
    expect(asked[0]?.signal.aborted).toBe(true);
    await asked[0]?.answer([band('late')]);
    expect(shown()).toBeUndefined();
    await asked[1]?.answer([band('new')]);
    expect(shown()).toBe('new');
  });

  it('keeps the band before in sight, and lets a slow answer come while newer points arrive', async () => {
    const { asked, states, fetcher, shown } = setUp();
    fetcher.want(question('1'));
    await pass(0);
    await asked[0]?.answer([band('first')]);
    for (const hash of ['2', '3', '4']) {
      fetcher.want(question(hash));
      await pass(5000);
      expect(shown()).toBe('first');
    }
    expect(asked.map(({ hash, signal }) => [hash, signal.aborted])).toEqual([
      ['1', false],
      ['2', false],
    ]);
    await asked[1]?.answer([band('second')]);
    expect(shown()).toBe('second');
    await pass(debounce);
    expect(asked.at(-1)?.hash).toBe('4');
    expect(states.every(({ bands }, i) => i < 2 || bands.size === 1)).toBe(true);
  });

  it('answers what it has seen before from its cache, and does not let the one under way overwrite it', async () => {
    const { asked, fetcher, shown } = setUp();
    fetcher.want(question('1', 'a'));
    await pass(0);
    await asked[0]?.answer([band('a')]);
    fetcher.want(question('2', 'b'));
    await pass(debounce);
    fetcher.want(question('1', 'a'));
    await asked[1]?.answer([band('b')]);
    expect(shown()).toBe('a');
    await pass(10_000);
    expect(asked).toHaveLength(2);
  });

  it('says a failure, keeps the band, and tries again while the companion is away', async () => {
    const { asked, states, fetcher, shown } = setUp();
    fetcher.want(question('1'));
    await pass(0);
    await asked[0]?.answer([band('first')]);
    fetcher.want(question('2'));
    await pass(debounce);
    await asked[1]?.fail(new ApiProblem(502, 'connection refused'));
    expect(states.at(-1)).toMatchObject({ problem: { kind: 'unreachable' }, loading: false });
    expect(shown()).toBe('first');
    fetcher.want(question('3'));
    await pass(4999);
    expect(asked).toHaveLength(2);
    await pass(1);
    expect(asked.at(-1)?.hash).toBe('3');
    await asked[2]?.answer([band('back')]);
    expect(states.at(-1)).toMatchObject({ problem: null });
    expect(shown()).toBe('back');
  });

  it('does not repeat what was refused until something changes', async () => {
    const { asked, fetcher } = setUp();
    fetcher.want(question('1'));
    await pass(0);
    await asked[0]?.fail(new ApiProblem(400, 'no'));
    await pass(120_000);
    expect(asked).toHaveLength(1);
    fetcher.want(question('2'));
    await pass(debounce);
    expect(asked).toHaveLength(2);
  });

  it('takes an answer of another length for a failure', async () => {
    const { asked, states, fetcher } = setUp();
    fetcher.want(question('1'));
    await pass(0);
    await asked[0]?.answer([]);
    expect(states.at(-1)?.problem?.message).toBeTruthy();
  });

  it('lets go of everything', async () => {
    const { asked, states, fetcher, shown } = setUp();
    fetcher.want(question('1'));
    await pass(0);
    await asked[0]?.answer([band('first')]);
    fetcher.want(null);
    expect(shown()).toBeUndefined();
    fetcher.want(question('2'));
    await pass(debounce);
    fetcher.stop();
    expect(asked[1]?.signal.aborted).toBe(true);
    const before = states.length;
    await asked[1]?.answer([band('late')]);
    await pass(60_000);
    expect(states).toHaveLength(before);
  });
});
