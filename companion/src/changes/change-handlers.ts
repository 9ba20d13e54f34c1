import type { ChangeStore } from '../stores/timeseries/change-store.js';
import { HttpProblem } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';

/** `GET /api/v1/changes`: changes under way in a window. `HttpProblem` 400 where `to` is not after `from`. */
export const changeHandlers = (deps: { store: ChangeStore }): Pick<Handlers, 'listChanges'> => ({
  listChanges: async ({ query }) => {
    const { from, to, service, kind, source, text, limit } = query;
    if (to <= from) {
      throw new HttpProblem(400, 'Invalid window', {
        detail: 'to must be after from',
        errors: [{ field: 'to', message: 'must be after from' }],
      });
    }
    const services = service === undefined ? undefined : [service];
    const [found, names] = await Promise.all([
      deps.store.list({ from, to, services, kind, source, text, limit }),
      deps.store.names({ from, to }),
    ]);
    return { ...found, ...names };
  },
});
