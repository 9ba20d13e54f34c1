import type { Readiness } from '@watchroom/contract';
import type { Settings } from '../config/settings.js';
import type { Handlers } from '../http/route.js';
import { withTimeLimit } from './time-limit.js';

/** `GET /api/v1/status`. It answers also while the stores are away, since that is when people look at it. */
export const statusHandler = (deps: {
  settings: Pick<Settings, 'clickhouse' | 'elasticsearch'>;
  readiness: () => Promise<Readiness>;
  countSeries: () => Promise<number>;
  countDetectors: () => number;
  startedAt: number;
}): Pick<Handlers, 'status'> => ({
  status: async ({ identity }) => {
    const [report, series] = await Promise.all([
      deps.readiness(),
      withTimeLimit(deps.countSeries(), 3000, 'Counting series').catch(() => 0),
    ]);
    return {
      ...report,
      alertStore: deps.settings.elasticsearch ? 'elasticsearch' : 'embedded',
      timeseriesStore: deps.settings.clickhouse ? 'clickhouse' : 'embedded',
      startedAt: new Date(deps.startedAt).toISOString(),
      detectors: deps.countDetectors(),
      series,
      user: { login: identity.sub, role: identity.role },
    };
  },
});
