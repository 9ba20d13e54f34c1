import { spanKey, type Call, type OpenSpan, type Span } from './span.js';

/** What came of spans: calls, spans that wait from now on, and spans that waited and do no more. */
export interface Settled {
  calls: Call[];
  opened: OpenSpan[];
  closed: OpenSpan[];
  /** Spans that were there already. */
  repeats: number;
  /** Calls by clients that do not say whom they call, and that nobody answered with a span. */
  withoutPeer: number;
}

export interface SpanPairs {
  take(spans: readonly Span[], receivedAt: number): Settled;
  /** Those that waited long enough by `now` (ms). */
  sweep(now: number): Settled;
  /** Takes back, after a restart, what still waited. */
  restore(spans: readonly OpenSpan[]): Settled;
  /** Spans that are remembered, and how many of them wait. */
  readonly size: number;
  readonly open: number;
}

interface Entry {
  span: OpenSpan;
  open: boolean;
  /** Whether it was told as opened. */
  told: boolean;
  /** Of a client or producer: whether its other end was seen. */
  answered: boolean;
}

const nothing = (): Settled => ({ calls: [], opened: [], closed: [], repeats: 0, withoutPeer: 0 });
const answers = ({ kind }: Span): boolean => kind === 'server' || kind === 'consumer';
const asks = ({ kind }: Span): boolean => kind === 'client' || kind === 'producer';

/** A served span as a call by the span above it; null where that is of the same service and no call. */
const callOf = (served: Span, above: Span): Call | null => {
  if (served.service === above.service && !asks(above)) {
    return null;
  }
  const waited = above.kind === 'client';
  return {
    at: served.startedAt,
    caller: above.service,
    callee: served.service,
    calleeKind: 'service',
    operation: served.operation,
    // What the caller waits for; who sends a message does not wait for who takes it.
    durationMs: waited ? above.durationMs : served.durationMs,
    error: served.error || (waited && above.error),
    traceId: served.traceId,
    spanId: served.spanId,
  };
};

const fromUnknown = (served: Span): Call => ({
  at: served.startedAt,
  caller: '',
  callee: served.service,
  calleeKind: 'service',
  operation: served.operation,
  durationMs: served.durationMs,
  error: served.error,
  traceId: served.traceId,
  spanId: served.spanId,
});

const toPeer = (asking: Span): Call | null =>
  asking.peer && {
    at: asking.startedAt,
    caller: asking.service,
    callee: asking.peer.name,
    calleeKind: asking.peer.kind,
    operation: asking.operation,
    durationMs: asking.durationMs,
    error: asking.error,
    traceId: asking.traceId,
    spanId: asking.spanId,
  };

/**
 * Brings both ends of calls together, in whatever order and request they come. A served span waits for the span above it, a client for
 * the one that serves it, `waitMs` at most; then the first comes from an unknown caller, and the second went to the peer that it names.
 * More than `maxSpans`: the oldest have waited long enough. Calls of databases never wait, as these send no spans.
 */
export const createSpanPairs = ({ waitMs, maxSpans }: { waitMs: number; maxSpans: number }): SpanPairs => {
  /** In order of receipt. */
  const entries = new Map<string, Entry>();
  /** By the span above that they wait for. */
  const waiting = new Map<string, Set<Entry>>();
  let open = 0;

  const close = (entry: Entry, into: Settled): void => {
    if (entry.open) {
      entry.open = false;
      open -= 1;
      if (entry.told) {
        into.closed.push(entry.span);
      }
    }
  };

  const pair = (served: Entry, above: Entry, into: Settled): void => {
    close(served, into);
    if (asks(above.span)) {
      above.answered = true;
      close(above, into);
    }
    const call = callOf(served.span, above.span);
    if (call) {
      into.calls.push(call);
    }
  };

  const add = (span: OpenSpan, told: boolean, into: Settled): Entry | null => {
    const key = spanKey(span.traceId, span.spanId);
    if (entries.has(key)) {
      into.repeats += 1;
      return null;
    }
    const entry: Entry = { span, open: true, told, answered: false };
    open += 1;
    entries.set(key, entry);
    for (const served of waiting.get(key) ?? []) {
      pair(served, entry, into);
    }
    waiting.delete(key);
    if (answers(span)) {
      const above = entries.get(span.parent);
      if (above) {
        pair(entry, above, into);
      } else if (span.parent === '') {
        close(entry, into);
        into.calls.push(fromUnknown(span));
      } else {
        waiting.set(span.parent, (waiting.get(span.parent) ?? new Set()).add(entry));
      }
    } else if (!asks(span) || entry.answered) {
      close(entry, into);
    } else if (span.peer?.kind === 'database') {
      giveUp(entry, into);
    }
    return entry;
  };

  const giveUp = (entry: Entry, into: Settled): void => {
    if (!entry.open) {
      return;
    }
    close(entry, into);
    const call = answers(entry.span) ? fromUnknown(entry.span) : toPeer(entry.span);
    if (call) {
      into.calls.push(call);
    } else {
      into.withoutPeer += 1;
    }
  };

  const forget = (key: string, entry: Entry, into: Settled): void => {
    giveUp(entry, into);
    entries.delete(key);
    const { parent } = entry.span;
    const others = waiting.get(parent);
    others?.delete(entry);
    if (others?.size === 0) {
      waiting.delete(parent);
    }
  };

  const forgetWhile = (isDue: (entry: Entry) => boolean, into: Settled): void => {
    for (const [key, entry] of entries) {
      if (!isDue(entry)) {
        return;
      }
      forget(key, entry, into);
    }
  };

  const addAll = (spans: readonly OpenSpan[], told: boolean): Settled => {
    const into = nothing();
    const added = spans.flatMap((span) => add(span, told, into) ?? []);
    forgetWhile(() => entries.size > maxSpans, into);
    for (const entry of added) {
      if (entry.open && !entry.told) {
        entry.told = true;
        into.opened.push(entry.span);
      }
    }
    return into;
  };

  return {
    take: (spans, receivedAt) =>
      addAll(
        spans.map((span) => ({ ...span, receivedAt })),
        false
      ),
    restore: (spans) => addAll(spans, true),
    sweep: (now) => {
      const into = nothing();
      forgetWhile(({ span }) => span.receivedAt + waitMs <= now, into);
      return into;
    },
    get size() {
      return entries.size;
    },
    get open() {
      return open;
    },
  };
};
