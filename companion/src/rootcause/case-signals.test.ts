import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { caseInput, readCase } from './case-reader.js';
import { caseDocument } from './rootcause-command.js';
import { rankCauses } from './rank.js';
import { createServiceNames } from './service-names.js';

const detectedAt = Date.parse('2026-01-01T01:00:00Z');
const second = 1000;
const iso = (at: number): string => new Date(at).toISOString();
let folder = '';

/** A shop whose metrics are calm while `cart` throws an error that was never seen and its spans take longer. */
const writeCase = async (): Promise<void> => {
  const metrics = ['timestamp,service,metric,value'];
  const logs: string[] = [];
  const spans: string[] = [];
  for (let at = detectedAt - 1200 * second; at < detectedAt + 300 * second; at += 10 * second) {
    const index = Math.round(at / (10 * second));
    const broken = at >= detectedAt;
    for (const service of ['front', 'cart', 'stock']) {
      metrics.push(`${iso(at)},${service},cpu,${50 + (index % 3)}`);
    }
    for (let call = 0; call < 4; call++) {
      const trace = `${index}-${call}`;
      const span = (id: string, parent: string, service: string, ms: number): string =>
        JSON.stringify({
          timestamp: iso(at + call),
          trace_id: trace,
          span_id: id,
          parent_id: parent,
          service,
          operation: `${service} it`,
          duration_ms: ms,
        });
      spans.push(span('a', '', 'front-5d9c7bfd4-x2x4q', broken ? 180 : 60), span('b', 'a', 'cart', broken ? 160 : 40));
      spans.push(span('c', 'b', 'stock', 10));
      logs.push(JSON.stringify({ timestamp: iso(at), service: 'front', message: `INFO served order ${index}` }));
      if (broken) {
        logs.push(JSON.stringify({ timestamp: iso(at), service: 'cart', message: `ERROR lock ${index} timed out` }));
      }
    }
  }
  await writeFile(join(folder, 'metrics.csv'), metrics.join('\n'));
  await writeFile(join(folder, 'logs.jsonl'), logs.join('\n'));
  await writeFile(join(folder, 'spans.jsonl'), spans.join('\n'));
  await writeFile(
    join(folder, 'changes.jsonl'),
    JSON.stringify({ timestamp: iso(detectedAt - 120 * second), service: 'cart', kind: 'deploy', title: 'cart 2.1' })
  );
  await writeFile(join(folder, 'incident.json'), JSON.stringify({ id: 'c', detected_at: iso(detectedAt) }));
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchroom-case-'));
  await writeCase();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([0, 60 * second])('finds the cause by logs, spans and a change, %i ms late', async (late) => {
  const given = await readCase(folder);
  const document = caseDocument(given, detectedAt + late);
  expect(document.confident).toBe(true);
  expect(document.causes[0]?.service).toBe('cart');
  const kinds = document.causes[0]?.evidence.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['log', 'trace', 'change']));
  expect(document.causes[0]?.evidence.map(({ title }) => title).join('\n')).toMatch(/New: lines that tell of failure/);
  expect(document.summary).toMatch(/^Most likely cart: .*deploy "cart 2.1" came/);
});

test('the calls in spans are the graph, with the services named as in the metrics', async () => {
  const { graph } = caseInput(await readCase(folder), detectedAt);
  expect(graph).toEqual([
    { caller: 'front', callee: 'cart' },
    { caller: 'cart', callee: 'stock' },
  ]);
});

test('a caller that only waits is not blamed for the time of its callee', async () => {
  const { causes } = rankCauses(caseInput(await readCase(folder), detectedAt));
  const front = causes.find(({ service }) => service === 'front');
  expect(front?.score ?? 0).toBeLessThan(0.1 * (causes[0]?.score ?? 0));
});

test('a line that is no log line is named by file, line and field', async () => {
  const broken = await mkdtemp(join(tmpdir(), 'watchroom-case-'));
  await writeFile(join(broken, 'metrics.csv'), 'timestamp,service,metric,value\n2026-01-01T00:00:00Z,a,cpu,1');
  await writeFile(join(broken, 'incident.json'), JSON.stringify({ id: 'c', detected_at: iso(detectedAt) }));
  await writeFile(join(broken, 'logs.jsonl'), '{"timestamp":"2026-01-01T00:00:00Z","service":"a"}');
  await expect(readCase(broken)).rejects.toThrow(/logs\.jsonl: line 1, field "message"/);
  await rm(broken, { recursive: true });
});

test.each([
  ['cart-5d9c7bfd4-x2x4q', 'cart'],
  ['CartService', 'cart-service'],
  ['unknown', 'unknown'],
])('the name %s is that of %s', (name, service) => {
  expect(createServiceNames(['cart', 'cart-service'])(name)).toBe(service);
});
