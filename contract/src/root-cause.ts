import { z } from 'zod';
import { instant } from './time.js';
import { labels } from './alert.js';
import { points } from './series.js';

/** One number that went into a candidate's score, so that people can check it. */
export const evidenceTerm = z
  .object({ name: z.string(), value: z.number(), text: z.string() })
  .meta({ id: 'EvidenceTerm' });

/** What speaks for a candidate. */
export const evidence = z
  .object({
    kind: z.enum(['metric', 'log', 'trace', 'topology', 'change']),
    title: z.string(),
    terms: z.array(evidenceTerm),
    /** The very points that were judged, thinned for drawing; null where there are none. */
    points: points.nullable(),
    /** Where the normal period ends and the incident begins. */
    onsetAt: instant.nullable(),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.output<typeof evidence>;

export const rootCauseCandidate = z
  .object({
    rank: z.int(),
    service: z.string(),
    metric: z.string(),
    labels,
    /** Comparable within one result only. */
    score: z.number(),
    evidence: z.array(evidence),
  })
  .meta({ id: 'RootCauseCandidate' });
export type RootCauseCandidate = z.output<typeof rootCauseCandidate>;

export const rootCauseResult = z
  .object({
    incidentId: z.string(),
    computedAt: instant,
    normalFrom: instant,
    onsetAt: instant,
    until: instant,
    seriesExamined: z.int(),
    /** False: no candidate stands out; the list is then only an order of looking. */
    confident: z.boolean(),
    summary: z.string(),
    candidates: z.array(rootCauseCandidate),
  })
  .meta({ id: 'RootCauseResult' });
export type RootCauseResult = z.output<typeof rootCauseResult>;
