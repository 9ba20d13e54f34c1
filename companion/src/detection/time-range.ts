import { HttpProblem } from '../http/http-problem.js';

/** @throws {HttpProblem} 400 where `to` is not later than `from`; `where` is `query` or `body`. */
export const checkTimeRange = ({ from, to }: { from: number; to: number }, where: 'query' | 'body'): void => {
  if (to <= from) {
    throw new HttpProblem(400, 'Invalid time range', {
      detail: 'to must be later than from',
      errors: [{ field: `${where}.to`, message: 'must be later than from' }],
    });
  }
};
