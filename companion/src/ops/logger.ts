import { pino, type Logger } from 'pino';

/** Fields that never reach a log, wherever they stand in what is logged. */
const secretFields = ['authorization', 'cookie', 'password', 'apiKey', 'token', 'adminToken', 'pluginSecret', 'secret'];

/** JSON lines on standard error; standard output is for what people asked for. */
export const createLogger = (level: string): Logger =>
  pino(
    {
      level,
      base: { app: 'watchroom' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `*.*.*.${field}`]),
        censor: '[hidden]',
      },
    },
    pino.destination({ dest: 2, sync: false })
  );
