import type { Incident, SimilarIncident } from '@watchroom/contract';
import { likeness } from '../correlation/evidence.js';
import { templateOf } from '../correlation/templates.js';

const wordsOf = (incident: Incident): ReadonlySet<string> =>
  new Set(
    templateOf(incident.title)
      .toLowerCase()
      .split(/[^\p{L}\p{N}<>]+/u)
      .filter((word) => word.length > 1)
  );

const least = 0.4;

/**
 * Earlier incidents like this one, the most alike first: the same words in the title count for 0.4, the same services for 0.3, the same
 * place (rule and labels) for 0.3.
 */
export const similarTo = (incident: Incident, earlier: readonly Incident[], limit: number): SimilarIncident[] => {
  const words = wordsOf(incident);
  const services = new Set(incident.services);
  return earlier
    .filter(
      ({ id, startsAt, mergedInto }) => id !== incident.id && startsAt <= incident.startsAt && mergedInto === undefined
    )
    .map((other) => {
      const title = likeness(words, wordsOf(other));
      const shared = likeness(services, new Set(other.services));
      const samePlace = other.rule === incident.rule && other.groupKey === incident.groupKey;
      const reasons = [
        samePlace ? `the same ${incident.groupKey.replaceAll(/(?:^|,)\w+=(?=,|$)/g, '').replace(/^,/, '')}` : '',
        title >= 0.5 ? 'a similar title' : '',
        shared > 0 ? `services ${other.services.filter((service) => services.has(service)).join(', ')}` : '',
      ].filter((reason) => reason !== '');
      return {
        incident: other,
        likeness: Math.round((0.4 * title + 0.3 * shared + 0.3 * Number(samePlace)) * 100) / 100,
        reason: reasons.length === 0 ? 'Some words in common' : `Has ${reasons.join(', ')}`,
      };
    })
    .filter((one) => one.likeness >= least)
    .sort((a, b) => b.likeness - a.likeness || b.incident.startsAt - a.incident.startsAt)
    .slice(0, limit);
};
