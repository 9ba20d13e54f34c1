/**
 * A source did not answer a query; the message is for people and holds no credentials. `tooMuch`: the answer or the work was too
 * large, so a shorter range may succeed.
 */
export class SourceError extends Error {
  override name = 'SourceError';
  readonly tooMuch: boolean;
  constructor(message: string, options: { tooMuch?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.tooMuch = options.tooMuch ?? false;
  }
  /** The same, naming the source it came from. */
  of(source: string): SourceError {
    return new SourceError(`Source "${source}": ${this.message}`, { tooMuch: this.tooMuch, cause: this.cause });
  }
}

/** The first line of a message of somebody else's, bounded: enough for a page and a log. */
export const shortText = (text: string): string => (text.trim().split('\n')[0] ?? '').slice(0, 300);
