import { z } from 'zod';
import { causeVerdict, type Incident } from '@watchroom/contract';
import { similarTo } from '../incidents/similar.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { RankedCause } from './rank.js';

const kind = 'root-cause-feedback';

const storedFeedback = z.object({
  incidentId: z.string(),
  /** What people said of each service of that incident. */
  verdicts: z.record(z.string(), z.object({ verdict: causeVerdict, by: z.string(), at: z.number() })),
});
type StoredFeedback = z.output<typeof storedFeedback>;
type Verdict = z.output<typeof causeVerdict>;

/** Each earlier verdict moves a score by up to this share, by the likeness of the incidents; all together at most by twice that. */
const perVerdict = 0.25;
const mostIncidents = 200;

/** What verdicts on earlier, similar incidents say of a service. */
export interface Experience {
  /** Factor of its score: above 1 where it was the cause before. */
  factor: number;
  was: number;
  wasNot: number;
  /** The most alike incident that it was the cause of, or was not. */
  incident: { id: string; title: string };
}

export interface Feedback {
  /** Remembers what a person says of a service; null takes it back. */
  put(incidentId: string, service: string, verdict: Verdict | null, by: string, at: number): Promise<void>;
  /** Verdicts on this very incident, by service. */
  verdicts(incidentId: string): Promise<ReadonlyMap<string, Verdict>>;
  /** By service, from earlier incidents like this one. */
  experience(incident: Incident): Promise<ReadonlyMap<string, Experience>>;
}

const experienceOf = (
  incident: Incident,
  earlier: readonly Incident[],
  given: ReadonlyMap<string, StoredFeedback>
): Map<string, Experience> => {
  const sums = new Map<string, Experience>();
  for (const { incident: other, likeness } of similarTo(incident, earlier, mostIncidents)) {
    for (const [service, { verdict }] of Object.entries(given.get(other.id)?.verdicts ?? {})) {
      const known = sums.get(service) ?? {
        factor: 1,
        was: 0,
        wasNot: 0,
        incident: { id: other.id, title: other.title },
      };
      known[verdict === 'cause' ? 'was' : 'wasNot'] += 1;
      known.factor += (verdict === 'cause' ? 1 : -1) * perVerdict * likeness;
      sums.set(service, known);
    }
  }
  for (const known of sums.values()) {
    known.factor = Math.max(1 - 2 * perVerdict, Math.min(1 + 2 * perVerdict, known.factor));
  }
  return sums;
};

/** Kept as documents in the alert store, one for each incident. */
export const createFeedback = (
  store: Pick<AlertStore, 'getIncidents' | 'getDocument' | 'listDocuments' | 'putDocument'>
): Feedback => ({
  put: async (incidentId, service, verdict, by, at) => {
    const found = await store.getDocument(kind, incidentId);
    const known = storedFeedback.safeParse(found?.body);
    const { [service]: _, ...others } = known.success ? known.data.verdicts : {};
    const verdicts = verdict === null ? others : { ...others, [service]: { verdict, by, at } };
    await store.putDocument(kind, incidentId, { incidentId, verdicts }, found?.version ?? null);
  },
  verdicts: async (incidentId) => {
    const known = storedFeedback.safeParse((await store.getDocument(kind, incidentId))?.body);
    const entries = known.success ? Object.entries(known.data.verdicts) : [];
    return new Map(entries.map(([service, { verdict }]) => [service, verdict]));
  },
  experience: async (incident) => {
    const given = new Map<string, StoredFeedback>();
    for (const { id, body } of await store.listDocuments(kind)) {
      const known = storedFeedback.safeParse(body);
      if (known.success && id !== incident.id) {
        given.set(id, known.data);
      }
    }
    const newest = [...given.keys()].slice(-mostIncidents);
    return newest.length === 0 ? new Map() : experienceOf(incident, await store.getIncidents(newest), given);
  },
});

/** Causes with their scores multiplied by what is known of them, best first. */
export const withExperience = (
  causes: readonly RankedCause[],
  experience: ReadonlyMap<string, Experience>
): RankedCause[] =>
  causes
    .map((cause) => ({ ...cause, score: cause.score * (experience.get(cause.service)?.factor ?? 1) }))
    .sort((a, b) => b.score - a.score || a.service.localeCompare(b.service));
