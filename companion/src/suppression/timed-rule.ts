import type { Matcher, Suppression } from '@watchroom/contract';
import type { Suppressing } from '../pipeline/suppress.js';

/** A silence or a maintenance window: what it matches and when it holds. The same object as long as nothing of it changes. */
export interface TimedRule {
  kind: Extract<Suppression['kind'], 'silence' | 'maintenance'>;
  id: string;
  name: string;
  matchers: readonly Matcher[];
  monitorOnly: boolean;
  /** When it ends, ms, where it holds at `now`; null where it does not. */
  activeUntil(now: number): number | null;
}

export const suppressingBy = ({ kind, id, name, monitorOnly }: TimedRule, until: number): Suppressing => ({
  kind,
  id,
  name,
  until,
  ...(monitorOnly && { monitorOnly }),
});
