import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLogsKit, type LogsKit } from './logs-kit.js';

const folder = process.env['SENDERS_DIR'] ?? '';
const load = <T>(name: string): T => createRequire(join(folder, 'package.json'))(name) as T;

/** What is used of OpenTelemetry's SDK for logs. */
interface LogsSdk {
  LoggerProvider: new (options: { resource: unknown; processors: unknown[] }) => {
    getLogger(scope: string): { emit(record: Record<string, unknown>): void };
    forceFlush(): Promise<void>;
    shutdown(): Promise<void>;
  };
  BatchLogRecordProcessor: new (exporter: unknown) => unknown;
}
interface Exporter {
  OTLPLogExporter: new (options: { url: string; compression?: string }) => unknown;
}
interface Resources {
  resourceFromAttributes(attributes: Record<string, string>): unknown;
}

/** What is used of winston and its transport to Loki. */
interface Winston {
  createLogger(options: { transports: unknown[] }): { log(level: string, message: string): void; close(): void };
}
type LokiTransport = new (options: Record<string, unknown>) => { flush(): Promise<void> };

describe.skipIf(folder === '')(`libraries that send logs${folder === '' ? ' (npm has put none here)' : ''}`, () => {
  let kit: LogsKit;
  beforeAll(async () => {
    kit = await openLogsKit();
  });
  afterAll(() => kit.close());

  it.each([
    ['http', undefined],
    ['proto', undefined],
    ['proto', 'gzip'],
  ])("takes logs of OpenTelemetry's SDK: exporter otlp-%s, compression %s", async (form, compression) => {
    const { LoggerProvider, BatchLogRecordProcessor } = load<LogsSdk>('@opentelemetry/sdk-logs');
    const { OTLPLogExporter } = load<Exporter>(`@opentelemetry/exporter-logs-otlp-${form}`);
    const { resourceFromAttributes } = load<Resources>('@opentelemetry/resources');
    const service = `checkout-${form}-${compression ?? 'plain'}`;
    const exporter = new OTLPLogExporter({ url: `${kit.app.url}/v1/logs`, ...(compression && { compression }) });
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ 'service.name': service, 'deployment.environment': 'prod' }),
      processors: [new BatchLogRecordProcessor(exporter)],
    });
    const at = Date.now() - 60_000;
    const logger = provider.getLogger('cart');
    for (let index = 0; index < 700; index += 1) {
      logger.emit({
        timestamp: new Date(at + index),
        severityNumber: index === 699 ? 17 : 9,
        severityText: index === 699 ? 'ERROR' : 'INFO',
        body: `order ${index} for user${index}@example.org taken`,
        attributes: { 'http.route': '/cart', attempt: index % 3 },
      });
    }
    await provider.forceFlush();
    await provider.shutdown();
    const stored = await kit.lines(service);
    expect(stored).toHaveLength(700);
    expect(stored[0]).toMatchObject({ at, level: 'info', message: 'order 0 for *** taken' });
    expect(stored[699]).toMatchObject({ at: at + 699, level: 'error' });
    expect(Object.values(stored[0]?.labels ?? {})).toEqual(expect.arrayContaining(['/cart', 'prod']));
    expect(new Set(stored.map(({ templateId }) => templateId)).size).toBe(1);
  });

  it.each([
    ['protobuf in snappy', false],
    ['JSON', true],
  ])("takes pushes of Loki's kind from winston: %s", async (_form, json) => {
    const winston = load<Winston>('winston');
    const Transport = load<LokiTransport>('winston-loki');
    const failures: unknown[] = [];
    const service = json ? 'winston-json' : 'winston-packed';
    const transport = new Transport({
      host: kit.app.url,
      json,
      labels: { app: service, env: 'prod' },
      interval: 1,
      gracefulShutdown: false,
      onConnectionError: (error: unknown) => failures.push(error),
    });
    const logger = winston.createLogger({ transports: [transport] });
    for (let index = 0; index < 250; index += 1) {
      logger.log(index % 50 === 0 ? 'error' : 'info', `stock of item ${index} is low`);
    }
    const stored = await kit.untilLines(service, 250);
    logger.close();
    expect(failures).toEqual([]);
    expect(stored).toHaveLength(250);
    expect(stored.filter(({ level }) => level === 'error')).toHaveLength(5);
    expect(stored.every(({ labels }) => labels['env'] === 'prod')).toBe(true);
    expect(stored.some(({ message }) => message.includes('stock of item 249 is low'))).toBe(true);
  });
});
