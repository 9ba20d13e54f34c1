import { describe, expect, it, vi } from 'vitest';
import { markAt, markHooks } from './markHooks';

const times = [0, 10, 20, 30, 40, 50];
const runs = [[{ first: 1, last: 2 }], [{ first: 2, last: 4 }]];
const ask = { within: 5, focused: null, hidden: () => false };

describe('the anomaly under a click', () => {
  it('is that of the line in focus, else the nearest', () => {
    expect(markAt(runs, times, { ...ask, at: 20 })).toEqual({ series: 0, from: 10, to: 20 });
    expect(markAt(runs, times, { ...ask, at: 20, focused: 1 })).toEqual({ series: 1, from: 20, to: 40 });
    expect(markAt(runs, times, { ...ask, at: 44 })).toEqual({ series: 1, from: 20, to: 40 });
    expect(markAt(runs, times, { ...ask, at: 46 })).toBeNull();
    expect(markAt(runs, times, { ...ask, at: 12, hidden: (line) => line === 0 })).toBeNull();
  });

  it('opens by click or Enter, not by a drag', () => {
    const [root, over] = [document.createElement('div'), document.createElement('div')];
    root.tabIndex = 0;
    root.append(over);
    const onMark = vi.fn();
    const cursor = { left: -1 };
    const hooks = markHooks({ live: () => ({ runs, onMark }), hidden: () => false, focused: () => null });
    hooks.ready({ root, over, cursor, data: [times], posToVal: (left: number) => left } as never);
    const click = (down: number, up: number) => {
      over.dispatchEvent(new MouseEvent('mousedown', { clientX: down }));
      over.dispatchEvent(new MouseEvent('click', { clientX: up }));
    };
    click(15, 35);
    expect(onMark).not.toHaveBeenCalled();
    click(15, 15);
    expect(onMark).toHaveBeenLastCalledWith({ series: 0, from: 10, to: 20 });
    root.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(onMark).toHaveBeenCalledTimes(1);
    cursor.left = 40;
    root.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(onMark).toHaveBeenLastCalledWith({ series: 1, from: 20, to: 40 });
    hooks.destroy();
    click(15, 15);
    expect(onMark).toHaveBeenCalledTimes(2);
  });
});
