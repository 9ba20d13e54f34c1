import type { SenderPreview, SenderPreviewRequest } from '@watchroom/contract';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { type z } from 'zod';
import { explainIssue, formatPath, valueAt } from '../config/explain-issue.js';
import { senderMapping, type SenderMapping } from '../config/generic-sender-schema.js';
import { notFound } from '../http/http-problem.js';
import { stampEvent } from '../pipeline/fingerprint.js';
import { createGenericSender } from './generic-sender.js';
import { InvalidPayload, type AnySender } from './sender.js';
import { payloadOf } from './sender-routes.js';

const maxAliases = 20;

/** @throws {InvalidPayload} with fields that begin with `mapping`. */
const readMapping = (text: string): SenderMapping => {
  let raw: unknown;
  try {
    raw = parseYaml(text, { maxAliasCount: maxAliases });
  } catch (error) {
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    const message = error instanceof Error ? (error.message.split(/ at line \d+|\n/)[0] ?? '') : '';
    throw new InvalidPayload([
      { field: line === undefined ? 'mapping' : `mapping, line ${line}`, message: `is not valid YAML: ${message}` },
    ]);
  }
  const checked = senderMapping.safeParse(raw);
  if (checked.success) {
    return checked.data;
  }
  throw new InvalidPayload(
    checked.error.issues.slice(0, 20).map((issue) => {
      const message =
        issue.code === 'unrecognized_keys'
          ? `has unknown keys: ${issue.keys.join(', ')}; known: ${Object.keys(senderMapping.shape).join(', ')}`
          : explainIssue(issue as z.core.$ZodIssue, valueAt(raw, issue.path));
      return { field: formatPath(['mapping', ...issue.path]), message };
    })
  );
};

/** What a payload would become. Nothing is stored; signatures and tokens are not looked at. */
export const previewPayload = async (
  { sender: name, mapping, payload, headers }: SenderPreviewRequest,
  senders: ReadonlyMap<string, AnySender>,
  now: number
): Promise<SenderPreview> => {
  if (name !== null && !senders.has(name)) {
    throw notFound(`sender ${name}`);
  }
  try {
    const sender =
      (name === null ? undefined : senders.get(name)) ??
      createGenericSender({ name: 'preview', mapping: readMapping(mapping ?? '') });
    const lowered = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]));
    const read = payloadOf(sender, { body: Buffer.from(payload, 'utf8'), headers: lowered });
    const events = await sender.parse(read, now);
    return {
      events: events.map((incoming) => {
        const { event } = stampEvent(sender.name, incoming, 1, now);
        return { ...event, identity: [...incoming.identity] };
      }),
      errors: [],
    };
  } catch (error) {
    if (error instanceof InvalidPayload) {
      return { events: [], errors: error.errors };
    }
    throw error;
  }
};
