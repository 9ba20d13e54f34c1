import type { Problem } from '@watchroom/contract';

/** An error that goes to the caller as an RFC 9457 problem document. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  constructor(
    readonly status: number,
    readonly title: string,
    readonly options: { detail?: string; errors?: Problem['errors']; retryAfterSeconds?: number } = {}
  ) {
    super(options.detail ?? title);
  }

  toProblem(instance?: string): Problem {
    return {
      type: 'about:blank',
      title: this.title,
      status: this.status,
      ...(this.options.detail && { detail: this.options.detail }),
      ...(instance && { instance }),
      ...(this.options.errors && { errors: this.options.errors }),
    };
  }
}

export const notFound = (what: string): HttpProblem =>
  new HttpProblem(404, 'Not found', { detail: `There is no ${what}` });
