import { z } from 'zod';
import { changeSenders } from '../changes/change-senders.js';
import { senders } from '../intake/registry.js';
import { senderMapping } from './generic-sender-schema.js';
import { path, variable } from './secret-reader.js';

/** What the configuration must know of senders, those of alerts and those of changes. */
const known: ReadonlyArray<{ name: string; signature?: unknown; check?: unknown }> = [...senders, ...changeSenders];

const header = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,100}$/, 'must be the name of a header')
  .optional();
const secrets = { secret: variable.optional(), secretFile: path.optional() };

export const genericSenderConfig = z
  .strictObject({
    type: z.literal('generic'),
    /** Served at `/intake/generic/<name>`. */
    name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be small letters, digits, _ and -'),
    title: z.string().trim().min(1).max(100).optional(),
    ...secrets,
    signatureHeader: header,
    timestampHeader: header,
    mapping: senderMapping,
  })
  .superRefine((given, context) => {
    checkSecrets(given, context);
  });

export const builtInSenderConfig = z
  .strictObject({
    type: z.enum(known.map(({ name }) => name) as [string, ...string[]]),
    ...secrets,
    signatureHeader: header,
    timestampHeader: header,
    /** Topics of SNS that may send without a token. */
    topics: z
      .array(
        z.string().regex(/^arn:aws(?:-[a-z-]+)?:sns:[a-z0-9-]+:\d{12}:.{1,256}$/, 'must be the ARN of a topic of SNS')
      )
      .max(100)
      .default([]),
  })
  .superRefine((given, context) => {
    checkSecrets(given, context);
    const sender = known.find(({ name }) => name === given.type);
    const wrong = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    for (const key of ['secret', 'secretFile', 'signatureHeader', 'timestampHeader'] as const) {
      if (given[key] !== undefined && !sender?.signature) {
        wrong(key, `${given.type} has no signature that a secret could check`);
      }
    }
    if (given.topics.length > 0 && !sender?.check) {
      wrong('topics', `${given.type} has no topics`);
    }
  });

interface Secrets {
  secret?: string | undefined;
  secretFile?: string | undefined;
  signatureHeader?: string | undefined;
  timestampHeader?: string | undefined;
}

const checkSecrets = (given: Secrets, context: z.core.$RefinementCtx): void => {
  const wrong = (key: keyof Secrets, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  if (given.secret !== undefined && given.secretFile !== undefined) {
    wrong('secretFile', 'secret is set as well; keep one of them');
  }
  const hasSecret = given.secret !== undefined || given.secretFile !== undefined;
  for (const key of ['signatureHeader', 'timestampHeader'] as const) {
    if (given[key] !== undefined && !hasSecret) {
      wrong(key, 'needs a secret');
    }
  }
};

/** What the YAML says of a sender: the secret of one that Watchroom knows, or one that a mapping describes. */
export const senderConfig = z.discriminatedUnion('type', [genericSenderConfig, builtInSenderConfig]);
export type SenderConfig = z.output<typeof senderConfig>;
