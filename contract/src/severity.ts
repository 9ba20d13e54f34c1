import { z } from 'zod';

/** How bad, most severe first. `unknown` is a sender that does not say; it ranks above `info` so that it is not overlooked. */
export const severities = ['critical', 'high', 'warning', 'unknown', 'info'] as const;
export const severity = z.enum(severities).meta({ id: 'Severity' });
export type Severity = z.output<typeof severity>;

/** What a detector says of its alerts: always the same, or by how rare, long and wide each anomaly is. */
export const detectorSeverity = z.enum([...severities, 'auto']);
export type DetectorSeverity = z.output<typeof detectorSeverity>;

const ranks: Record<Severity, number> = { critical: 5, high: 4, warning: 3, unknown: 2, info: 1 };

/** 5 (critical) to 1 (info), for sorting and comparing. */
export const severityRank = (value: Severity): number => ranks[value];

/** The worse of two severities. */
export const worstSeverity = (a: Severity, b: Severity): Severity => (ranks[a] >= ranks[b] ? a : b);
