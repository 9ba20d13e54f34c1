import { correlationRuleSpec, detectorSpec, savedViewSpec, type DetectorSpec } from '@watchroom/contract';
import { z } from 'zod';
import { calendarConfig } from './calendar-schema.js';
import { lifecycleConfig } from './lifecycle-schema.js';
import { logsConfig } from './logs-schema.js';
import { matcherList } from './matcher-list.js';
import { sqlProblem } from './query-source.js';
import { enrichmentRule } from './enrichment-schema.js';
import { senderConfig } from './sender-schema.js';
import { sourceConfig } from './source-schema.js';
import { inhibitionRuleConfig, maintenanceWindowConfig, silenceConfig } from './suppression-schema.js';

const name = z.string().trim().min(1).max(200);

const [baselineSpec, thresholdSpec] = detectorSpec.options;

const watchesSomething = ({ matchers, query }: DetectorSpec, context: z.core.$RefinementCtx): void => {
  if (matchers.length === 0 && query === null) {
    context.addIssue({
      code: 'custom',
      path: ['matchers'],
      message: 'must name at least one metric or label, where there is no query',
    });
  }
  const wrong = query?.type === 'sql' ? sqlProblem(query.sql) : null;
  if (wrong !== null) {
    context.addIssue({ code: 'custom', path: ['query', 'sql'], message: wrong });
  }
};

export const baselineDetectorConfig = baselineSpec
  .extend({ matchers: matcherList.default([]) })
  .superRefine(watchesSomething);

export const thresholdDetectorConfig = thresholdSpec
  .extend({ matchers: matcherList.default([]) })
  .superRefine((config, context) => {
    watchesSomething(config, context);
    const { above, below } = config;
    if (above === null && below === null) {
      context.addIssue({ code: 'custom', message: 'must have above or below' });
    } else if (above !== null && below !== null && above < below) {
      context.addIssue({ code: 'custom', path: ['above'], message: `must not be less than below (${below})` });
    }
  });

/** The contract's detector with what only reading it can tell: selectors as text, regular expressions, what goes together. */
export const detectorConfig = z.discriminatedUnion('kind', [baselineDetectorConfig, thresholdDetectorConfig]);

export const correlationRule = z.strictObject({ ...correlationRuleSpec.shape, matchers: matcherList.default([]) });

/** A service and those that it calls: the service map, as far as labels do not tell it. */
export const topologyEntry = z.strictObject({ service: name, calls: z.array(name).min(1).max(200) });

/** A view of the inbox that everybody sees. */
export const viewConfig = savedViewSpec.omit({ shared: true });

/** One YAML file of the configuration folder. */
export const configFile = z.strictObject({
  apiVersion: z.literal(1),
  sources: z.array(sourceConfig).default([]),
  calendars: z.array(calendarConfig).max(100).default([]),
  detectors: z.array(detectorConfig).default([]),
  correlation: z.array(correlationRule).default([]),
  lifecycle: lifecycleConfig.optional(),
  silences: z.array(silenceConfig).max(1000).default([]),
  maintenanceWindows: z.array(maintenanceWindowConfig).max(1000).default([]),
  inhibitionRules: z.array(inhibitionRuleConfig).max(1000).default([]),
  senders: z.array(senderConfig).max(200).default([]),
  enrichment: z.array(enrichmentRule).max(500).default([]),
  topology: z.array(topologyEntry).max(5000).default([]),
  views: z.array(viewConfig).max(200).default([]),
  logs: logsConfig.optional(),
});
export type ConfigFile = z.output<typeof configFile>;
