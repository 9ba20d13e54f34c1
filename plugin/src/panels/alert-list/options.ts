import type { AlertStatus, Severity, TriageState } from '@watchroom/contract';
import type { AlertQuery, AlertSort, SortOrder } from '../../data/alertFilter';

/** Which alerts the panel lists. Text options may hold dashboard variables. */
export interface AlertListOptions {
  status: AlertStatus[];
  triage: TriageState[];
  severity: Severity[];
  /** One or several services, parted by commas. */
  service: string;
  text: string;
  sort: AlertSort;
  order: SortOrder;
  limit: number;
  groupByIncident: boolean;
}

/** `replace` puts dashboard variables in; several values come parted by commas. */
export type Replace = (text: string) => string;

const anything = new Set(['', '*', '.*', '$__all', 'All']);

/** A variable that the dashboard does not have stays as it was written. */
const unknownVariable = /^\$(\w+|\{.*\})$/;

/** Names parted by commas; `All` and the like stand for no filter, as does a variable that is not there. */
const namesIn = (text: string): string[] => {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.some((name) => anything.has(name) || unknownVariable.test(name)) ? [] : names;
};

/** Bounds as the API sets them. */
const limitOf = (limit: number): number => Math.min(1000, Math.max(1, Math.round(limit) || 1));

export type PanelAlertQuery = AlertQuery & { limit: number };

export const alertQueryOf = (options: AlertListOptions, replace: Replace): PanelAlertQuery => {
  const text = replace(options.text ?? '').trim();
  return {
    filter: {
      status: options.status ?? [],
      triage: options.triage ?? [],
      severity: options.severity ?? [],
      service: namesIn(replace(options.service ?? '')),
      text: text === '' ? undefined : text,
    },
    sort: options.sort ?? 'severity',
    order: options.order ?? 'desc',
    limit: limitOf(options.limit ?? 20),
  };
};
