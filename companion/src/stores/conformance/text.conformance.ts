import { describe, expect, it } from 'vitest';
import { aChange, alertQuery, anAlert, anIncident, incidentQuery } from '../../../test/stores/alert-documents.js';
import { idsOf, useStore, type OpenedStore } from './harness.conformance.js';

const alerts = [
  anAlert('percent', { name: '100% full', summary: '', service: null, labels: {} }),
  anAlert('underscore', { name: 'node_cpu', summary: '', service: null, labels: {} }),
  anAlert('star', { name: 'glob *.log', summary: '', service: null, labels: {} }),
  anAlert('back', { name: 'C:\\temp\\x', summary: '', service: null, labels: {} }),
  anAlert('quotes', { name: `say "hi" it's`, summary: '', service: null, labels: {} }),
  anAlert('unicode', { name: 'Größe ΣΊΣΥΦΟΣ 😀 字', summary: '', service: null, labels: {} }),
  anAlert('fields', {
    name: 'Alpha',
    summary: 'Bravo three',
    description: `Charlie ${'long '.repeat(20_000)}tail-end`,
    service: 'delta-svc',
    labels: { zulu: 'Echo', other: 'fox trot' },
    annotations: { note: 'hotel' },
  }),
];

const cases: Array<[text: string, ids: string[]]> = [
  ['', alerts.map(({ id }) => id)],
  [' \t ', alerts.map(({ id }) => id)],
  ['%', ['percent']],
  ['0% f', ['percent']],
  ['_', ['underscore']],
  ['e_c', ['underscore']],
  ['e?c', []],
  ['*', ['star']],
  ['b *.l', ['star']],
  ['g*b', []],
  ['\\', ['back']],
  ['temp\\x', ['back']],
  ['"', ['quotes']],
  [`"HI"`, ['quotes']],
  [`it's`, ['quotes']],
  [`' OR '1'='1`, []],
  ['größe', ['unicode']],
  ['GRÖSSE', []],
  ['gro\u0308ße', ['unicode']],
  ['σίσυφος', ['unicode']],
  ['Σ', ['unicode']],
  ['😀', ['unicode']],
  ['字', ['unicode']],
  ['alpha', ['fields']],
  ['lph', ['fields']],
  ['lp', ['fields']],
  ['bravo CHARLIE delta-s echo', ['fields']],
  ['trot fox', ['fields']],
  ['tail-end', ['fields']],
  ['d', ['underscore', 'fields']],
  ['zulu', []],
  ['hotel', []],
  ['alphabravo', []],
  ['alpha nowhere', []],
  ['xyz'.repeat(160), []],
];

/** What both stores promise of text filters. */
export const describeText = (open: () => Promise<OpenedStore>): void => {
  describe('text filters', () => {
    const harness = useStore(open);

    it('find each word anywhere in name, summary, description, service and label values, letter by letter', async () => {
      const store = harness.store();
      await store.commit(aChange({ alerts }));
      expect((await store.listAlerts(alertQuery())).total).toBe(alerts.length);
      for (const [text, ids] of cases) {
        const page = await store.listAlerts(alertQuery({ text }));
        expect([text, idsOf(page.items).sort(), page.total]).toEqual([text, [...ids].sort(), ids.length]);
        expect((await store.facets({ text })).total).toBe(ids.length);
      }
    });

    it('find incidents by title, services, group and shared labels', async () => {
      const store = harness.store();
      await store.commit(
        aChange({
          incidents: [
            anIncident('i1'),
            anIncident('i2', { title: '50%_*', services: [], sharedLabels: {}, groupKey: 'x' }),
          ],
        })
      );
      expect((await store.listIncidents(incidentQuery())).total).toBe(2);
      for (const [text, ids] of [
        ['CART', ['i1']],
        ['checkout eu-1 service=', ['i1']],
        ['%_*', ['i2']],
        ['cluster', []],
      ] as const) {
        expect([text, idsOf((await store.listIncidents(incidentQuery({ text }))).items)]).toEqual([text, ids]);
      }
    });
  });
};
