import { alertStatus, severity } from '@watchroom/contract';
import { z } from 'zod';
import { expressionProblem } from '../intake/mapping-expression.js';

const expression = z
  .string()
  .trim()
  .min(1)
  .superRefine((source, context) => {
    const problem = expressionProblem(source);
    if (problem !== null) {
      context.addIssue({ code: 'custom', message: problem });
    }
  });
/** Names with an expression each; `*`, or a single expression in the place of all, gives a map of several. */
const named = z.preprocess(
  (given) => (typeof given === 'string' ? { '*': given } : given),
  z
    .record(z.string().min(1).max(200), expression)
    .refine((map) => Object.keys(map).length <= 100, 'must have at most 100 items')
);

/** How a payload becomes events. Expressions are JSONata; all but `events` are worked out on one event. */
export const senderMapping = z.strictObject({
  /** What gives the list of events; without it the payload is one event. */
  events: expression.optional(),
  name: expression,
  /** Without it every event fires. */
  status: expression.optional(),
  /** Words of `status` that Watchroom does not know. */
  statuses: z.record(z.string(), alertStatus).default({}),
  severity: expression.optional(),
  severities: z.record(z.string(), severity).default({}),
  /** What makes two events the same alert; without it name and labels. */
  identity: z.array(expression).min(1).max(20).optional(),
  summary: expression.optional(),
  description: expression.optional(),
  startsAt: expression.optional(),
  endsAt: expression.optional(),
  labels: named.default({}),
  annotations: named.default({}),
  links: z
    .array(z.strictObject({ title: z.string().min(1).max(200), url: expression }))
    .max(20)
    .default([]),
  /** How often it has happened so far, where the sender counts. */
  count: expression.optional(),
  /** Its events say that something happened, as those of intrusion detection do, not that something holds. */
  occurrence: z.boolean().default(false),
  /** A firing alert that is not said again for so long is over. */
  holdsSeconds: z.number().min(10).max(31_536_000).optional(),
});
/** As checked; `senderMapping` is what may be written. */
export type SenderMapping = z.output<typeof senderMapping>;
