import React from 'react';
import type { TimeRange } from '@grafana/data';
import { TimeRangePicker } from '@grafana/ui';
import { movedRange, rawText, type RangeText } from './timeRange';

/** Grafana's time picker for a page whose address holds the range. */
export const RangePicker = ({ range, onChange }: { range: TimeRange; onChange: (next: RangeText) => void }) => (
  <TimeRangePicker
    value={range}
    onChange={(next) => onChange(rawText(next.raw))}
    onChangeTimeZone={() => undefined}
    onMoveBackward={() => onChange(movedRange(range, 'back'))}
    onMoveForward={() => onChange(movedRange(range, 'forward'))}
    onZoom={() => onChange(movedRange(range, 'out'))}
    isOnCanvas
  />
);
