import type { Anomaly, Calendar, DetectorSpec, LiveMessage, Role } from '@watchroom/contract';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { manualClock } from '../../src/clock.js';
import { createDetection, type Detection } from '../../src/detection/create-detection.js';
import { HttpProblem } from '../../src/http/http-problem.js';
import { createLiveHub } from '../../src/http/live-hub.js';
import type { IncomingEvent } from '../../src/intake/sender.js';
import { createFakeDocuments } from './fake-documents.js';
import { createFakeStore } from './fake-store.js';
import { MINUTE } from './signals.js';

export const baselineSpec: Extract<DetectorSpec, { kind: 'baseline' }> = {
  name: 'CPU is unusual',
  kind: 'baseline',
  matchers: [{ label: '__name__', op: '=', value: 'cpu' }],
  query: null,
  intervalSeconds: 60,
  severity: 'high',
  labels: { team: 'ops' },
  calendars: null,
  holidays: 'skip',
  sensitivity: 0.5,
  direction: 'both',
  season: 'auto',
  historyDays: 14,
  peersBy: null,
};

export const thresholdSpec: Extract<DetectorSpec, { kind: 'threshold' }> = {
  name: 'CPU is full',
  kind: 'threshold',
  matchers: baselineSpec.matchers,
  query: null,
  intervalSeconds: 60,
  severity: 'high',
  labels: {},
  calendars: null,
  holidays: 'judge',
  above: 90,
  below: null,
  forSeconds: 0,
};

/** Detection over stores in memory, with a clock that tests move. */
export const createDetectionKit = (now: number, calendars: Calendar[] = []) => {
  const store = createFakeStore();
  const documents = createFakeDocuments();
  const clock = manualClock(now);
  const events: IncomingEvent[] = [];
  const messages: LiveMessage[] = [];
  const comments: string[] = [];
  const hub = createLiveHub();
  hub.subscribe((message) => void messages.push(message));

  const boot = (...detectors: DetectorSpec[]): Detection =>
    createDetection({
      store,
      sink: {
        accept: async (_sender, incoming) => {
          events.push(...incoming);
          return [];
        },
      },
      hub,
      documents,
      comment: async (_alert, text) => void comments.push(text),
      sources: null,
      detectors,
      calendars,
      clock,
      logger: pino({ level: 'silent' }),
      registry: new Registry(),
    });

  /** Points of hosts, one a step from `from` (inclusive) to `to`. */
  const put = (
    hosts: string[],
    from: number,
    to: number,
    valueAt: (time: number, host: string) => number,
    step = MINUTE
  ) => {
    const times = Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, index) => from + index * step);
    return store.insert(
      hosts.map((host) => ({ name: 'cpu', labels: { host }, times, values: times.map((time) => valueAt(time, host)) }))
    );
  };

  /** Lets minutes pass: one point of each host and one run each. */
  const live = async (
    detection: Detection,
    minutes: number,
    hosts: string[],
    valueAt: (time: number, host: string) => number
  ): Promise<void> => {
    for (let minute = 0; minute < minutes; minute += 1) {
      clock.advance(MINUTE);
      await put(hosts, clock.now(), clock.now() + 1, valueAt);
      await detection.tick();
    }
  };

  return {
    store,
    documents,
    clock,
    events,
    messages,
    comments,
    boot,
    put,
    live,
    told: (): string[] => events.map(({ labels, status }) => `${labels['host'] ?? ''} ${status}`),
    anomalies: (): Anomaly[] => [...store.anomalies.values()].sort((a, b) => a.startsAt - b.startsAt),
  };
};

const identity = { sub: 'ann', name: 'Ann', org: '1', role: 'Editor' as Role };
type Name = keyof Detection['handlers'];
type Answer<N extends Name> = Awaited<ReturnType<Detection['handlers'][N]>>;

/** Calls a handler as the server would. */
export const call = <N extends Name>(
  detection: Detection,
  name: N,
  request: { params?: Record<string, string>; query?: unknown; body?: unknown } = {}
): Promise<Answer<N>> => {
  const handler = detection.handlers[name] as (given: object) => Promise<Answer<N>>;
  return handler({ params: {}, query: {}, identity, ...request });
};

/** The problem that a call is refused with. */
export const refusal = async (work: Promise<unknown>): Promise<HttpProblem> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof HttpProblem) {
      return error;
    }
    throw error;
  }
  throw new Error('was not refused');
};
