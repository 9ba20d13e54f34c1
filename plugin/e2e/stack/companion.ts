import { inject } from 'vitest';

/** Asks the companion's API as automation does. */
export const api = async <T>(path: string, init: { method?: string; body?: unknown } = {}): Promise<T> => {
  const { companionUrl, token } = inject('stack');
  const answer = await fetch(`${companionUrl}${path}`, {
    method: init.method ?? 'GET',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
  });
  if (!answer.ok) {
    throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()) as T;
};

/** Sends an alert as Alertmanager does. */
export const sendAlert = async (
  labels: Record<string, string> & { alertname: string },
  status: 'firing' | 'resolved' = 'firing',
  startsAt = new Date()
): Promise<void> => {
  const { companionUrl } = inject('stack');
  const endsAt = status === 'resolved' ? new Date().toISOString() : '0001-01-01T00:00:00Z';
  const answer = await fetch(`${companionUrl}/intake/alertmanager`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      version: '4',
      groupKey: '{}:{}',
      truncatedAlerts: 0,
      status,
      receiver: 'watchroom',
      groupLabels: {},
      commonLabels: {},
      commonAnnotations: {},
      externalURL: 'http://alertmanager.example',
      alerts: [
        {
          status,
          labels,
          annotations: { summary: `${labels.alertname} on ${labels['service'] ?? labels['instance'] ?? 'somewhere'}` },
          startsAt: startsAt.toISOString(),
          endsAt,
          generatorURL: 'http://prometheus.example/graph',
          fingerprint: 'f'.repeat(16),
        },
      ],
    }),
  });
  if (!answer.ok) {
    throw new Error(`intake answered ${answer.status}: ${await answer.text()}`);
  }
};

/** Asks again and again until there is an answer; fails after `seconds`. */
export const until = async <T>(
  what: string,
  seconds: number,
  ask: () => Promise<T | undefined | null | false>
): Promise<T> => {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what} did not happen within ${seconds} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
};

/** Sends log lines as JSON lines. */
export const sendLogLines = async (lines: ReadonlyArray<Record<string, string>>): Promise<void> => {
  const { companionUrl } = inject('stack');
  const answer = await fetch(`${companionUrl}/intake/logs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson' },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  });
  if (!answer.ok) {
    throw new Error(`the intake of logs answered ${answer.status}: ${await answer.text()}`);
  }
};
