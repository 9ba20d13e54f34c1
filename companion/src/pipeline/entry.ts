import type { TimelineEntry } from '@watchroom/contract';
import type { Note } from './deduplicate.js';

/** What made the corridor be walked: its id makes ids of timeline entries and incidents. `at` in ms. */
export interface Cause {
  id: string;
  at: number;
}

/** A note as an entry of the timeline; the same for the same cause. */
export const entryOf = (
  cause: Cause,
  note: Note,
  of: { alertId: string | null; incidentId: string | null }
): TimelineEntry => ({ id: `${cause.id}-${note.kind}`, at: cause.at, actor: null, ...of, ...note });
