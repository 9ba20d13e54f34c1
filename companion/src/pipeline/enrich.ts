import type { AlertEvent, Enrichment, Severity } from '@watchroom/contract';
import { boundedRegex } from '../config/bounded-regex.js';
import { rowKey, type EnrichmentSettings } from '../config/enrichment-tables.js';
import { compileMatchers } from '../config/matchers.js';
import { urlPart } from '../intake/payload-fields.js';
import { visibleLabels } from './visible-labels.js';
import type { Enrich } from './corridor.js';

type Labels = Readonly<Record<string, string>>;
/** What one rule would set on an event, by target; null where it has nothing to say. */
type Offer = (event: AlertEvent, labels: Labels) => Labels | null;

const linkTitles: Readonly<Record<string, string>> = { runbook: 'Runbook', dashboard: 'Dashboard' };
const annotationPrefix = 'annotations.';

/** Texts with `{{label}}` in them; in an address the label is encoded. */
const fillIn = (target: string, value: string): ((labels: Labels) => string) => {
  const parts = value.split(/\{\{\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*\}\}/);
  if (parts.length === 1) {
    return () => value;
  }
  const encode = target in linkTitles ? urlPart : (text: string): string => text;
  return (labels) => parts.map((part, at) => (at % 2 === 0 ? part : encode(labels[part] ?? ''))).join('');
};

const offerOfSet = (set: Labels): Offer => {
  const filled = Object.entries(set).map(([target, value]) => [target, fillIn(target, value)] as const);
  return (_event, labels) => Object.fromEntries(filled.map(([target, fill]) => [target, fill(labels)]));
};

const offerOfExtract = ({ from, pattern }: NonNullable<EnrichmentSettings['extract']>): Offer => {
  const find = boundedRegex(pattern);
  return (event, labels) => {
    const text = labels[from] ?? (from === 'summary' || from === 'description' ? event[from] : '');
    const groups = text === '' ? undefined : find(text)?.groups;
    return groups ? Object.fromEntries(Object.entries(groups).filter(([, value]) => value)) : null;
  };
};

const offerOfTable =
  ({ match, rows }: NonNullable<EnrichmentSettings['table']>): Offer =>
  (_event, labels) =>
    rows.get(rowKey(match.map((label) => labels[label] ?? ''))) ?? null;

const offerOf = (rule: EnrichmentSettings): Offer => {
  if (rule.set) {
    return offerOfSet(rule.set);
  }
  if (rule.extract) {
    return offerOfExtract(rule.extract);
  }
  return rule.table ? offerOfTable(rule.table) : () => null;
};

/** What an event says of a target now; empty where it says nothing. */
const valueOf = (event: AlertEvent, target: string): string => {
  if (target === 'severity') {
    return event.severity === 'unknown' ? '' : event.severity;
  }
  if (target === 'service') {
    return event.service ?? '';
  }
  const title = linkTitles[target];
  if (title !== undefined) {
    return event.links.find((link) => link.title === title)?.url ?? '';
  }
  return target.startsWith(annotationPrefix)
    ? (event.annotations[target.slice(annotationPrefix.length)] ?? '')
    : (event.labels[target] ?? '');
};

const withValue = (event: AlertEvent, target: string, value: string): AlertEvent => {
  if (target === 'severity') {
    return { ...event, severity: value as Severity };
  }
  const title = linkTitles[target];
  if (title !== undefined) {
    return { ...event, links: [{ title, url: value }, ...event.links.filter((link) => link.title !== title)] };
  }
  if (target.startsWith(annotationPrefix)) {
    return { ...event, annotations: { ...event.annotations, [target.slice(annotationPrefix.length)]: value } };
  }
  const labels = { ...event.labels, [target]: value };
  return target === 'service' ? { ...event, labels, service: value } : { ...event, labels };
};

/** Addresses that lead elsewhere than to a web page are not set. */
const isFit = (target: string, value: string): boolean =>
  value !== '' && (!(target in linkTitles) || /^https?:\/\//i.test(value));

/**
 * The stage `enrich` of the corridor: one function for all rules, in order; each sees what those before it added. Adds what is absent,
 * or replaces it where a rule says `override`, and notes in `enrichedBy` which rule set what. Pure.
 *
 * @throws {SyntaxError} on a regular expression that is none or could take long.
 */
export const createEnrich = (rules: readonly EnrichmentSettings[]): Enrich[] => {
  if (rules.length === 0) {
    return [];
  }
  const compiled = rules.map((rule) => ({
    name: rule.name,
    override: rule.override,
    holds: compileMatchers(rule.matchers),
    offer: offerOf(rule),
  }));
  const enrich: Enrich = (given) => {
    let event = given;
    let labels = visibleLabels(event);
    const enrichedBy: Enrichment[] = [];
    for (const { name, override, holds, offer } of compiled) {
      const offered = holds(labels, event.name) ? offer(event, labels) : null;
      const set: Enrichment['set'] = [];
      for (const [target, value] of Object.entries(offered ?? {})) {
        const now = valueOf(event, target);
        if (isFit(target, value) && value !== now && (now === '' || override)) {
          event = withValue(event, target, value);
          set.push({ field: target, value });
        }
      }
      if (set.length > 0) {
        enrichedBy.push({ rule: name, set });
        labels = visibleLabels(event);
      }
    }
    return enrichedBy.length > 0 ? { ...event, enrichedBy } : event;
  };
  return [enrich];
};
