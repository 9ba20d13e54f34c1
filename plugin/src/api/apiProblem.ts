import { problem, type Problem } from '@watchroom/contract';

export type ProblemKind =
  'unreachable' | 'unavailable' | 'unauthenticated' | 'forbidden' | 'not-found' | 'conflict' | 'invalid' | 'unexpected';

const kindOf = (status: number): ProblemKind => {
  switch (status) {
    case 0:
    case 502:
    case 504:
      return 'unreachable';
    case 503:
      return 'unavailable';
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 409:
      return 'conflict';
    case 400:
    case 413:
    case 415:
    case 422:
      return 'invalid';
    default:
      return 'unexpected';
  }
};

const headlines: Record<ProblemKind, string> = {
  unreachable: 'The Watchroom companion cannot be reached',
  unavailable: 'Watchroom cannot answer right now',
  unauthenticated: 'The companion does not accept this Grafana',
  forbidden: 'Your role does not allow this',
  'not-found': 'There is no such thing',
  conflict: 'The state does not allow this',
  invalid: 'The request was refused',
  unexpected: 'Something went wrong',
};

const remedies: Record<ProblemKind, string> = {
  unreachable:
    'Check that the companion is running and that its address on the Configuration page is right. The connection doctor there shows what was tried.',
  unavailable: 'One of its stores may be down or starting. This page tries again by itself.',
  unauthenticated:
    'The shared secret on the Configuration page differs from the companion’s, or the clocks of the two machines disagree.',
  forbidden: 'Ask someone with the Editor or Admin role in Grafana.',
  'not-found': 'It may have been removed; go back to the list.',
  conflict: 'Someone may have been faster; look at its present state.',
  invalid: 'Correct what is named and try again.',
  unexpected: 'Try again; the companion’s log says more.',
};

/** A call that failed, in words for people: what happened (`message`), why (`detail`) and what to do (`remedy`). */
export class ApiProblem extends Error {
  readonly kind: ProblemKind;
  readonly status: number;
  readonly detail: string;
  readonly remedy: string;
  readonly fields: NonNullable<Problem['errors']>;

  constructor(status: number, detail: string, fields: NonNullable<Problem['errors']> = [], remedy?: string) {
    const kind = kindOf(status);
    super(headlines[kind]);
    this.name = 'ApiProblem';
    this.kind = kind;
    this.status = status;
    this.detail = detail;
    this.remedy = remedy ?? remedies[kind];
    this.fields = fields;
  }

  /** One line: headline and detail. */
  get sentence(): string {
    return this.detail === '' ? this.message : `${this.message}: ${this.detail}`;
  }
}

const parsedBody = (data: unknown): unknown => {
  if (typeof data !== 'string') {
    return data;
  }
  try {
    return JSON.parse(data);
  } catch {
    return { message: data };
  }
};

const messageIn = (body: unknown): string => {
  if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string') {
    return body.message;
  }
  return '';
};

/** Reads a failed answer: a problem document of the companion or the plugin's backend, or Grafana's own `{message}`. */
export const problemFrom = (status: number, data: unknown): ApiProblem => {
  const body = parsedBody(data);
  const parsed = problem.safeParse(body);
  if (parsed.success) {
    const { title, detail, errors } = parsed.data;
    // The plugin's backend knows why it got no answer (title) and what helps (detail) better than we do here.
    return status >= 502 && status <= 504
      ? new ApiProblem(status, title, errors, detail)
      : new ApiProblem(status, detail ?? title, errors);
  }
  return new ApiProblem(status, messageIn(body));
};
