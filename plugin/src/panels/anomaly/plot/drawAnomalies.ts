import type uPlot from 'uplot';
import type { Aligned } from './align';
import type { Run } from './anomalyRuns';

/** What is marked on one visible line. */
export interface MarkedLine {
  scaleKey: string;
  lineWidth: number;
  values: Aligned;
  runs: readonly Run[];
}

export interface MarkStyle {
  color: string;
  /** Of the time an anomaly lasts, over the plot's whole height. */
  shade: string;
  line: boolean;
  axis: boolean;
}

/** CSS pixels. */
const barHeight = 4;
const barWidth = 3;

const within = ({ first, last }: Run, times: ArrayLike<number>, min: number, max: number): boolean =>
  (times[last] as number) >= min && (times[first] as number) <= max;

/** Stretches of canvas pixels, joined where they touch: several lines may be odd at the same time. */
export const joined = (stretches: ReadonlyArray<readonly [number, number]>): Array<[number, number]> => {
  const result: Array<[number, number]> = [];
  for (const [from, to] of [...stretches].sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last && from <= last[1]) {
      last[1] = Math.max(last[1], to);
    } else {
      result.push([from, to]);
    }
  }
  return result;
};

const drawAxisMarks = (u: uPlot, runs: readonly Run[], style: MarkStyle, ratio: number) => {
  const times = u.data[0];
  const half = (barWidth * ratio) / 2;
  const stretches = joined(
    runs.map(({ first, last }): [number, number] => [
      u.valToPos(times[first] as number, 'x', true) - half,
      u.valToPos(times[last] as number, 'x', true) + half,
    ])
  );
  const { top, height } = u.bbox;
  for (const [from, to] of stretches) {
    u.ctx.fillStyle = style.shade;
    u.ctx.fillRect(from, top, to - from, height);
    u.ctx.fillStyle = style.color;
    u.ctx.fillRect(from, top + height - barHeight * ratio, to - from, barHeight * ratio);
  }
};

const drawLineMarks = (
  u: uPlot,
  { scaleKey, lineWidth, values, runs }: MarkedLine,
  style: MarkStyle,
  ratio: number
) => {
  const times = u.data[0];
  const { ctx } = u;
  ctx.strokeStyle = style.color;
  ctx.fillStyle = style.color;
  ctx.lineWidth = (lineWidth + 1) * ratio;
  ctx.lineJoin = 'round';
  const radius = (lineWidth / 2 + 2) * ratio;
  for (const { first, last } of runs) {
    const stroke = new Path2D();
    let started = false;
    for (let row = first; row <= last; row++) {
      const value = values[row];
      if (value === null) {
        started = false;
      } else if (value !== undefined) {
        const x = u.valToPos(times[row] as number, 'x', true);
        const y = u.valToPos(value, scaleKey, true);
        if (started) {
          stroke.lineTo(x, y);
        } else {
          stroke.moveTo(x, y);
        }
        started = true;
        // A lone point has no length, so it gets a dot.
        if (first === last) {
          ctx.beginPath();
          ctx.arc(x, y, radius, 0, 2 * Math.PI);
          ctx.fill();
        }
      }
    }
    ctx.stroke(stroke);
  }
};

/** Draws anomalies onto uPlot's canvas, above the lines. */
export const drawAnomalies = (u: uPlot, lines: readonly MarkedLine[], style: MarkStyle): void => {
  const { min, max } = u.scales['x'] ?? {};
  if (min === undefined || max === undefined) {
    return;
  }
  const ratio = window.devicePixelRatio || 1;
  const times = u.data[0];
  const visible = lines.map((line) => ({ ...line, runs: line.runs.filter((run) => within(run, times, min, max)) }));
  u.ctx.save();
  u.ctx.beginPath();
  u.ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
  u.ctx.clip();
  if (style.axis) {
    drawAxisMarks(
      u,
      visible.flatMap(({ runs }) => runs),
      style,
      ratio
    );
  }
  if (style.line) {
    visible.forEach((line) => drawLineMarks(u, line, style, ratio));
  }
  u.ctx.restore();
};
