import type { LogTemplate } from '@watchroom/contract';
import { HttpProblem, notFound } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import type { LogCount, LogStore, StoredTemplate } from '../stores/timeseries/log-store.js';
import type { HandMerges } from './hand-merges.js';

type LogHandlers = Pick<
  Handlers,
  'listLogTemplates' | 'listLogLines' | 'listLogServices' | 'mergeLogTemplates' | 'splitLogTemplate'
>;

const minuteMs = 60_000;
const steps = 60;
const maxWindowMs = 31 * 24 * 60 * minuteMs;

interface Tally {
  services: Set<string>;
  lines: number;
  errors: number;
  counts: number[];
}

/** How far a count stands out against the one of before, 0 to 1: |a - b| / (a + b + 5); the 5 so that few lines say little. */
export const noveltyOf = (lines: number, before: number): number =>
  Number((Math.abs(lines - before) / (lines + before + 5)).toFixed(4));

const checkWindow = (from: number, to: number): void => {
  if (!(to > from) || to - from > maxWindowMs) {
    const message = to > from ? 'must be at most 31 days after from' : 'must be after from';
    throw new HttpProblem(400, 'Invalid window', { detail: `to ${message}`, errors: [{ field: 'to', message }] });
  }
};

/** Handlers of log templates and lines. */
export const createLogHandlers = (deps: {
  logs: LogStore;
  templates: () => ReadonlyMap<string, StoredTemplate>;
  merges: HandMerges;
}): LogHandlers => {
  const { logs, merges } = deps;

  const tally = (counts: readonly LogCount[], from: number, step: number, length: number): Map<string, Tally> => {
    const byTemplate = new Map<string, Tally>();
    for (const { service, templateId, at, lines, errors } of counts) {
      const id = merges.canonical(templateId);
      const entry = byTemplate.get(id) ?? {
        services: new Set<string>(),
        lines: 0,
        errors: 0,
        counts: new Array<number>(length).fill(0),
      };
      byTemplate.set(id, entry);
      entry.services.add(service);
      entry.lines += lines;
      entry.errors += errors;
      const slot = Math.min(length - 1, Math.max(0, Math.floor((at - from) / step)));
      entry.counts[slot] = (entry.counts[slot] ?? 0) + lines;
    }
    return byTemplate;
  };

  const known = (id: string): StoredTemplate => {
    const template = deps.templates().get(id);
    if (template === undefined) {
      throw notFound(`log template ${id}`);
    }
    return template;
  };

  /** The ids of all lines that are shown under these. */
  const membersOf = (id: string): string[] => {
    const top = merges.canonical(id);
    const members = [...deps.templates().keys()].filter((other) => merges.canonical(other) === top);
    return members.length > 0 ? members : [id];
  };

  return {
    listLogTemplates: async ({ query }) => {
      const { service, level, text, sort, limit } = query;
      checkWindow(query.from, query.to);
      // Lines are counted by minute.
      const from = Math.floor(query.from / minuteMs) * minuteMs;
      const to = Math.ceil(query.to / minuteMs) * minuteMs;
      const levels = level === undefined ? undefined : [level];
      const step = Math.max(minuteMs, Math.ceil((to - from) / steps / minuteMs) * minuteMs);
      const length = Math.ceil((to - from) / step);
      const beforeFrom = Math.floor((query.compareFrom ?? from - (to - from)) / minuteMs) * minuteMs;
      const [now, before] = await Promise.all([
        logs.counts({ from, to, service, levels, step }),
        logs.counts({ from: beforeFrom, to: beforeFrom + (to - from), service, levels, step: to - from }),
      ]);
      const current = tally(now, from, step, length);
      const earlier = tally(before, beforeFrom, to - from, 1);
      const words = (text ?? '')
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== '');
      const items: LogTemplate[] = [];
      for (const id of new Set([...current.keys(), ...earlier.keys()])) {
        const stored = deps.templates().get(id);
        const template = stored?.parts.join('') ?? '';
        const searched = template.toLowerCase();
        if (!words.every((word) => searched.includes(word))) {
          continue;
        }
        const entry = current.get(id);
        const lines = entry?.lines ?? 0;
        const linesBefore = earlier.get(id)?.lines ?? 0;
        const firstAt = stored?.firstAt ?? from;
        items.push({
          id,
          template,
          services: [...((entry ?? earlier.get(id))?.services ?? [])].sort(),
          lines,
          errors: entry?.errors ?? 0,
          linesBefore,
          change: linesBefore === 0 ? null : Number((lines / linesBefore).toFixed(3)),
          isNew: stored !== undefined && firstAt >= from && firstAt < to,
          firstAt,
          novelty: noveltyOf(lines, linesBefore),
          counts: entry?.counts ?? new Array<number>(length).fill(0),
          mergedIds: merges.mergedInto(id),
        });
      }
      const by =
        sort === 'lines'
          ? (it: LogTemplate) => it.lines
          : sort === 'errors'
            ? (it: LogTemplate) => it.errors
            : (it: LogTemplate) => it.novelty + (it.isNew ? 1 : 0);
      items.sort((a, b) => by(b) - by(a) || b.lines - a.lines || (a.id < b.id ? -1 : 1));
      return { items: items.slice(0, limit), total: items.length, from, stepSeconds: step / 1000 };
    },
    listLogLines: async ({ query }) => {
      const { from, to, service, template, level, text, limit } = query;
      checkWindow(from, to);
      const lines = await logs.search({
        from,
        to,
        service,
        text,
        limit,
        templateIds: template === undefined ? undefined : membersOf(template),
        levels: level === undefined ? undefined : [level],
      });
      return {
        items: lines.map((line) => ({
          ...line,
          templateId: merges.canonical(line.templateId),
          traceId: line.traceId === '' ? null : line.traceId,
        })),
      };
    },
    listLogServices: async ({ query }) => {
      checkWindow(query.from, query.to);
      return { items: await logs.services(query) };
    },
    mergeLogTemplates: async ({ params, body, identity }) => {
      const id = known(params['id'] ?? '').id;
      for (const other of body.ids) {
        known(other);
      }
      await merges.merge(id, body.ids, identity.sub);
      return { id: merges.canonical(id), mergedIds: merges.mergedInto(merges.canonical(id)) };
    },
    splitLogTemplate: async ({ params, body }) => {
      const id = known(params['id'] ?? '').id;
      await merges.split(id, body.ids);
      return { id, mergedIds: merges.mergedInto(id) };
    },
  };
};
