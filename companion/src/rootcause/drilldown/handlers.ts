import type { Clock } from '../../clock.js';
import type { Handlers } from '../../http/route.js';
import type { SliceReads } from '../../stores/timeseries/slice-reads.js';
import { drillDown } from './drilldown.js';

/** `GET /api/v1/drilldown`: which label values carry the change of a metric; 400 where the selector or window is of no use. */
export const drilldownHandlers = (deps: { store: SliceReads; clock: Clock }): Pick<Handlers, 'drilldown'> => ({
  drilldown: ({ query }) => drillDown(deps.store, query, deps.clock.now()),
});
