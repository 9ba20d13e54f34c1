import type { AlertEvent } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../test/intake/builders.js';
import { enrichmentRule } from '../config/enrichment-schema.js';
import { rowKey, type EnrichmentSettings } from '../config/enrichment-tables.js';
import { createEnrich } from './enrich.js';

const ruleOf = ({ table, ...given }: Record<string, unknown>): EnrichmentSettings => ({
  ...enrichmentRule.parse({ ...given, ...(table ? { table: { file: 'x.csv', match: ['service'] } } : {}) }),
  table: table as EnrichmentSettings['table'],
});
const enriched = (event: AlertEvent, ...rules: Array<Record<string, unknown>>): AlertEvent =>
  createEnrich(rules.map(ruleOf)).reduce((before, enrich) => enrich(before), event);

const pod = eventOf(0, {
  name: 'Slow',
  severity: 'unknown',
  labels: { pod: 'cart-api-5d4f7c9b8d-x2x7z', team: 'own' },
});

describe('enrichment', () => {
  it('rules build on each other, and each is named with what it added', () => {
    const event = enriched(
      pod,
      { name: 'pod', extract: { from: 'pod', pattern: '^(?<service>[a-z-]+)-[a-z0-9]{8,10}-[a-z0-9]{5}$' } },
      {
        name: 'owners',
        table: {
          match: ['service'],
          rows: new Map([[rowKey(['cart-api']), { owner: 'ada', team: 'shop', severity: 'high' }]]),
        },
      },
      {
        name: 'runbook',
        matchers: '{team="own"}',
        set: { runbook: 'https://wiki.example/{{ service }}/{{alertname}}?q={{pod}}', 'annotations.tier': '1' },
      }
    );
    expect(event).toMatchObject({
      service: 'cart-api',
      severity: 'high',
      labels: { service: 'cart-api', owner: 'ada', team: 'own' },
      annotations: { tier: '1' },
      links: [{ title: 'Runbook', url: 'https://wiki.example/cart-api/Slow?q=cart-api-5d4f7c9b8d-x2x7z' }],
      enrichedBy: [
        { rule: 'pod', set: [{ field: 'service', value: 'cart-api' }] },
        {
          rule: 'owners',
          set: [
            { field: 'owner', value: 'ada' },
            { field: 'severity', value: 'high' },
          ],
        },
        { rule: 'runbook', set: [{ field: 'runbook' }, { field: 'annotations.tier' }] },
      ],
    });
  });

  it('keeps what the sender said unless the rule overrides it', () => {
    const set = { team: 'platform', severity: 'critical' };
    expect(enriched(eventOf(0, { labels: { team: 'own' }, severity: 'info' }), { name: 'a', set })).not.toHaveProperty(
      'enrichedBy'
    );
    expect(enriched(pod, { name: 'a', set, override: true })).toMatchObject({
      labels: { team: 'platform' },
      severity: 'critical',
    });
  });

  it('does nothing where no rule holds, and leaves the event that it was given', () => {
    const before = JSON.stringify(pod);
    expect(enriched(pod, { name: 'a', matchers: '{service="x"}', set: { team: 'b' } })).toBe(pod);
    enriched(pod, { name: 'a', set: { zone: 'b' } });
    expect(JSON.stringify(pod)).toBe(before);
  });

  it('sets no address that a browser would not open as a page', () => {
    expect(enriched(pod, { name: 'a', set: { runbook: '{{pod}}' } })).not.toHaveProperty('enrichedBy');
  });
});
