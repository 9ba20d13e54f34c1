/** Everything the companion can be told, after validation. Made by `load.ts` from the environment and the YAML files. */
import type { Calendar, DetectorSpec } from '@watchroom/contract';
import type { z } from 'zod';
import type { SuppressionConfig } from '../suppression/create-suppressions.js';
import type { LifecycleConfig } from './lifecycle-schema.js';
import type { LogsConfig } from './logs-schema.js';
import type { correlationRule, viewConfig } from './schema.js';
import type { EnrichmentSettings } from './enrichment-tables.js';
import type { SenderSettings } from './sender-settings.js';
import type { SourceSettings } from './source-settings.js';

export type { SourceSettings } from './source-settings.js';

export interface Settings {
  host: string;
  port: number;
  /** Folder of the embedded stores, the token and the intake's rejects. */
  dataDir: string;
  configDir: string | null;
  logLevel: string;
  clickhouse: { url: string; username: string; password: string; database: string } | null;
  elasticsearch: {
    url: string;
    apiKey: string | null;
    username: string | null;
    password: string | null;
    prefix: string;
  } | null;
  /** Bearer token with the Admin role, for automation. */
  adminToken: string;
  /** Secret shared with the plugin's backend; signs JWTs. Null: only the bearer token is taken. */
  pluginSecret: string | null;
  /** Tokens of senders that are not on the loopback. */
  intakeTokens: string[];
  /** Origins of pages that may call the API from a browser, e.g. the host page. */
  allowedOrigins: string[];
  /** Whether this machine's own metrics are collected. */
  collectHost: boolean;
  /** Scenario of the simulated shop to run beside real senders; null for none. */
  lab: string | null;
  retentionDays: number;
  /** Connections that detectors may query. */
  sources: SourceSettings[];
  /** Holidays and maintenance. */
  calendars: Calendar[];
  detectors: DetectorConfig[];
  correlation: CorrelationRule[];
  lifecycle: LifecycleConfig;
  /** Masks, alerts and syslog; the defaults where absent. */
  logs?: LogsConfig;
  suppression: SuppressionConfig;
  /** Secrets of senders, and senders that mappings describe. */
  senders: SenderSettings[];
  enrichment: EnrichmentSettings[];
  /** Services and those that they call. */
  topology?: Array<{ service: string; calls: string[] }>;
  /** Views of the inbox that files provision. */
  views: Array<z.output<typeof viewConfig>>;
}

/** The contract's: a detector is the same thing in YAML and in the API. */
export type DetectorConfig = DetectorSpec;
export type BaselineDetectorConfig = Extract<DetectorSpec, { kind: 'baseline' }>;
export type ThresholdDetectorConfig = Extract<DetectorSpec, { kind: 'threshold' }>;

/** Alerts that share the values of `groupBy` labels within `windowSeconds` of the incident's last alert join it. */
export type CorrelationRule = Pick<CompleteRule, 'name' | 'matchers' | 'groupBy' | 'windowSeconds'> &
  Partial<CompleteRule>;
type CompleteRule = z.output<typeof correlationRule>;
