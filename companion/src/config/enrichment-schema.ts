import { severities } from '@watchroom/contract';
import { z } from 'zod';
import { boundedRegexProblem } from './bounded-regex.js';
import { matcherList } from './matcher-list.js';

const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const targetPattern = /^(?:annotations\.)?[a-zA-Z_][a-zA-Z0-9_]*$/;

/** What a rule may add: a label by its name, `service`, `severity`, `runbook`, `dashboard`, or `annotations.<name>`. */
export const targetProblem = (target: string): string | null =>
  targetPattern.test(target)
    ? null
    : `"${target.slice(0, 60)}" is none that can be set: a label name, runbook, dashboard or annotations.<name>`;

/** Why a value can't be set; null where it can. */
export const valueProblem = (target: string, value: string): string | null =>
  target === 'severity' && !(severities as readonly string[]).includes(value)
    ? `must be one of ${severities.join(', ')}`
    : null;

const labelNames = z.array(z.string().regex(labelName, 'must be a label name: letters, digits and _')).min(1).max(5);

export const tableKeys = z.strictObject({
  /** A CSV with a header line, or a list of maps in `*.table.yaml`; its path is relative to this file. */
  file: z
    .string()
    .max(4096)
    .regex(/\.(?:csv|table\.ya?ml)$/i, 'must end in .csv, .table.yaml or .table.yml'),
  /** Labels that are compared with the columns of the same names. All other columns are set. */
  match: labelNames,
});
export const extractKeys = z.strictObject({
  /** The label, `alertname`, `summary` or `description`. */
  from: z.string().regex(labelName, 'must be a label name, summary or description'),
  /** Its named groups become labels. */
  pattern: z
    .string()
    .min(1)
    .superRefine((pattern, context) => {
      const wrong = (message: string) => context.addIssue({ code: 'custom', message });
      const problem = boundedRegexProblem(pattern);
      if (problem !== null) {
        wrong(problem);
      } else if (!/\(\?<[A-Za-z_]\w*>/.test(pattern)) {
        wrong('has no named group like (?<team>[a-z]+), so that nothing would be set');
      }
    }),
});

const values = z.record(z.string(), z.string().min(1).max(2000)).superRefine((map, context) => {
  const wrong = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  if (Object.keys(map).length === 0) {
    context.addIssue({ code: 'custom', message: 'sets nothing' });
  }
  for (const [target, value] of Object.entries(map)) {
    const problem = targetProblem(target) ?? valueProblem(target, value);
    if (problem !== null) {
      wrong(target, problem);
    }
  }
});

export const enrichmentKeys = z.strictObject({
  name: z.string().trim().min(1).max(200),
  matchers: matcherList.default([]),
  /** Replaces what the sender says; else only what is absent is added. */
  override: z.boolean().default(false),
  /** Values as they are; `{{label}}` in them is that label's value. */
  set: values.optional(),
  extract: extractKeys.optional(),
  table: tableKeys.optional(),
});

/** One rule that adds to what senders say: values, parts of a label, or the row of a table. */
export const enrichmentRule = enrichmentKeys.superRefine((rule, context) => {
  const ways = (['set', 'extract', 'table'] as const).filter((way) => rule[way] !== undefined);
  if (ways.length !== 1) {
    context.addIssue({
      code: 'custom',
      message:
        ways.length === 0 ? 'must have one of set, extract and table' : `has ${ways.join(' and ')}; keep one of them`,
    });
  }
});
/** As checked, its table not read yet. */
export type EnrichmentRule = z.output<typeof enrichmentRule>;
