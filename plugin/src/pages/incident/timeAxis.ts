import type { CauseMoment, RootCauseResult } from '@watchroom/contract';

export type MomentKind = CauseMoment['kind'];

/** A mark on the axis: where it begins and how long it is, in shares (0..1) of the axis. */
export interface Mark {
  moment: CauseMoment;
  left: number;
  width: number;
}

export interface Lane {
  kind: MomentKind;
  /** Marks that would lie on each other are in different rows, the first rows first. */
  rows: Mark[][];
}

export interface TimeAxis {
  from: number;
  to: number;
  /** Share of the axis before the onset. */
  onset: number;
  ticks: Array<{ at: number; left: number }>;
  lanes: Lane[];
}

const minute = 60_000;
/** Causes come before effects: in this order from above. */
const kinds: readonly MomentKind[] = ['change', 'metric', 'anomaly', 'log', 'alert'];
/** Marks of no length are this wide in the picture, in shares of the axis. */
const leastWidth = 0.012;
const mostRows = 6;
/** Of the normal time so much is shown as the incident has lasted, at least this. */
const leastBefore = 15 * minute;
const tickSteps = [1, 2, 5, 10, 15, 30, 60, 120].map((minutes) => minutes * minute);
const mostTicks = 6;

const ticksOf = (from: number, to: number): TimeAxis['ticks'] => {
  const step = tickSteps.find((each) => (to - from) / each <= mostTicks) ?? (to - from) / mostTicks;
  const ticks: TimeAxis['ticks'] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    ticks.push({ at, left: (at - from) / (to - from) });
  }
  return ticks;
};

const pack = (marks: readonly Mark[]): Mark[][] => {
  const rows: Array<{ end: number; marks: Mark[] }> = [];
  for (const mark of marks) {
    const end = mark.left + Math.max(mark.width, leastWidth);
    const free = rows.find((row) => row.end <= mark.left);
    const row = free ?? (rows.length < mostRows ? null : rows[rows.length - 1]);
    if (row) {
      row.marks.push(mark);
      row.end = Math.max(row.end, end);
    } else {
      rows.push({ end, marks: [mark] });
    }
  }
  return rows.map((row) => row.marks);
};

/**
 * Lays moments out on one axis: from well before the onset to the end of what was looked at. Changes and anomalies that began earlier
 * begin at its left end. Lanes without moments are left out.
 */
export const timeAxis = ({
  moments,
  normalFrom,
  onsetAt,
  until,
}: Pick<RootCauseResult, 'moments' | 'normalFrom' | 'onsetAt' | 'until'>): TimeAxis => {
  const to = Math.max(until, onsetAt + minute);
  const earliest = moments.reduce((least, { at }) => Math.min(least, at), onsetAt);
  const from = Math.max(
    Math.min(normalFrom, onsetAt - minute),
    Math.min(onsetAt - Math.max(leastBefore, to - onsetAt), earliest - minute)
  );
  const share = (at: number): number => Math.min(1, Math.max(0, (at - from) / (to - from)));
  const marks = moments.map((moment): Mark => {
    const left = Math.min(share(moment.at), 1 - leastWidth);
    const end = moment.lasting ? 1 : share(moment.until ?? moment.at);
    return { moment, left, width: Math.max(0, end - left) };
  });
  return {
    from,
    to,
    onset: share(onsetAt),
    ticks: ticksOf(from, to),
    lanes: kinds.flatMap((kind) => {
      const own = marks.filter(({ moment }) => moment.kind === kind).sort((a, b) => a.left - b.left);
      return own.length === 0 ? [] : [{ kind, rows: pack(own) }];
    }),
  };
};
