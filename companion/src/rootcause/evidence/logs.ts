import type { LogStore } from '../../stores/timeseries/log-store.js';
import { logSignals } from '../log-signals.js';
import { createServiceNames } from '../service-names.js';
import type { EvidenceCollector } from './collector.js';

/** The store counts lines by the minute. */
const minute = 60_000;
/** An incident is cut into so many steps at least; longer steps say the same with less to read. */
const incidentSteps = 4;
const mostMinutes = 3;

/** Templates of stored log lines, by service and minute; minutes that are not over yet are left out. */
export const logCollector = (
  logs: Pick<LogStore, 'countSeries'>,
  /** A template's text; null where it is not known. `canonical` is the template that it is shown as. */
  templates: { canonical(id: string): string; textOf(id: string): string | null }
): EvidenceCollector => ({
  name: 'logs',
  collect: async ({ from, detectedAt, to, services }) => {
    const minutes = Math.floor((to - detectedAt) / minute / incidentSteps);
    const step = Math.max(1, Math.min(mostMinutes, minutes)) * minute;
    const first = Math.ceil(from / step) * step;
    const whole = Math.floor(to / step) * step;
    if (whole <= Math.max(first, detectedAt)) {
      return { signals: [], graph: [] };
    }
    const nameOf = createServiceNames(services);
    const counts = await logs.countSeries({ from: first, to: whole, step });
    const named = counts.map(({ templateId: stored, ...count }) => {
      const templateId = templates.canonical(stored);
      const template = templates.textOf(templateId) ?? templates.textOf(stored) ?? '';
      return { ...count, service: nameOf(count.service), templateId, template };
    });
    const began = counts.reduce((least, { at }) => at.reduce((a, b) => Math.min(a, b), least), whole);
    return { signals: logSignals(named, { from: began, step, count: Math.round((whole - began) / step) }), graph: [] };
  },
});
