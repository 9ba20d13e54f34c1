import { z } from 'zod';
import { boundedRegexProblem } from './bounded-regex.js';

const pattern = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const problem = boundedRegexProblem(text);
    if (problem !== null) {
      context.addIssue({ code: 'custom', message: problem });
    }
  });

const mask = z.strictObject({
  emails: z.boolean().default(true),
  cards: z.boolean().default(true),
  patterns: z.array(pattern).max(20).default([]),
});

const syslog = z.strictObject({
  host: z.string().trim().min(1).max(255).default('127.0.0.1'),
  port: z.int().min(0).max(65_535),
});

const alerts = z.strictObject({
  newTemplates: z.enum(['off', 'errors', 'all']).default('errors'),
  errorBursts: z.boolean().default(true),
});

/** What is masked in log lines, which alerts are made of them, and where syslog is listened for; nowhere where `syslog` is absent. */
export const logsConfig = z.strictObject({
  mask: mask.prefault({}),
  alerts: alerts.prefault({}),
  syslog: syslog.optional(),
});
export type LogsConfig = z.output<typeof logsConfig>;

export const defaultLogsConfig: LogsConfig = logsConfig.parse({});

/** The keys at a path below `logs`. */
export const logsKeys = (path: readonly PropertyKey[]): object => {
  const parts: Record<string, object> = { mask: mask.shape, alerts: alerts.shape, syslog: syslog.shape };
  return parts[String(path[1])] ?? logsConfig.shape;
};
