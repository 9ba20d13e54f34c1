import type { SenderSettings } from '../config/sender-settings.js';
import { createGenericSender } from './generic-sender.js';
import { senders as builtIn } from './registry.js';
import type { AnySender, SenderOptions } from './sender.js';

const noOptions: SenderOptions = { secret: null, signatureHeader: null, timestampHeader: null, topics: [] };

/** Watchroom's own senders and those of the configuration, and what the configuration says of each. */
export const configuredSenders = (
  settings: readonly SenderSettings[]
): { senders: readonly AnySender[]; optionsOf(sender: string): SenderOptions } => {
  const options = new Map<string, SenderOptions>();
  const generic: AnySender[] = [];
  for (const one of settings) {
    const sender = one.generic ? createGenericSender(one.generic) : null;
    if (sender) {
      generic.push(sender);
    }
    options.set(sender?.name ?? one.type, one.options);
  }
  return { senders: [...builtIn, ...generic], optionsOf: (name) => options.get(name) ?? noOptions };
};
