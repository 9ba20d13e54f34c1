import { expect, it } from 'vitest';
import { layOut } from './graphLayout';

const edgesOf = (text: string) =>
  text.split(' ').map((pair) => {
    const [caller = '', callee = ''] = pair.split('>');
    return { caller, callee };
  });
const servicesOf = (text: string) =>
  [...new Set(edgesOf(text).flatMap(({ caller, callee }) => [caller, callee]))].sort();
const layersOf = (text: string) =>
  Object.fromEntries(layOut(servicesOf(text), edgesOf(text)).nodes.map(({ service, layer }) => [service, layer]));

it('puts callers before those they call, circles included', () => {
  expect(layersOf('web>cart web>db cart>db')).toEqual({ web: 0, cart: 1, db: 2 });
  expect(layersOf('web>a a>b b>a b>c')).toEqual({ web: 0, a: 1, b: 2, c: 3 });
  expect(layersOf('a>b b>a')).toEqual({ a: 0, b: 1 });
  expect(layersOf('a>a')).toEqual({ a: 0 });
});

it('is the same each time, crosses few edges and lays nothing over another', () => {
  const text = 'web>x web>y x>y2 y>x2';
  const layout = layOut(servicesOf(text), edgesOf(text));
  expect(layOut(servicesOf(text), edgesOf(text))).toEqual(layout);
  const place = (service: string) => layout.nodes.find((node) => node.service === service)?.place;
  expect([place('x'), place('y')]).toEqual([place('y2'), place('x2')]);
  expect(new Set(layout.nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(5);
  expect(layOut([], [])).toMatchObject({ nodes: [] });
});
