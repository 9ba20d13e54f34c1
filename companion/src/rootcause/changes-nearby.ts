import type { Windows } from './windows.js';

/** Something that was done to a service: a deploy, a flag, a config edit. */
export interface ChangeEvent {
  /** ms. */
  at: number;
  service: string;
  kind: string;
  title: string;
}

export interface NearChange extends ChangeEvent {
  /** How long before the onset, ms; a little below 0 where the onset was placed a step too early. */
  before: number;
  /** 1 right at the onset; halves every ten minutes before it. */
  nearness: number;
}

const halving = 10 * 60_000;
/** Clocks and steps are not exact; a change within this many steps after the onset may still have made it. */
const toleratedSteps = 2;
/** Older changes than this say nothing. */
const longestBefore = 2 * 3_600_000;

/** The nearest change before the onset of each service. */
export const nearChanges = (
  changes: readonly ChangeEvent[],
  { onsetAt, detectedAt, step }: Pick<Windows, 'onsetAt' | 'detectedAt' | 'step'>
): ReadonlyMap<string, NearChange> => {
  const nearest = new Map<string, NearChange>();
  for (const change of changes) {
    const before = onsetAt - change.at;
    const tolerated = Math.max(toleratedSteps * step, Math.min(detectedAt - onsetAt, halving));
    if (before <= longestBefore && before >= -tolerated) {
      const nearness = 2 ** (-Math.max(0, before) / halving);
      if (nearness > (nearest.get(change.service)?.nearness ?? 0)) {
        nearest.set(change.service, { ...change, before, nearness });
      }
    }
  }
  return nearest;
};
