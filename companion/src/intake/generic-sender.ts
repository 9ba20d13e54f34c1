import type { AlertStatus, Link, Severity } from '@watchroom/contract';
import { z } from 'zod';
import type { SenderMapping } from '../config/generic-sender-schema.js';
import { compileExpression, ExpressionFailed } from './mapping-expression.js';
import { annotationsOf, epochOrNull, labelsOf, senderCountOf, webLink } from './payload-fields.js';
import { InvalidPayload, type AnySender, type IncomingEvent } from './sender.js';
import { severityFromWord } from './severity.js';
import { hmacSha256 } from './signatures.js';

/** Before the name of a sender that a mapping describes. */
export const genericPrefix = 'generic:';

const maxEvents = 1000;
const maxErrors = 20;
/** For all expressions of one payload together. */
const budgetMs = 2000;

const statusWords: Record<string, AlertStatus> = {
  firing: 'firing',
  alerting: 'firing',
  triggered: 'firing',
  trigger: 'firing',
  active: 'firing',
  open: 'firing',
  problem: 'firing',
  alarm: 'firing',
  down: 'firing',
  true: 'firing',
  resolved: 'resolved',
  resolve: 'resolved',
  recovered: 'resolved',
  recovery: 'resolved',
  inactive: 'resolved',
  closed: 'resolved',
  cleared: 'resolved',
  ok: 'resolved',
  up: 'resolved',
  false: 'resolved',
};

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const lowered = <T>(map: Readonly<Record<string, T>>): Map<string, T> =>
  new Map(Object.entries(map).map(([word, value]) => [word.trim().toLowerCase(), value]));

type Field<T> = (input: unknown, bindings: Readonly<Record<string, unknown>>) => Promise<T>;

/** Reads one field of an event by its expression; `undefined` where there is no expression. */
const fieldOf = (name: string, source: string | undefined): Field<unknown> => {
  if (source === undefined) {
    return () => Promise.resolve(undefined);
  }
  const evaluate = compileExpression(source);
  return async (input, bindings) => {
    try {
      return await evaluate(input, bindings);
    } catch (error) {
      if (error instanceof ExpressionFailed) {
        throw new InvalidPayload([{ field: name, message: `the mapping ${shown(source)} ${error.message}` }]);
      }
      throw error;
    }
  };
};

const shown = (source: string): string => `"${source.slice(0, 80)}"`;

const textOf = (value: unknown): string => (isScalar(value) ? String(value).slice(0, 65_536) : '');

/** A map of fields by their expressions; what `*` gives comes first, and the others go before it. */
const mapOf = (name: string, given: SenderMapping['labels'], flat: typeof labelsOf): Field<Record<string, string>> => {
  const all = given['*'];
  const whole = fieldOf(name, all);
  const parts = Object.entries(given)
    .filter(([key]) => key !== '*')
    .map(([key, source]) => [key, fieldOf(`${name}.${key}`, source)] as const);
  return async (input, bindings) => {
    const values = (await whole(input, bindings)) ?? {};
    if (!isMap(values)) {
      throw new InvalidPayload([{ field: name, message: `the mapping ${shown(all ?? '')} gives no map` }]);
    }
    const named: Array<[string, unknown]> = [];
    for (const [key, field] of parts) {
      named.push([key, await field(input, bindings)]);
    }
    return flat(Object.fromEntries([...Object.entries(values), ...named]));
  };
};

const choice = <T>(
  name: string,
  source: string | undefined,
  find: (word: string) => T | undefined,
  otherwise: T,
  known: string
): Field<T> => {
  const field = fieldOf(name, source);
  return async (input, bindings) => {
    const value = await field(input, bindings);
    if (value === undefined || value === null || value === '') {
      return otherwise;
    }
    const found = isScalar(value) ? find(String(value).trim().toLowerCase()) : undefined;
    if (found === undefined) {
      throw new InvalidPayload([
        {
          field: name,
          message: `${isScalar(value) ? `"${String(value).slice(0, 60)}" is no word that is known` : 'is no word'}; ${known}`,
        },
      ]);
    }
    return found;
  };
};

const timeField = (name: string, source: string | undefined): Field<number | null> => {
  const field = fieldOf(name, source);
  return async (input, bindings) => {
    const value = await field(input, bindings);
    if (value === undefined || value === null || value === '') {
      return null;
    }
    const at = typeof value === 'string' || typeof value === 'number' ? epochOrNull(value) : null;
    if (at === null) {
      throw new InvalidPayload([
        { field: name, message: 'expected a time: RFC 3339, or seconds or milliseconds since 1970' },
      ]);
    }
    return at;
  };
};

/** What reads one event of a payload by a mapping. */
const eventReader = (mapping: SenderMapping) => {
  const statuses = new Map([...Object.entries(statusWords), ...lowered(mapping.statuses)]);
  const severities = lowered(mapping.severities);
  const name = fieldOf('name', mapping.name);
  const status = choice(
    'status',
    mapping.status,
    (word) => statuses.get(word),
    'firing',
    'say under statuses what it means'
  );
  const severity: Field<Severity> = choice(
    'severity',
    mapping.severity,
    (word) => severities.get(word) ?? severityFromWord(word),
    'unknown',
    ''
  );
  const identity = mapping.identity?.map((source, index) => fieldOf(`identity[${index}]`, source));
  const summary = fieldOf('summary', mapping.summary);
  const description = fieldOf('description', mapping.description);
  const startsAt = timeField('startsAt', mapping.startsAt);
  const endsAt = timeField('endsAt', mapping.endsAt);
  const count = fieldOf('count', mapping.count);
  const labels = mapOf('labels', mapping.labels, labelsOf);
  const annotations = mapOf('annotations', mapping.annotations, annotationsOf);
  const links = mapping.links.map(({ title, url }, index) => ({ title, url: fieldOf(`links[${index}].url`, url) }));

  return async (
    input: unknown,
    bindings: Readonly<Record<string, unknown>>,
    receivedAt: number
  ): Promise<IncomingEvent> => {
    const called = textOf(await name(input, bindings)).trim();
    if (called === '') {
      throw new InvalidPayload([{ field: 'name', message: `the mapping ${shown(mapping.name)} gives no text` }]);
    }
    const named = await labels(input, bindings);
    const parts: string[] = [];
    for (const [index, field] of (identity ?? []).entries()) {
      const part = await field(input, bindings);
      if (part === undefined || part === null || part === '') {
        throw new InvalidPayload([
          {
            field: `identity[${index}]`,
            message: `the mapping ${shown(mapping.identity?.[index] ?? '')} gives nothing`,
          },
        ]);
      }
      parts.push(isScalar(part) ? String(part) : JSON.stringify(part));
    }
    const found: Link[] = [];
    for (const { title, url } of links) {
      found.push(...webLink(title, textOf(await url(input, bindings))));
    }
    const state = await status(input, bindings);
    const counted = await count(input, bindings);
    const ended = await endsAt(input, bindings);
    const holds = mapping.holdsSeconds === undefined ? null : receivedAt + mapping.holdsSeconds * 1000;
    return {
      identity: identity ? parts : [called, ...Object.entries(named).flat()],
      name: called.slice(0, 500),
      status: state,
      severity: await severity(input, bindings),
      summary: textOf(await summary(input, bindings)),
      description: textOf(await description(input, bindings)),
      labels: named,
      annotations: await annotations(input, bindings),
      links: found,
      startsAt: (await startsAt(input, bindings)) ?? receivedAt,
      endsAt: state === 'resolved' ? (ended ?? receivedAt) : holds,
      ...senderCountOf(typeof counted === 'string' || typeof counted === 'number' ? counted : null),
      ...(mapping.occurrence && { occurrence: true }),
    };
  };
};

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : value === undefined || value === null ? [] : [value];

/**
 * A sender that people describe by a mapping, at `/intake/generic/<name>`. The payload and the time of receipt (ms) are `$payload` and
 * `$receivedAt` in every expression.
 *
 * @throws {SyntaxError} on an expression that is none; the mapping's schema refuses those.
 */
export const createGenericSender = (config: {
  name: string;
  title?: string | undefined;
  mapping: SenderMapping;
}): AnySender => {
  const { mapping } = config;
  const read = eventReader(mapping);
  const events = mapping.events === undefined ? null : fieldOf('events', mapping.events);
  return {
    name: `${genericPrefix}${config.name}`,
    title: config.title ?? config.name,
    paths: [],
    schema: z.unknown(),
    signature: hmacSha256('X-Signature'),
    words: {
      severities: mapping.severities,
      statuses: mapping.statuses,
      identity: mapping.identity ?? [mapping.name, 'all labels'],
      links: mapping.links.map(({ url }) => url),
    },
    parse: async (payload, receivedAt) => {
      const bindings = { payload, receivedAt };
      const given = events ? listOf(await events(payload, bindings)) : [payload];
      if (given.length > maxEvents) {
        throw new InvalidPayload([
          { field: 'events', message: `has ${given.length} items; at most ${maxEvents} are taken at once` },
        ]);
      }
      const startedAt = performance.now();
      const found: IncomingEvent[] = [];
      const errors: InvalidPayload['errors'] = [];
      for (const [index, one] of given.entries()) {
        if (performance.now() - startedAt > budgetMs) {
          throw new InvalidPayload([{ field: 'mapping', message: `takes longer than ${budgetMs} ms for one payload` }]);
        }
        try {
          found.push(await read(one, bindings, receivedAt));
        } catch (error) {
          if (!(error instanceof InvalidPayload)) {
            throw error;
          }
          errors.push(
            ...error.errors.map(({ field, message }) => ({
              field: events ? `events[${index}].${field}` : field,
              message,
            }))
          );
        }
      }
      if (errors.length > 0) {
        throw new InvalidPayload(errors.slice(0, maxErrors));
      }
      return found;
    },
  };
};
