/**
 * NAB's scoring after its published rules (Lavin and Ahmad, 2015, and the benchmark's `sweeper.py`, with which it agrees to four
 * digits on our results): each detection in a
 * labelled window earns by a sigmoid the earlier it is, only the best one of a window counts; a detection outside costs the
 * more the farther it lies behind the last window; a missed window costs; the first 15 % of a file (of at most 5,000 rows) are
 * not judged; one threshold for the whole corpus is chosen per profile; 0 is the detector that never speaks, 100 the perfect one. A window that lies wholly
 * in the probation can't be missed, yet the perfect detector is credited with it, as there.
 */
export interface NabFile {
  /** Row times, ms, in file order. */
  times: ArrayLike<number>;
  scores: ArrayLike<number>;
  /** Start and end of labelled windows, ms, ascending. */
  windows: Array<[number, number]>;
}

export interface CostMatrix {
  tpWeight: number;
  fpWeight: number;
  fnWeight: number;
}

interface JudgedRow {
  score: number;
  /** Index of the labelled window over all files; -1 outside. */
  window: number;
  /** Unweighted: 0..1 inside a window, 0..-1 outside. */
  worth: number;
}

const scaledSigmoid = (x: number): number => (x > 3 ? -1 : 2 / (1 + Math.exp(5 * x)) - 1);

const probation = (rows: number): number => Math.floor(0.15 * Math.min(rows, 5000));

interface JudgedRows {
  rows: JudgedRow[];
  /** Windows of all files. */
  windowCount: number;
  /** Windows with a row after the probation: only these can be found or missed. */
  judgedWindows: number;
}

/** What each row after the probation would be worth as a detection. */
export const judgeRows = (files: NabFile[]): JudgedRows => {
  const rows: JudgedRow[] = [];
  let windowCount = 0;
  const most = scaledSigmoid(-1);
  for (const file of files) {
    const times = Array.from(file.times);
    const pending = [...file.windows];
    const judgedFrom = probation(times.length);
    let window: [number, number] | undefined;
    let right = -1;
    let width = 0;
    let previousRight = -1;
    let previousWidth = 0;
    let index = -1;
    for (let row = 0; row < times.length; row += 1) {
      const next = pending[0];
      if (next && times[row] === next[0]) {
        window = next;
        pending.shift();
        right = times.indexOf(window[1]);
        width = right - times.indexOf(window[0]) + 1;
        index = windowCount;
        windowCount += 1;
      }
      const worth = window
        ? scaledSigmoid(-(right - row + 1) / width) / most
        : previousRight < 0
          ? -1
          : scaledSigmoid(Math.abs(previousRight - row) / (previousWidth - 1));
      if (row >= judgedFrom) {
        rows.push({ score: file.scores[row] as number, window: window ? index : -1, worth });
      }
      if (window && times[row] === window[1]) {
        previousRight = row;
        previousWidth = width;
        window = undefined;
      }
    }
  }
  const judgedWindows = new Set(rows.flatMap(({ window }) => (window < 0 ? [] : [window]))).size;
  return { rows, windowCount, judgedWindows };
};

/** Best normalised score over all thresholds, and that threshold. A row is a detection where its score is not below it. */
export const nabScore = (
  judged: JudgedRows,
  costs: CostMatrix,
  onlyThreshold?: number
): { score: number; threshold: number } => {
  const rows = [...judged.rows].sort((a, b) => b.score - a.score);
  const best = new Map<number, number>();
  const none = -judged.judgedWindows * costs.fnWeight;
  let total = none;
  let result = { total: onlyThreshold === undefined ? total : -Infinity, threshold: Infinity };
  let at = 0;
  while (at < rows.length) {
    const threshold = (rows[at] as JudgedRow).score;
    if (onlyThreshold !== undefined && threshold < onlyThreshold) {
      break;
    }
    while (at < rows.length && (rows[at] as JudgedRow).score === threshold) {
      const row = rows[at] as JudgedRow;
      if (row.window < 0) {
        total += row.worth * costs.fpWeight;
      } else {
        const gain = row.worth * costs.tpWeight;
        const before = best.get(row.window) ?? -costs.fnWeight;
        if (gain > before) {
          total += gain - before;
          best.set(row.window, gain);
        }
      }
      at += 1;
    }
    if (onlyThreshold === undefined && total > result.total) {
      result = { total, threshold };
    }
  }
  if (onlyThreshold !== undefined) {
    result = { total, threshold: onlyThreshold };
  }
  const perfect = judged.windowCount * costs.tpWeight;
  return { score: (100 * (result.total - none)) / (perfect - none), threshold: result.threshold };
};
