import type { Alert, Incident, LiveMessage } from '@watchroom/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { coalesceMs, createCoalescer } from './coalesce.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const alert = (id: string, version: number): Alert => ({ id, version }) as Alert;
const incident = (id: string, version: number): Incident => ({ id, version }) as Incident;

const collect = () => {
  const sent: LiveMessage[] = [];
  return { sent, coalescer: createCoalescer((message) => sent.push(message)) };
};

test('changes of a short moment come together, the latest version of each', () => {
  const { sent, coalescer } = collect();
  coalescer.push({ type: 'changes', alerts: [alert('a', 1), alert('b', 1)], incidents: [] });
  vi.advanceTimersByTime(coalesceMs / 2);
  coalescer.push({ type: 'changes', alerts: [alert('a', 3)], incidents: [incident('i', 1)] });
  coalescer.push({ type: 'changes', alerts: [alert('a', 2)], incidents: [] });
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(coalesceMs / 2);
  expect(sent).toEqual([{ type: 'changes', alerts: [alert('a', 3), alert('b', 1)], incidents: [incident('i', 1)] }]);
  vi.advanceTimersByTime(10 * coalesceMs);
  expect(sent).toHaveLength(1);
});

test('at most 500 documents a message, none lost', () => {
  const { sent, coalescer } = collect();
  const alerts = Array.from({ length: 700 }, (_, index) => alert(`a${index}`, 1));
  const incidents = Array.from({ length: 600 }, (_, index) => incident(`i${index}`, 1));
  coalescer.push({ type: 'changes', alerts, incidents });
  vi.advanceTimersByTime(coalesceMs);
  const parts = sent.flatMap((message) => (message.type === 'changes' ? [message] : []));
  expect(parts.map((part) => [part.alerts.length, part.incidents.length])).toEqual([
    [500, 0],
    [200, 300],
    [0, 300],
  ]);
  expect(parts.flatMap((part) => part.alerts)).toEqual(alerts);
  expect(parts.flatMap((part) => part.incidents)).toEqual(incidents);
});

test('other messages keep their place behind changes', () => {
  const { sent, coalescer } = collect();
  coalescer.push({ type: 'changes', alerts: [alert('a', 1)], incidents: [] });
  coalescer.push({ type: 'anomalies', anomalies: [] });
  expect(sent.map(({ type }) => type)).toEqual(['changes', 'anomalies']);
});
