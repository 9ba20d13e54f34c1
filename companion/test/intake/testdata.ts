import { readFileSync } from 'node:fs';

/** A payload of `testdata/`, written by us after the format that the sender publishes; a fresh copy with each call. */
export const testdata = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`testdata/${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>;

/** Of the payloads' times. */
export const payloadAt = Date.parse('2026-11-23T05:00:00Z');

/** What a generic sender makes of `testdata('generic')`. */
export const genericMapping = {
  events: 'alarms',
  name: 'headline',
  status: 'state',
  statuses: { fine: 'resolved' },
  severity: '"P" & prio',
  identity: ['$payload.system', 'key'],
  startsAt: 'since',
  labels: { '*': 'where', team: "$substringAfter(tags[$contains($, 'team:')], ':')" },
  links: [{ title: 'Alarm', url: 'href' }],
} as const;
