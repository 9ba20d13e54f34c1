import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startProcess, waitForHttp } from '../../../scripts/processes.mjs';

/** A small exporter in the manner of node_exporter, with one gauge that a test turns. */
export const startExporter = async () => {
  let temperature = 40;
  const server = createServer((_, response) => {
    response
      .writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' })
      .end(
        [
          '# HELP node_hwmon_temp_celsius Hardware monitor for temperature.',
          '# TYPE node_hwmon_temp_celsius gauge',
          `node_hwmon_temp_celsius{chip="cpu",sensor="temp1"} ${temperature}`,
          '# TYPE node_cpu_seconds_total counter',
          `node_cpu_seconds_total{cpu="0",mode="idle"} ${process.uptime()}`,
          '',
        ].join('\n')
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    setTemperature: (celsius: number) => {
      temperature = celsius;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
};

interface PrometheusOptions {
  binary: string;
  folder: string;
  port: number;
  /** host:port of what takes alerts by Alertmanager's API. */
  alertsTo: string;
  companion: string;
  exporter: string;
  alertname: string;
}

/** Starts a real Prometheus that scrapes the exporter and the companion, remote-writes to the companion and sends one rule's alerts. */
export const startPrometheus = async (options: PrometheusOptions) => {
  const { binary, folder, port, alertsTo, companion, exporter, alertname } = options;
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'rules.yml'),
    `groups:
  - name: machines
    interval: 1s
    rules:
      - alert: ${alertname}
        expr: node_hwmon_temp_celsius > 90
        labels: { severity: critical, service: cooling }
        annotations: { summary: 'The processor is too hot' }
`
  );
  await writeFile(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
alerting:
  alertmanagers:
    - static_configs: [{ targets: ['${alertsTo}'] }]
remote_write:
  - url: http://${companion}/api/v1/write
    queue_config: { batch_send_deadline: 1s }
scrape_configs:
  - job_name: machine
    static_configs: [{ targets: ['${exporter}'] }]
  - job_name: watchroom
    static_configs: [{ targets: ['${companion}'] }]
`
  );
  const prometheus = startProcess('Prometheus', binary, [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--rules.alert.resend-delay=1s',
  ]);
  await waitForHttp(`http://127.0.0.1:${port}/-/ready`, { seconds: 30, ended: prometheus.ended });
  return prometheus;
};

/** Starts a real Alertmanager whose only receiver is Watchroom's webhook. */
export const startAlertmanager = async (options: {
  binary: string;
  folder: string;
  port: number;
  companion: string;
}) => {
  const { binary, folder, port, companion } = options;
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'alertmanager.yml'),
    `route: { receiver: watchroom, group_wait: 0s, group_interval: 1s }
receivers:
  - name: watchroom
    webhook_configs:
      - url: http://${companion}/intake/alertmanager
        send_resolved: true
`
  );
  const alertmanager = startProcess('Alertmanager', binary, [
    `--config.file=${join(folder, 'alertmanager.yml')}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ]);
  await waitForHttp(`http://127.0.0.1:${port}/-/ready`, { seconds: 30, ended: alertmanager.ended });
  return alertmanager;
};
