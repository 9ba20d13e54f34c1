import { Observable } from 'rxjs';

export type StreamEvent = { type: 'open' } | { type: 'data'; data: string };

/** Longest silence in ms before a connection counts as dead; the companion sends a comment more often than that. */
const silenceLimit = 60_000;

/** Cuts text into server-sent events: calls back with the data of each, and keeps what is not complete yet. */
export const createEventParser = (onData: (data: string) => void) => {
  let rest = '';
  let data: string[] = [];
  const line = (text: string) => {
    if (text === '') {
      if (data.length > 0) {
        onData(data.join('\n'));
      }
      data = [];
    } else if (text.startsWith('data:')) {
      data.push(text.slice(text[5] === ' ' ? 6 : 5));
    }
  };
  return (chunk: string) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    lines.forEach(line);
  };
};

/**
 * One connection to a server-sent-events address, read by `fetch` (an EventSource tells nothing about refusals). Completes when
 * the server ends it; fails when it cannot be opened, breaks or falls silent. Unsubscribing closes it.
 */
export const eventStream = (url: string): Observable<StreamEvent> =>
  new Observable((subscriber) => {
    const abort = new AbortController();
    let silence: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        subscriber.error(new Error('The event stream fell silent'));
      }, silenceLimit);
    };
    const read = async () => {
      heard();
      const response = await fetch(url, {
        headers: { Accept: 'text/event-stream' },
        credentials: 'same-origin',
        cache: 'no-store',
        signal: abort.signal,
      });
      if (!response.ok || !response.body) {
        throw new Error(`The event stream answered ${response.status}`);
      }
      subscriber.next({ type: 'open' });
      const parse = createEventParser((data) => subscriber.next({ type: 'data', data }));
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        heard();
        parse(decoder.decode(part.value, { stream: true }));
      }
      subscriber.complete();
    };
    read().catch((error: unknown) => subscriber.error(error));
    return () => {
      clearTimeout(silence);
      abort.abort();
    };
  });
