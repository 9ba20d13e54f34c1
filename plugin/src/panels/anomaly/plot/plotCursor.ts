import type uPlot from 'uplot';
import { DashboardCursorSync, DataHoverClearEvent, DataHoverEvent, type EventBus } from '@grafana/data';
import type { HoverStore } from './hoverStore';

/** How far the cursor may be from a line's nearest point, in CSS pixels. */
const reach = 15;
/** A drag shorter than this many CSS pixels is a click. */
const shortestZoom = 5;

/** The row nearest to the cursor at which a column has a value, if it is near enough; else the row under the cursor. */
export const nearestRow = (u: uPlot, series: number, row: number, at: number): number => {
  const column = u.data[series];
  if (!column || (column[row] !== null && column[row] !== undefined)) {
    return row;
  }
  const distance = (candidate: number) =>
    Math.abs(u.valToPos(u.data[0][candidate] as number, 'x') - u.valToPos(at, 'x'));
  const scan = (step: number): number | null => {
    for (let i = row + step; i >= 0 && i < column.length && distance(i) <= reach; i += step) {
      if (column[i] !== null && column[i] !== undefined) {
        return i;
      }
    }
    return null;
  };
  const [left, right] = [scan(-1), scan(1)];
  if (left === null || right === null) {
    return left ?? right ?? row;
  }
  return distance(left) <= distance(right) ? left : right;
};

/** Grafana writes a time range into the address, where it wants whole milliseconds. */
const whole = (from: number, to: number) => ({ from: Math.round(from), to: Math.round(to) });

export interface CursorDeps {
  sync: DashboardCursorSync;
  /** Panels with the same one share their crosshair. */
  scope: string;
  eventBus: EventBus | undefined;
  onZoom: (range: { from: number; to: number }) => void;
}

/** uPlot's cursor: nearest points, the crosshair shared with the dashboard's other panels, zoom out by double click. */
export const plotCursor = ({ sync, scope, eventBus, onZoom }: CursorDeps): uPlot.Cursor => ({
  dataIdx: nearestRow,
  bind: {
    dblclick: (u) => () => {
      const { min, max } = u.scales['x'] ?? {};
      if (min !== undefined && max !== undefined) {
        const pad = (max - min) / 2;
        onZoom(whole(min - pad, max + pad));
      }
      return null;
    },
  },
  ...(sync === DashboardCursorSync.Off
    ? {}
    : {
        sync: {
          key: scope,
          // Lines of other panels have other units, so only the time is shared.
          scales: ['x', null],
          filters: {
            pub: (_type, source, x, y) => {
              const gone = x < 0 && y < 0;
              eventBus?.publish(
                gone ? new DataHoverClearEvent() : new DataHoverEvent({ point: { time: source.posToVal(x, 'x') } })
              );
              return true;
            },
          },
        },
      }),
});

/** Takes a finished drag as a zoom into time. */
export const zoomHook =
  (onZoom: CursorDeps['onZoom']) =>
  (u: uPlot): void => {
    const { left, width } = u.select;
    if (width >= shortestZoom) {
      onZoom(whole(u.posToVal(left, 'x'), u.posToVal(left + width, 'x')));
    }
    if (width > 0) {
      u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    }
  };

/** Hooks that tell the tooltip where the cursor is. */
export const hoverHooks = (store: HoverStore) => {
  let focused: number | null = null;
  let inside = false;
  const enter = () => {
    inside = true;
  };
  const leave = () => {
    inside = false;
    store.set(null);
  };
  const hasFocus = (u: uPlot) => u.root.closest('[tabindex]') === document.activeElement;
  return {
    init: (u: uPlot) => {
      u.over.addEventListener('mouseenter', enter);
      u.over.addEventListener('mouseleave', leave);
    },
    /** Before the first move uPlot leaves its crosshair in the corner. */
    ready: (u: uPlot) => u.setCursor({ left: -10, top: -10 }, false),
    setSeries: (_: uPlot, series: number | null) => {
      focused = series;
    },
    setCursor: (u: uPlot) => {
      const { left = -1, top = -1, idx, idxs } = u.cursor;
      store.set(
        left < 0 || idx === null || idx === undefined
          ? null
          : { left, top, row: idx, rows: [...(idxs ?? [])], focused, over: u.over, own: inside || hasFocus(u) }
      );
    },
    destroy: (u: uPlot) => {
      u.over.removeEventListener('mouseenter', enter);
      u.over.removeEventListener('mouseleave', leave);
      store.set(null);
    },
  };
};
