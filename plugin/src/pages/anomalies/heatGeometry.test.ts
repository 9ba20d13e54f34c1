import { expect, it } from 'vitest';
import { aHeatmap } from '../../../test/kit/detection';
import { axisTicks, cellAt, heatCells, heatOpacity, nextMarked } from './heatGeometry';
import { rowNames } from './rowNames';

const hour = 3_600_000;

it('puts ticks on round times of the clock on the wall', () => {
  const from = Date.UTC(2026, 10, 23, 1, 20);
  const at = (offset: number) =>
    axisTicks(from, from + 24 * hour, 8, offset).map((tick) => new Date(tick.at).toISOString().slice(11, 16));
  expect(at(0)).toEqual(['03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00', '00:00']);
  expect(at(hour / 2)[0]).toBe('02:30');
  const [first] = axisTicks(from, from + 24 * hour, 8, 0);
  expect(first?.part).toBeCloseTo(100 / 60 / 24);
  expect(axisTicks(from, from + 7 * 24 * hour, 8, 0)).toHaveLength(7);
  expect(axisTicks(from, from + 3000 * 24 * hour, 8, 0).length).toBeLessThanOrEqual(9);
});

it('draws marked cells wide enough to be seen, within the strip', () => {
  expect(heatCells([null, 0.9, null, 1], 400)).toEqual([
    { x: 100, width: 99, score: 0.9 },
    { x: 300, width: 99, score: 1 },
  ]);
  const [cell] = heatCells([...Array.from({ length: 499 }, () => null), 1], 250);
  expect(cell).toEqual({ x: 247, width: 3, score: 1 });
});

it('finds the cell under the pointer, a marked one near it first', () => {
  const cells = [...Array.from({ length: 99 }, () => null), 1];
  expect(cellAt(cells, 100, 97)).toBe(99);
  expect(cellAt(cells, 100, 50)).toBe(50);
  expect(cellAt(cells, 1000, 985)).toBe(99);
  expect(cellAt(cells, 1000, 2000)).toBe(99);
});

it('goes from mark to mark', () => {
  const cells = [null, 1, null, 0.5, null];
  expect(nextMarked(cells, -1, 1)).toBe(1);
  expect(nextMarked(cells, 1, 1)).toBe(3);
  expect(nextMarked(cells, 3, 1)).toBe(3);
  expect(nextMarked(cells, 3, -1)).toBe(1);
  expect(nextMarked([null], -1, 1)).toBe(-1);
});

it('shows a higher score as a stronger colour', () => {
  expect([0, 0.5, 0.9, 1].map(heatOpacity)).toEqual([0.25, 0.25, 0.73, 1]);
});

it('names the detector where two found something in the same series', () => {
  const { rows } = aHeatmap();
  const [first] = rows;
  expect(rowNames(rows)).toEqual(['cpu · db-1', 'cpu · db-2']);
  expect(first && rowNames([...rows, { ...first, detector: 'Limit' }])).toEqual([
    'cpu · db-1 (CPU)',
    'cpu · db-2',
    'cpu · db-1 (Limit)',
  ]);
});
