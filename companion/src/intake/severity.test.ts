import { expect, it } from 'vitest';
import { serviceOf } from './service-name.js';
import { severityFromWord, severityWord } from './severity.js';

it.each([
  ['page', 'critical'],
  ['Critical', 'critical'],
  ['FATAL', 'critical'],
  ['P1', 'critical'],
  ['sev-1', 'critical'],
  ['error', 'high'],
  ['major', 'high'],
  ['warn', 'warning'],
  ['info', 'info'],
  ['none', 'info'],
  ['weird', 'unknown'],
  ['', 'unknown'],
  [undefined, 'unknown'],
] as const)('%s is %s', (word, severity) => {
  expect(severityFromWord(word)).toBe(severity);
});

it('finds the word in the labels', () => {
  expect(severityWord({ severity: '', priority: 'P2' })).toBe('P2');
  expect(severityWord({})).toBeNull();
});

it.each([
  [{ service: 'cart', app: 'x', job: 'y' }, 'cart'],
  [{ app_kubernetes_io_name: 'pay', job: 'y' }, 'pay'],
  [{ app: 'mail' }, 'mail'],
  [{ job: 'shop/cart' }, 'cart'],
  [{ job: 'node' }, 'node'],
  [{ service: ' ', host: 'a' }, null],
])('service of %j', (labels, service) => {
  expect(serviceOf(labels)).toBe(service);
});
