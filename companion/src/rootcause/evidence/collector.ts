import type { ChangeEvent } from '../changes-nearby.js';
import type { CallEdge } from '../metric-series.js';
import type { JudgedSeries } from '../metric-shift.js';

/** What an incident's evidence is looked for in, ms. */
export interface EvidenceSpan {
  from: number;
  /** When the incident was noticed. */
  detectedAt: number;
  /** Exclusive. */
  to: number;
  /** Services that other sources know; a collector uses these names where it means the same. */
  services: readonly string[];
}

/** What one source says of the span. Empty lists where it has nothing. */
export interface Collected {
  signals: JudgedSeries[];
  /** Calls that it has seen. */
  graph: CallEdge[];
  /** What was done to services; also shortly before the span. Only sources that know of changes have it. */
  changes?: ChangeEvent[];
}

/** Brings the evidence of one source (logs, spans, ...) into the form that the ranking judges: series by service. */
export interface EvidenceCollector {
  /** A word for the source. */
  readonly name: string;
  collect(span: EvidenceSpan): Promise<Collected>;
}
