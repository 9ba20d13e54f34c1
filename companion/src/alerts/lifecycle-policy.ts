import type { AlertEvent } from '@watchroom/contract';
import { defaultFlapping, type FlappingPolicy } from './flapping.js';

/** What is known of an installation's senders, beyond what they say. */
export interface LifecyclePolicy {
  /** How long the word of a sender holds that names no end itself, ms; null: until it says resolved. */
  timeoutMs(sender: string): number | null;
  flapping: FlappingPolicy;
}

export const defaultLifecycle: LifecyclePolicy = { timeoutMs: () => null, flapping: defaultFlapping };

/** When a firing event's word lapses (ms): the end that it names, else by its sender's timeout; null where it holds until resolved. */
export const expiryOf = (event: AlertEvent, policy: LifecyclePolicy): number | null => {
  if (event.status !== 'firing') {
    return null;
  }
  if (event.endsAt !== null) {
    return event.endsAt;
  }
  const timeout = policy.timeoutMs(event.sender);
  return timeout === null ? null : event.receivedAt + timeout;
};
