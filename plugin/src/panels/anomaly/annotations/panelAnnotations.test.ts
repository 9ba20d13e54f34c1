import { createTheme, FieldType, toDataFrame } from '@grafana/data';
import { expect, it, vi } from 'vitest';
import { drawAnnotations } from '../plot/drawAnnotations';
import { annotationsAt, panelAnnotations } from './panelAnnotations';

const frame = toDataFrame({
  fields: [
    { name: 'time', type: FieldType.time, values: [1000, 5000, null] },
    { name: 'timeEnd', type: FieldType.time, values: [null, 9000, 1] },
    { name: 'title', type: FieldType.string, values: ['Deploy', null, ''] },
    { name: 'text', type: FieldType.string, values: ['<b>cart</b>  1.2', 'Load test', ''] },
    { name: 'tags', type: FieldType.other, values: [['deploy', 'cart'], 'a, b', null] },
    { name: 'color', type: FieldType.string, values: ['#ff0000', null, null] },
  ],
});
const annotations = panelAnnotations([frame], createTheme());

it('reads the dashboard’s annotations as plain words', () => {
  expect(annotations).toMatchObject([
    { from: 1000, to: 1000, title: 'Deploy', text: 'cart 1.2', tags: ['deploy', 'cart'], color: '#ff0000' },
    { from: 5000, to: 9000, title: '', text: 'Load test', tags: ['a', 'b'] },
  ]);
});

it('finds those under the cursor', () => {
  const found = (at: number) => annotationsAt(annotations, at, 100).map(({ text }) => text);
  expect(found(1090)).toEqual(['cart 1.2']);
  expect(found(7000)).toEqual(['Load test']);
  expect(found(3000)).toEqual([]);
});

it('draws lines and stretches that are in sight', () => {
  const ctx = Object.fromEntries(
    [
      'save',
      'restore',
      'beginPath',
      'rect',
      'clip',
      'setLineDash',
      'fillRect',
      'moveTo',
      'lineTo',
      'stroke',
      'fill',
    ].map((name) => [name, vi.fn()])
  );
  const chart = (min: number, max: number) => ({
    ctx,
    scales: { x: { min, max } },
    bbox: { left: 0, top: 0, width: 100, height: 50 },
    valToPos: (value: number) => value / 100,
  });
  drawAnnotations(chart(0, 10_000) as never, annotations);
  expect(ctx['stroke']).toHaveBeenCalledTimes(3);
  expect(ctx['fillRect']).toHaveBeenCalledExactlyOnceWith(50, 0, 40, 50);
  drawAnnotations(chart(20_000, 30_000) as never, annotations);
  expect(ctx['stroke']).toHaveBeenCalledTimes(3);
});
