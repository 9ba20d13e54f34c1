/** Where the cursor is: pixels within the plot, rows by uPlot's series index. */
export interface Hover {
  left: number;
  top: number;
  row: number;
  rows: ReadonlyArray<number | null | undefined>;
  /** Index of uPlot's series nearest to the cursor. */
  focused: number | null;
  /** The plotting area, for placing the tooltip. */
  over: HTMLElement;
  /** Whether the pointer itself is here; false for a cursor that follows another panel's. */
  own: boolean;
}

export interface HoverStore {
  get: () => Hover | null;
  set: (hover: Hover | null) => void;
  subscribe: (listener: () => void) => () => void;
}

/** Keeps the cursor's place outside of React, so that a moving mouse draws nothing but the tooltip. */
export const createHoverStore = (): HoverStore => {
  let current: Hover | null = null;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (hover) => {
      if (hover !== current) {
        current = hover;
        listeners.forEach((listener) => listener());
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
