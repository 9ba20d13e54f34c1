import React from 'react';
import { fireEvent, render, screen, within } from '@testing-library/react';
import type { CallFigures, ServiceGraph as Graph } from '@watchroom/contract';
import { expect, it, vi } from 'vitest';
import { ServiceGraph } from './ServiceGraph';

const figures: CallFigures = {
  calls: 120,
  ratePerSecond: 2,
  errorShare: 0.25,
  meanMs: 10,
  p50Ms: 8,
  p95Ms: 40,
  p99Ms: 50,
  maxMs: 60,
};
const node = (service: string, kind: Graph['nodes'][number]['kind'] = 'service') => ({
  service,
  kind,
  incoming: null,
  entry: false,
});
const graph: Graph = {
  from: 0,
  to: 60_000,
  nodes: [node('cart'), node('postgresql/orders', 'database'), node('web')],
  edges: [
    { caller: 'web', callee: 'cart', origins: ['spans', 'labels'], figures },
    { caller: 'cart', callee: 'postgresql/orders', origins: ['yaml'], figures: null },
  ],
  edgesLeftOut: 2,
};

it('draws services with their blame, and says what is left out', () => {
  render(<ServiceGraph graph={graph} blame={new Map([['cart', 0.8]])} />);
  expect(screen.getAllByRole('button').map((one) => one.getAttribute('aria-label') ?? one.textContent)).toEqual([
    'Show table',
    'web',
    'cart, blame 80 %',
    'postgresql/orders, database',
  ]);
  expect(screen.getByText('2 edges with fewer calls are left out')).toBeTruthy();
  expect(screen.getByText(/^web calls cart: 2\/s, 25 % failed, p95 40 ms/)).toBeTruthy();
});

it('is walked by arrow keys and chosen by Enter', () => {
  const onSelect = vi.fn();
  render(<ServiceGraph graph={graph} onSelect={onSelect} selected="web" />);
  const of = (name: string) => screen.getByRole('button', { name });
  expect([of('web').tabIndex, of('cart').tabIndex]).toEqual([0, -1]);
  of('web').focus();
  fireEvent.keyDown(of('web'), { key: 'ArrowRight' });
  expect(document.activeElement).toBe(of('cart'));
  fireEvent.keyDown(of('cart'), { key: 'ArrowDown' });
  fireEvent.keyDown(of('cart'), { key: 'Enter' });
  expect(onSelect).toHaveBeenCalledWith('cart');
});

it('is a table as well', () => {
  render(<ServiceGraph graph={graph} />);
  fireEvent.click(screen.getByText('Show table'));
  const rows = within(screen.getByRole('table', { name: 'Calls between services' })).getAllByRole('row');
  expect(rows[1]?.textContent).toBe('webcart0 %2/s25 %40 mstraces, labels');
  expect(rows[2]?.textContent).toBe('cartpostgresql/orders0 %–––configuration');
});
