import { z } from 'zod';
import { labels } from './alert.js';
import { instant } from './time.js';

export const logLevels = ['debug', 'info', 'warning', 'error', 'critical', 'unknown'] as const;
export const logLevel = z.enum(logLevels);
export type LogLevel = z.output<typeof logLevel>;

/** One stored line. What was sensitive in it is masked. */
export const logLine = z
  .object({
    at: instant,
    service: z.string(),
    level: logLevel,
    templateId: z.string(),
    message: z.string(),
    labels,
    traceId: z.string().nullable(),
  })
  .meta({ id: 'LogLine' });
export type LogLine = z.output<typeof logLine>;

/** What lines of one kind have in common, with how many there were in a window. */
export const logTemplate = z
  .object({
    id: z.string(),
    /** `<*>` stands for what varies. */
    template: z.string(),
    services: z.array(z.string()),
    lines: z.int(),
    errors: z.int(),
    /** Lines in the window that it is compared with; null where it is compared with none. */
    linesBefore: z.int().nullable(),
    /** How many times the rate of before; null where there was none before. */
    change: z.number().nullable(),
    /** Whether its first line ever was in the window. */
    isNew: z.boolean(),
    firstAt: instant,
    /** 0 (as ever) to 1 (all new): how far it stands out against the window of before. */
    novelty: z.number(),
    /** Lines in equal steps over the window. */
    counts: z.array(z.int()),
    /** Ids of templates that were merged into it by hand. */
    mergedIds: z.array(z.string()),
  })
  .meta({ id: 'LogTemplate' });
export type LogTemplate = z.output<typeof logTemplate>;
