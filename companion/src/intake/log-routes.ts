import type { LogIntake } from '../logs/log-intake.js';
import type { IntakeRoute } from './intake-route.js';
import { readJsonLines } from './log-json.js';
import { readLokiPush } from './loki-push.js';

const maxBytes = 32 * 1024 * 1024;

/**
 * Log lines by HTTP: JSON lines at `/intake/logs`, Loki's push API. 2xx means that all lines are stored. Senders of Loki's API take 204, and
 * send again on 5xx.
 */
export const logIntakeRoutes = (logs: Pick<LogIntake, 'accept'>): IntakeRoute[] => [
  {
    method: 'POST',
    path: '/intake/logs',
    maxBytes,
    receive: async (body) => {
      const lines = readJsonLines(body);
      await logs.accept(lines);
      return { status: 200, body: { accepted: lines.length } };
    },
  },
  {
    method: 'POST',
    path: '/loki/api/v1/push',
    maxBytes,
    receive: async (body, headers) => {
      await logs.accept(await readLokiPush(body, headers['content-type'] ?? ''));
      return { status: 204 };
    },
  },
];
