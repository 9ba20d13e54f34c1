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
    kind: z.enum(['metric', 'log', 'trace', 'topology', 'change', 'feedback']),
    title: z.string(),
    terms: z.array(evidenceTerm),
    /** The very points that were judged, thinned for drawing; null where there are none. */
    points: points.nullable(),
    /** Where the normal period ends and the incident begins. */
    onsetAt: instant.nullable(),
    /** The newest log lines that it speaks of. */
    lines: z.array(z.object({ at: instant, message: z.string() })).optional(),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.output<typeof evidence>;

/** What a person says of a candidate: this was it, or was not. */
export const causeVerdict = z.enum(['cause', 'not-cause']);
export type CauseVerdict = z.output<typeof causeVerdict>;

export const rootCauseCandidate = z
  .object({
    rank: z.int(),
    service: z.string(),
    metric: z.string(),
    labels,
    /** Comparable within one result only. */
    score: z.number(),
    evidence: z.array(evidence),
    /** What a person said of it; null where nobody did. */
    verdict: causeVerdict.nullable().default(null),
  })
  .meta({ id: 'RootCauseCandidate' });
export type RootCauseCandidate = z.output<typeof rootCauseCandidate>;

/** Something that happened around the onset, for one axis of time. */
export const causeMoment = z
  .object({
    /** `metric`: a candidate's metric left its normal range; `anomaly`: a detector's; `log`: lines that tell of failure burst out. */
    kind: z.enum(['change', 'metric', 'anomaly', 'alert', 'log']),
    at: instant,
    /** When it was over; null for what has no length and for what still lasts. */
    until: instant.nullable(),
    /** Still goes on at the end of what was looked at. */
    lasting: z.boolean(),
    service: z.string(),
    title: z.string(),
    /** Id of the alert or the anomaly; null for others. */
    ref: z.string().nullable(),
  })
  .meta({ id: 'CauseMoment' });
export type CauseMoment = z.output<typeof causeMoment>;

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
    /** False: only metrics were looked at so far (`stage` first). */
    complete: z.boolean().default(true),
    /** Who calls whom, as far as labels and spans tell. */
    graph: z.array(z.object({ caller: z.string(), callee: z.string() })).default([]),
    candidates: z.array(rootCauseCandidate),
    /** In order of time; with `stage` first those of metrics only. */
    moments: z.array(causeMoment).default([]),
  })
  .meta({ id: 'RootCauseResult' });
export type RootCauseResult = z.output<typeof rootCauseResult>;

export const rootCauseQuery = z.object({
  /** `first`: what metrics say, at once; `whole`: everything. */
  stage: z.enum(['first', 'whole']).default('whole'),
});

/** A verdict on a candidate; null takes it back. */
export const causeFeedback = z
  .object({ service: z.string().trim().min(1).max(300), verdict: causeVerdict.nullable() })
  .meta({ id: 'CauseFeedback' });
export type CauseFeedback = z.output<typeof causeFeedback>;
