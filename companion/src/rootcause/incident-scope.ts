import type { Incident, Matcher } from '@watchroom/contract';
import { serviceOf } from '../intake/service-name.js';

/** Labels that say where something runs, wider to narrower. What shares them may well be the cause. */
const wide = ['cluster', 'region', 'environment', 'env', 'datacenter'] as const;
const middle = ['namespace', 'kubernetes_namespace', 'project', 'application_group'] as const;
const narrow = ['host', 'hostname', 'node', 'instance', 'nodename'] as const;

/** One way to choose the series to compare, with words for it. */
export interface Scope {
  matchers: Matcher[];
  text: string;
}

const shared = (incident: Incident, names: readonly string[]): Matcher[] =>
  names.flatMap((label) => {
    const value = incident.sharedLabels[label];
    return value ? [{ label, op: '=' as const, value }] : [];
  });

const scope = (matchers: Matcher[]): Scope => ({
  matchers,
  text: matchers.map(({ label, value }) => `${label}=${value}`).join(', '),
});

const escapeRegex = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Ways to choose the series that may explain an incident, the most fitting first; the first that finds any series serves. A
 * shared namespace goes before a shared host, because the cause may be another service of that namespace; the incident's own
 * services come after both, and every series (`matchers` empty) comes last.
 */
export const incidentScopes = (incident: Incident): Scope[] => {
  const [around, inside, at] = [wide, middle, narrow].map((names) => shared(incident, names)) as [
    Matcher[],
    Matcher[],
    Matcher[],
  ];
  const services = incident.services.filter((service) => service !== '');
  const choices = [
    inside.length > 0 ? [...around, ...inside] : [],
    inside,
    at.length > 0 ? [...around, ...at] : [],
    ...at.map((matcher) => [matcher]),
  ].filter((matchers) => matchers.length > 0);
  return [
    ...choices.map(scope),
    ...(services.length > 0
      ? ['service', 'app', 'job'].map((label) => ({
          matchers: [{ label, op: '=~' as const, value: services.map(escapeRegex).join('|') }],
          text: `${label} ${services.join(' or ')}`,
        }))
      : []),
    ...(around.length > 0 ? [scope(around)] : []),
    { matchers: [], text: 'all series' },
  ];
};

/** The service that a series speaks for: by a label that names one, else the host, else the job. */
export const seriesService = (labels: Readonly<Record<string, string>>): string => {
  const { job = '', ...rest } = labels;
  return (
    serviceOf(rest) ??
    (['host', 'hostname', 'node', 'nodename'].map((name) => labels[name]).find(Boolean) ||
      job ||
      labels['instance'] ||
      'unknown')
  );
};
