import { z } from 'zod';

/** Visible ASCII, so that it fits a header as it is. */
const secret = z
  .string()
  .min(16, 'must have at least 16 characters')
  .max(4096)
  .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII characters without spaces');

const list = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
    )
    .pipe(z.array(item));

const httpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be a URL like http://host:port'
  );

const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'must be origins like http://localhost:3000, parted by commas'
  );

const yesNo = z.stringbool({ error: 'must be true or false' });

/** Variables of the environment that the companion reads, `X_FILE` resolved before. */
export const environment = z.object({
  WATCHROOM_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be a host name or an address')
    .default('127.0.0.1'),
  WATCHROOM_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port: 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port: 0 to 65535')
    .default(8787),
  WATCHROOM_DATA: z.string().default('./data'),
  WATCHROOM_CONFIG: z.string().optional(),
  WATCHROOM_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
  WATCHROOM_TOKEN: secret.optional(),
  WATCHROOM_PLUGIN_SECRET: secret.optional(),
  WATCHROOM_INTAKE_TOKENS: list(secret).default([]),
  WATCHROOM_ALLOWED_ORIGINS: list(origin).default([]),
  WATCHROOM_COLLECT_HOST: yesNo.default(true),
  WATCHROOM_LAB: z
    .string()
    .regex(/^[\w.-]+$/, 'must be the name of a scenario')
    .transform((name) => (/^(none|off|false)$/i.test(name) ? null : name))
    .default(null),
  WATCHROOM_RETENTION_DAYS: z
    .string()
    .regex(/^\d+$/, 'must be a whole number of days')
    .transform(Number)
    .refine((days) => days >= 1 && days <= 3650, 'must be 1 to 3650 days')
    .default(90),
  CLICKHOUSE_URL: httpUrl.optional(),
  CLICKHOUSE_USER: z.string().optional(),
  CLICKHOUSE_PASSWORD: z.string().optional(),
  CLICKHOUSE_DATABASE: z.string().regex(/^\w+$/, 'must be letters, digits and _').optional(),
  ELASTICSEARCH_URL: httpUrl.optional(),
  ELASTICSEARCH_API_KEY: z.string().optional(),
  ELASTICSEARCH_USERNAME: z.string().optional(),
  ELASTICSEARCH_PASSWORD: z.string().optional(),
  ELASTICSEARCH_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,99}$/, 'must be small letters, digits, _ and -, beginning with a letter')
    .default('watchroom'),
});
export type EnvironmentSettings = z.output<typeof environment>;
