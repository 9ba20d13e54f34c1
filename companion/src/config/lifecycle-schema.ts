import { z } from 'zod';
import { defaultFlapping } from '../alerts/flapping.js';
import type { LifecyclePolicy } from '../alerts/lifecycle-policy.js';

const minutes = z.number().min(1).max(43_200);

const timeout = z.strictObject({ sender: z.string().trim().min(1).max(200), minutes });

const flappingConfig = z.strictObject({
  changes: z.int().min(1).max(100).default(defaultFlapping.changes),
  windowMinutes: minutes.default(defaultFlapping.windowMs / 60_000),
  calmMinutes: minutes.default(defaultFlapping.calmMs / 60_000),
});

const keys = z.strictObject({
  autoResolve: z.array(timeout).max(200).default([]),
  flapping: flappingConfig.prefault({}),
});

/** How long words of senders hold that name no end, and what flaps. */
export const lifecycleConfig = keys.superRefine(({ autoResolve }, context) => {
  autoResolve.forEach(({ sender }, index) => {
    if (autoResolve.findIndex((other) => other.sender === sender) < index) {
      context.addIssue({ code: 'custom', path: ['autoResolve', index, 'sender'], message: `"${sender}" stands twice` });
    }
  });
});
export type LifecycleConfig = z.output<typeof lifecycleConfig>;

export const defaultLifecycleConfig: LifecycleConfig = lifecycleConfig.parse({});

/** The keys at a path below `lifecycle`. */
export const lifecycleKeys = (path: readonly PropertyKey[]): object =>
  path[1] === 'autoResolve' ? timeout.shape : path[1] === 'flapping' ? flappingConfig.shape : keys.shape;

/** The settings as the pipeline goes by them. */
export const lifecyclePolicy = ({ autoResolve, flapping }: LifecycleConfig): LifecyclePolicy => {
  const timeouts = new Map(autoResolve.map(({ sender, minutes: length }) => [sender, length * 60_000]));
  return {
    timeoutMs: (sender) => timeouts.get(sender) ?? null,
    flapping: {
      changes: flapping.changes,
      windowMs: flapping.windowMinutes * 60_000,
      calmMs: flapping.calmMinutes * 60_000,
    },
  };
};
