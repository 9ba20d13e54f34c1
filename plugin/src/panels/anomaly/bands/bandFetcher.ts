import type { Band } from '@watchroom/contract';
import { ApiProblem } from '../../../api/apiProblem';
import type { BandColumns } from '../series/panelSeries';
import type { BandQuestion } from './bandRequest';

/** What is known now. `bands` go by the key of their series and stay until newer ones are there. */
export interface BandState {
  bands: ReadonlyMap<string, BandColumns>;
  problem: Error | null;
  loading: boolean;
}

export const emptyBandState: BandState = { bands: new Map(), problem: null, loading: false };

export interface BandFetcherDeps {
  ask: (question: BandQuestion, signal: AbortSignal) => Promise<Band[]>;
  onChange: (state: BandState) => void;
  /** Answers by content hash; may be shared by several panels. */
  cache: Map<string, ReadonlyMap<string, BandColumns>>;
  random?: () => number;
}

export interface BandFetcher {
  /** Says what is to be drawn now; null where nothing needs a band. */
  want: (question: BandQuestion | null) => void;
  stop: () => void;
}

/** ms that changes are gathered for, so that dragging a slider is one request. */
export const debounce = 250;
const cacheSize = 40;
const firstRetry = 5000;
const longestRetry = 30_000;

const worthAnotherTry = (problem: Error): boolean =>
  problem instanceof ApiProblem && (problem.kind === 'unreachable' || problem.kind === 'unavailable');

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Answers come in the order of the request; one more or less would put bands on the wrong lines. */
const byKey = ({ keys }: BandQuestion, bands: readonly Band[]): ReadonlyMap<string, BandColumns> => {
  if (bands.length !== keys.length) {
    throw new ApiProblem(500, `The companion answered with ${bands.length} bands for ${keys.length} series`);
  }
  return new Map(bands.map((band, i) => [keys[i] as string, band]));
};

/**
 * Fetches bands for one panel: at most one request at a time. A request about other series or with other options takes the
 * place of the one under way; newer points of the same series wait for it, or else a dashboard that refreshes faster than the
 * companion answers would never see a band. Failures are tried again while the companion is away.
 */
export const createBandFetcher = ({ ask, onChange, cache, random = Math.random }: BandFetcherDeps): BandFetcher => {
  let state = emptyBandState;
  let wanted: BandQuestion | null = null;
  let shown: string | null = null;
  let flight: { question: BandQuestion; abort: AbortController } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What the timer waits to try again, if it does. */
  let retrying: string | null = null;
  let failures = 0;
  let lastStart = -Infinity;

  const set = (change: Partial<BandState>) => {
    state = { ...state, ...change };
    onChange(state);
  };
  const keep = (hash: string, bands: ReadonlyMap<string, BandColumns>) => {
    cache.delete(hash);
    cache.set(hash, bands);
    for (const oldest of cache.keys()) {
      if (cache.size <= cacheSize) {
        break;
      }
      cache.delete(oldest);
    }
  };
  const land = () => {
    flight?.abort.abort();
    flight = null;
  };
  const show = (hash: string, bands: ReadonlyMap<string, BandColumns>) => {
    failures = 0;
    shown = hash;
    set({ bands, problem: null, loading: false });
  };
  const rest = () => {
    clearTimeout(timer);
    retrying = null;
  };
  const later = (delay: number) => {
    rest();
    timer = setTimeout(start, delay);
  };
  const soon = () => later(Math.max(0, lastStart + debounce - Date.now()));
  const start = () => {
    retrying = null;
    const question = wanted;
    if (!question || flight) {
      return;
    }
    lastStart = Date.now();
    const abort = new AbortController();
    flight = { question, abort };
    set({ loading: true });
    ask(question, abort.signal)
      .then((bands) => {
        const found = byKey(question, bands);
        keep(question.hash, found);
        if (!abort.signal.aborted) {
          flight = null;
          show(question.hash, found);
          if (wanted?.hash !== shown) {
            soon();
          }
        }
      })
      .catch((error: unknown) => {
        if (abort.signal.aborted) {
          return;
        }
        flight = null;
        const problem = asError(error);
        set({ problem, loading: false });
        if (worthAnotherTry(problem)) {
          const full = Math.min(longestRetry, firstRetry * 2 ** failures);
          failures += 1;
          later(full * (0.5 + random() / 2));
          retrying = question.subject;
        } else if (wanted?.hash !== question.hash) {
          soon();
        }
      });
  };

  return {
    want: (question) => {
      wanted = question;
      if (!question) {
        rest();
        land();
        shown = null;
        if (state !== emptyBandState) {
          state = emptyBandState;
          onChange(state);
        }
        return;
      }
      const held = question.hash === shown ? state.bands : cache.get(question.hash);
      if (held) {
        rest();
        land();
        if (question.hash !== shown || state.loading || state.problem) {
          show(question.hash, held);
        }
        return;
      }
      if (flight?.question.subject === question.subject || retrying === question.subject) {
        return;
      }
      land();
      soon();
    },
    stop: () => {
      rest();
      land();
      wanted = null;
    },
  };
};
