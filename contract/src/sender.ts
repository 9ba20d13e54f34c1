import { z } from 'zod';
import { alertEvent, alertStatus, labels } from './alert.js';
import { severity } from './severity.js';
import { instant, maybeInstant } from './time.js';

/** A kind of sender that Watchroom understands, and how it is doing on this companion. */
export const senderInfo = z
  .object({
    name: z.string(),
    title: z.string(),
    /** Of Watchroom itself, or described by a mapping in YAML. */
    kind: z.enum(['built-in', 'generic']),
    /** Where it posts to: the first is `/intake/<name>`, the others are the sender's own. */
    paths: z.array(z.string()),
    /** `checked`: every request must be signed; `possible`: a secret may be configured; `none`: it has none. */
    signature: z.enum(['none', 'possible', 'checked']),
    signatureHeader: z.string().nullable(),
    words: z.object({
      severities: z.record(z.string(), severity),
      statuses: z.record(z.string(), alertStatus),
      identity: z.array(z.string()),
      links: z.array(z.string()),
    }),
    /** Since the companion started. */
    since: instant,
    lastEventAt: maybeInstant,
    events: z.int(),
    lastRejectedAt: maybeInstant,
    rejected: z.int(),
    /** Rejected payloads that are kept and can be replayed. */
    kept: z.int(),
  })
  .meta({ id: 'SenderInfo' });
export type SenderInfo = z.output<typeof senderInfo>;

/** A sender with what its payloads must look like. */
export const senderDetail = z
  .object({ ...senderInfo.shape, jsonSchema: z.record(z.string(), z.unknown()) })
  .meta({ id: 'SenderDetail' });
export type SenderDetail = z.output<typeof senderDetail>;

const fieldErrors = z.array(z.object({ field: z.string(), message: z.string() }));

/** A payload that was refused, without the payload. */
export const rejection = z
  .object({
    id: z.string(),
    at: instant,
    sender: z.string(),
    path: z.string(),
    /** What the sender was answered. */
    status: z.int(),
    title: z.string(),
    errors: fieldErrors,
    bytes: z.int(),
    /** False where the payload was too large to be kept whole. */
    replayable: z.boolean(),
    /** When somebody last tried to replay it in vain; `errors` are of then. */
    triedAt: maybeInstant,
  })
  .meta({ id: 'Rejection' });
export type Rejection = z.output<typeof rejection>;

/** A payload that was refused. */
export const rejectionDetail = z
  .object({
    ...rejection.shape,
    /** Headers that tell how to read it; never those that may hold secrets. */
    headers: labels,
    encoding: z.enum(['utf8', 'base64']),
    payload: z.string(),
  })
  .meta({ id: 'RejectionDetail' });
export type RejectionDetail = z.output<typeof rejectionDetail>;

export const rejectionList = z.object({
  items: z.array(rejection),
  /** Rejected since the companion started and not kept, as there were too many at once. */
  leftOut: z.int(),
});

/** A payload to be read as a sender would, and how; nothing is stored. */
export const senderPreviewRequest = z
  .object({
    /** A sender's name; null for `mapping`. */
    sender: z.string().max(200).nullable().default(null),
    /** A mapping as YAML, as it stands under `mapping` of a generic sender. */
    mapping: z.string().max(50_000).nullable().default(null),
    payload: z.string().max(524_288),
    headers: z.record(z.string().max(200), z.string().max(2000)).default({}),
  })
  .meta({ id: 'SenderPreviewRequest' });
export type SenderPreviewRequest = z.output<typeof senderPreviewRequest>;

/** One event as the pipeline would get it, before enrichment. */
export const previewedEvent = alertEvent
  .pick({
    fingerprint: true,
    name: true,
    status: true,
    severity: true,
    service: true,
    summary: true,
    description: true,
    labels: true,
    annotations: true,
    links: true,
    startsAt: true,
    endsAt: true,
    triage: true,
  })
  .extend({ identity: z.array(z.string()) });
export type PreviewedEvent = z.output<typeof previewedEvent>;

/** What became of it; `errors` are of the payload, or of the mapping where its fields begin with `mapping`. */
export const senderPreview = z
  .object({ events: z.array(previewedEvent), errors: fieldErrors })
  .meta({ id: 'SenderPreview' });
export type SenderPreview = z.output<typeof senderPreview>;
