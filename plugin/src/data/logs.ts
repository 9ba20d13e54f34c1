import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LogLevel, LogTemplatesQuery } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

export interface LogWindow {
  /** ms. */
  from: number;
  to: number;
}

export interface TemplatesQuestion extends LogWindow {
  /** Beginning of the window to compare with, ms. */
  compareFrom: number;
  service: string;
  level: LogLevel | null;
  text: string;
  sort: LogTemplatesQuery['sort'];
}

export interface LinesQuestion extends LogWindow {
  template: string;
  service: string;
  level: LogLevel | null;
  text: string;
}

/** At most this many templates are shown at once, and this many lines of one. */
export const templateLimit = 500;
export const lineLimit = 200;

const filled = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());
const iso = (at: number): string => new Date(at).toISOString();

/** Templates of a window beside those of another. What was shown before stays until the new ones are there. */
export const useLogTemplates = (asked: TemplatesQuestion) =>
  useQuery({
    queryKey: queryKey('listLogTemplates', asked),
    queryFn: () =>
      call('listLogTemplates', {
        query: {
          from: iso(asked.from),
          to: iso(asked.to),
          compareFrom: iso(asked.compareFrom),
          service: filled(asked.service),
          level: asked.level ?? undefined,
          text: filled(asked.text),
          sort: asked.sort,
          limit: templateLimit,
        },
      }),
    placeholderData: (previous) => previous,
  });

/** Lines of a template, newest first. */
export const useLogLines = (asked: LinesQuestion) =>
  useQuery({
    queryKey: queryKey('listLogLines', asked),
    queryFn: () =>
      call('listLogLines', {
        query: {
          from: iso(asked.from),
          to: iso(asked.to),
          template: asked.template,
          service: filled(asked.service),
          level: asked.level ?? undefined,
          text: filled(asked.text),
          limit: lineLimit,
        },
      }),
    placeholderData: (previous) => previous,
  });

/** Services with log lines in a window. */
export const useLogServices = ({ from, to }: LogWindow) =>
  useQuery({
    queryKey: queryKey('listLogServices', { from, to }),
    queryFn: () => call('listLogServices', { query: { from: iso(from), to: iso(to) } }),
    placeholderData: (previous) => previous,
  });

/** What a person does to a template: takes others into it, or out of it again. */
export type TemplateAction = { kind: 'merge' | 'split'; id: string; ids: string[] };

export const useTemplateAction = () => {
  const client = useQueryClient();
  return useMutation<{ id: string; mergedIds: string[] }, Error, TemplateAction>({
    mutationFn: ({ kind, id, ids }) =>
      call(kind === 'merge' ? 'mergeLogTemplates' : 'splitLogTemplate', { params: { id }, body: { ids } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['listLogTemplates'] });
      await client.invalidateQueries({ queryKey: ['listLogLines'] });
    },
  });
};
