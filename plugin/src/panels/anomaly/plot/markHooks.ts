import type uPlot from 'uplot';
import type { Run } from './anomalyRuns';

/** An anomaly of one line, as the plot knows it. */
export interface Mark {
  /** Index of the line. */
  series: number;
  /** ms of its first and last point. */
  from: number;
  to: number;
}

/** How far from a mark a click may be, in CSS pixels. */
const reach = 8;
/** A pointer that moved farther was dragging. */
const longestClick = 5;

/**
 * The anomaly at a time: one of the line in focus before any other, else the nearest. `within` is how far off (ms) it may be; null where
 * there is none so near.
 */
export const markAt = (
  runs: readonly Run[][],
  times: ArrayLike<number>,
  {
    at,
    within,
    focused,
    hidden,
  }: { at: number; within: number; focused: number | null; hidden: (line: number) => boolean }
): Mark | null => {
  let best: (Mark & { distance: number; inFocus: boolean }) | null = null;
  runs.forEach((ofLine, series) => {
    for (const { first, last } of hidden(series) ? [] : ofLine) {
      const [from, to] = [times[first] as number, times[last] as number];
      const distance = Math.max(0, from - at, at - to);
      const inFocus = series === focused;
      const better =
        best === null || (inFocus && !best.inFocus) || (inFocus === best.inFocus && distance < best.distance);
      if (distance <= within && better) {
        best = { series, from, to, distance, inFocus };
      }
    }
  });
  if (best === null) {
    return null;
  }
  const { series, from, to } = best as Mark;
  return { series, from, to };
};

interface MarkDeps {
  live: () => { runs: readonly Run[][]; onMark?: (mark: Mark) => void };
  hidden: (line: number) => boolean;
  focused: () => number | null;
}

/** Tells of a click on a mark, or of Enter where the keyboard's cursor is on one. */
export const markHooks = ({ live, hidden, focused }: MarkDeps) => {
  let downAt: number | null = null;
  let release = () => undefined as void;
  const open = (u: uPlot, left: number) => {
    const { runs, onMark } = live();
    const at = u.posToVal(left, 'x');
    const within = Math.abs(u.posToVal(left + reach, 'x') - at);
    const mark = onMark && markAt(runs, u.data[0], { at, within, focused: focused(), hidden });
    if (mark) {
      onMark(mark);
    }
  };
  return {
    ready: (u: uPlot) => {
      const onDown = ({ clientX }: MouseEvent) => {
        downAt = clientX;
      };
      const onClick = ({ clientX }: MouseEvent) => {
        if (downAt !== null && Math.abs(clientX - downAt) < longestClick) {
          open(u, clientX - u.over.getBoundingClientRect().left);
        }
      };
      const onKey = ({ key }: KeyboardEvent) => {
        const { left = -1 } = u.cursor;
        if (key === 'Enter' && left >= 0) {
          open(u, left);
        }
      };
      const keys = u.root.closest<HTMLElement>('[tabindex]');
      u.over.addEventListener('mousedown', onDown);
      u.over.addEventListener('click', onClick);
      keys?.addEventListener('keydown', onKey);
      release = () => {
        u.over.removeEventListener('mousedown', onDown);
        u.over.removeEventListener('click', onClick);
        keys?.removeEventListener('keydown', onKey);
      };
    },
    destroy: () => release(),
  };
};
