import { direction, labels, matcher, season, severity, type Matcher } from '@watchroom/contract';
import { z } from 'zod';
import { MatcherSyntaxError, parseMatchers, regexError } from './matchers.js';

/** Reads a selector that is written as text; anything else goes on to the list's own schema. */
const selectorText = (value: unknown, context: z.core.$RefinementCtx): unknown => {
  if (typeof value !== 'string') {
    return value;
  }
  try {
    return parseMatchers(value);
  } catch (error) {
    if (!(error instanceof MatcherSyntaxError)) {
      throw error;
    }
    context.addIssue({ code: 'custom', message: `${error.message} of the selector`, input: value });
    return z.NEVER;
  }
};

const strictMatcher = z.strictObject(matcher.shape).superRefine(({ op, value }: Matcher, context) => {
  const wrong = op === '=~' || op === '!~' ? regexError(value) : null;
  if (wrong) {
    context.addIssue({ code: 'custom', message: wrong, path: ['value'] });
  }
});

/** Matchers as `cpu_usage{host="a"}` or as a list of label, op and value. */
export const matcherList = z.preprocess(selectorText, z.array(strictMatcher).max(20));

const name = z.string().trim().min(1).max(200);
const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'must be a label name: letters, digits and _');

const detectorCommon = {
  name,
  matchers: matcherList.refine((list) => list.length > 0, 'must name at least one metric or label'),
  intervalSeconds: z.number().min(1).max(86_400).default(60),
  severity: severity.default('warning'),
  labels: labels.default({}),
};

export const baselineDetectorConfig = z.strictObject({
  ...detectorCommon,
  kind: z.literal('baseline'),
  sensitivity: z.number().min(0).max(1).default(0.5),
  direction: direction.default('both'),
  season: season.default('auto'),
  historyDays: z.number().min(0.1).max(400).default(28),
});

export const thresholdDetectorConfig = z
  .strictObject({
    ...detectorCommon,
    kind: z.literal('threshold'),
    above: z.number().nullable().default(null),
    below: z.number().nullable().default(null),
    forSeconds: z.number().min(0).max(604_800).default(0),
  })
  .superRefine(({ above, below }, context) => {
    if (above === null && below === null) {
      context.addIssue({ code: 'custom', message: 'must have above or below' });
    } else if (above !== null && below !== null && above < below) {
      context.addIssue({ code: 'custom', path: ['above'], message: `must not be less than below (${below})` });
    }
  });

export const detectorConfig = z.discriminatedUnion('kind', [baselineDetectorConfig, thresholdDetectorConfig]);

export const correlationRule = z.strictObject({
  name,
  matchers: matcherList.default([]),
  groupBy: z
    .array(labelName)
    .min(1)
    .max(10)
    .refine((list) => new Set(list).size === list.length, 'must not name a label twice'),
  windowSeconds: z.number().min(1).max(86_400).default(300),
});

/** One YAML file of the configuration folder. */
export const configFile = z.strictObject({
  apiVersion: z.literal(1),
  detectors: z.array(detectorConfig).default([]),
  correlation: z.array(correlationRule).default([]),
});
export type ConfigFile = z.output<typeof configFile>;
