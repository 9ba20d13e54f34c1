import type { StateChange } from './alert-store.js';

const firstRepeated = (documents: Array<{ id: string }>): string | undefined => {
  const seen = new Set<string>();
  return documents.find(({ id }) => seen.size === seen.add(id).size)?.id;
};

/**
 * Refuses a change that cannot be meant: the same document twice (which of the two is it?) or a version below 1.
 * A mistake of the caller, so a plain `Error`: trying again would not help.
 */
export const checkStateChange = ({ alerts, incidents }: StateChange): void => {
  const twice = firstRepeated(alerts) ?? firstRepeated(incidents);
  if (twice !== undefined) {
    throw new Error(`commit: "${twice}" stands twice in one change`);
  }
  for (const { id, version } of [...alerts, ...incidents]) {
    if (!Number.isSafeInteger(version) || version < 1) {
      throw new Error(`commit: version of "${id}" must be a whole number from 1 on, not ${version}`);
    }
  }
};
