/** Everything the companion can be told, after validation. Made by `load.ts` from the environment and the YAML files. */
import type { Matcher, Severity } from '@watchroom/contract';

export interface Settings {
  host: string;
  port: number;
  /** Folder of the embedded stores, the token and the intake's rejects. */
  dataDir: string;
  configDir: string | null;
  logLevel: string;
  clickhouse: { url: string; username: string; password: string; database: string } | null;
  elasticsearch: { url: string; apiKey: string | null; username: string | null; password: string | null; prefix: string } | null;
  /** Bearer token with the Admin role, for automation. */
  adminToken: string;
  /** Secret shared with the plugin's backend; signs JWTs. Null: only the bearer token is taken. */
  pluginSecret: string | null;
  /** Tokens of senders that are not on the loopback. */
  intakeTokens: string[];
  /** Whether this machine's own metrics are collected. */
  collectHost: boolean;
  /** Scenario of the simulated shop to run beside real senders; null for none. */
  lab: string | null;
  retentionDays: number;
  detectors: DetectorConfig[];
  correlation: CorrelationRule[];
}

interface DetectorCommon {
  name: string;
  matchers: Matcher[];
  intervalSeconds: number;
  severity: Severity;
  /** Added to the labels of the alerts it makes. */
  labels: Record<string, string>;
}

export interface BaselineDetectorConfig extends DetectorCommon {
  kind: 'baseline';
  sensitivity: number;
  direction: 'both' | 'up' | 'down';
  season: 'auto' | 'none' | 'hour-of-day' | 'hour-of-week';
  /** How much history the baseline may use. */
  historyDays: number;
}

export interface ThresholdDetectorConfig extends DetectorCommon {
  kind: 'threshold';
  above: number | null;
  below: number | null;
  forSeconds: number;
}

export type DetectorConfig = BaselineDetectorConfig | ThresholdDetectorConfig;

/** Alerts that share the values of `groupBy` labels within `windowSeconds` of the incident's last alert join it. */
export interface CorrelationRule {
  name: string;
  matchers: Matcher[];
  groupBy: string[];
  windowSeconds: number;
}
