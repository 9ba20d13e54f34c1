/** What stores tell the log; pino's loggers fit, and so does the way from a thread to one. */
export interface StoreLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
}
