import type { SenderOptions } from '../intake/sender.js';
import type { ConfigProblem } from './config-error.js';
import type { SenderMapping } from './generic-sender-schema.js';
import { createSecretReader, type Located } from './secret-reader.js';
import type { Environment } from './secrets.js';
import type { SenderConfig } from './sender-schema.js';

/** What the configuration says of a sender, its secret read. */
export interface SenderSettings {
  /** The built-in sender's name, or `generic`. */
  type: string;
  options: SenderOptions;
  /** Of a sender that a mapping describes. */
  generic: { name: string; title?: string | undefined; mapping: SenderMapping } | null;
}

/** Reads the secrets that senders name, as `readSources` does. */
export const readSenders = async (
  senders: ReadonlyArray<Located<SenderConfig>>,
  env: Environment
): Promise<{ senders: SenderSettings[]; problems: ConfigProblem[] }> => {
  const problems: ConfigProblem[] = [];
  const settings = await Promise.all(
    senders.map(async (located): Promise<SenderSettings> => {
      const { config } = located;
      const secret = await createSecretReader('senders', located, env, problems).secret(
        'secret',
        config.secret,
        config.secretFile
      );
      return {
        type: config.type,
        options: {
          secret,
          signatureHeader: config.signatureHeader ?? null,
          timestampHeader: config.timestampHeader ?? null,
          topics: 'topics' in config ? config.topics : [],
        },
        generic: 'mapping' in config ? { name: config.name, title: config.title, mapping: config.mapping } : null,
      };
    })
  );
  return { senders: settings, problems };
};
