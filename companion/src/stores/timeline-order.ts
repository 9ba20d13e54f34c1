import type { TimelineEntry } from '@watchroom/contract';
import type { CursorScope, Position } from './cursor.js';

/** Whose history. */
export type TimelineOf = { alertId: string } | { incidentId: string };

export const timelineScope = (of: TimelineOf): CursorScope => ({
  list: 'alertId' in of ? `timeline/alert/${of.alertId}` : `timeline/incident/${of.incidentId}`,
  valueType: 'number',
});

export const timelinePosition = (entry: TimelineEntry): Position => ({ value: entry.at, id: entry.id });
