import type uPlot from 'uplot';
import { colorManipulator } from '@grafana/data';
import type { PanelAnnotation } from '../annotations/panelAnnotations';

/** CSS pixels. */
const dash = [4, 4];
const arrow = 5;

/** Draws annotations onto uPlot's canvas: a dashed line with an arrow on the axis, a stretch of time shaded. */
export const drawAnnotations = (u: uPlot, annotations: readonly PanelAnnotation[]): void => {
  const { min, max } = u.scales['x'] ?? {};
  if (min === undefined || max === undefined) {
    return;
  }
  const ratio = window.devicePixelRatio || 1;
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const bottom = top + height;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.lineWidth = ratio;
  ctx.setLineDash(dash.map((length) => length * ratio));
  for (const { from, to, color } of annotations.filter((one) => one.to >= min && one.from <= max)) {
    const ends = [...new Set([from, to])].map((time) => Math.round(u.valToPos(time, 'x', true)));
    const [start = 0, end = start] = ends;
    if (end > start) {
      ctx.fillStyle = colorManipulator.alpha(color, 0.1);
      ctx.fillRect(start, top, end - start, height);
    }
    ctx.strokeStyle = color;
    ctx.fillStyle = color;
    for (const x of ends) {
      ctx.beginPath();
      ctx.moveTo(x, top);
      ctx.lineTo(x, bottom);
      ctx.stroke();
    }
    ctx.beginPath();
    ctx.moveTo(start, bottom - arrow * ratio);
    ctx.lineTo(start + arrow * ratio, bottom);
    ctx.lineTo(start - arrow * ratio, bottom);
    ctx.fill();
  }
  ctx.restore();
};
