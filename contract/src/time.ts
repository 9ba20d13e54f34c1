import { z } from 'zod';

/**
 * A moment. On the wire: ISO 8601 with offset (`2026-11-23T05:01:12.000Z`). Inside: milliseconds since the epoch, UTC.
 *
 * Schemas that hold one are two-way: `schema.decode(wire)` gives the inside form, `schema.encode(inside)` the wire form.
 */
export const instant = z
  .codec(z.iso.datetime({ offset: true }), z.number(), {
    decode: (iso) => Date.parse(iso),
    encode: (ms) => new Date(ms).toISOString(),
  })
  .meta({ description: 'ISO 8601 date and time with offset' });

/** A moment that may be unknown or not yet there. */
export const maybeInstant = instant.nullable();

/** A moment in a query: ISO 8601 on the wire, milliseconds inside. */
export const moment = z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso));
