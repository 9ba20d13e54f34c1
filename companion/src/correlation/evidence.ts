/** One reason to believe that an alert belongs to an incident. */
export interface Evidence {
  /** 0 to 1: how sure it alone makes. */
  weight: number;
  /** For people; part of a sentence. */
  text: string;
}

/** How much each kind of evidence weighs alone; docs/incidents.md tells why. */
export const weights = {
  /** A neighbour in the service map; each further hop counts that much again. */
  hop: 0.7,
  /** Another service on the same machine. */
  host: 0.4,
  /** A message of the same template; a similar one counts by its likeness. */
  template: 0.3,
  /** They came together each time so far; less often counts less. */
  learnt: 0.8,
  /** Within half a minute. */
  moment: 0.15,
  /** So soon after the incident's last alert that chance hardly explains it, given how seldom incidents open here. */
  surprise: 0.5,
} as const;

/** From here on an alert joins. Reached by a neighbour alone or what came together four times in five; not by machine, words and moment alone, nor by time alone. */
export const joinFrom = 0.65;

/** Independent pieces of evidence together: one minus the chance that each of them deceives. */
export const combined = (evidence: readonly Evidence[]): number =>
  1 - evidence.reduce((doubt, { weight }) => doubt * (1 - weight), 1);

/** Evidence in one sentence. */
export const sentence = (evidence: readonly Evidence[]): string =>
  `Belongs to this incident by ${[...evidence]
    .sort((a, b) => b.weight - a.weight)
    .map(({ text }) => text)
    .join(', ')} (${Math.round(combined(evidence) * 100)} % sure)`;

/** How much two templates say the same: words in both among words in either, 0 to 1. */
export const likeness = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  let both = 0;
  for (const word of a) {
    both += Number(b.has(word));
  }
  return a.size + b.size === both ? Number(both > 0) : both / (a.size + b.size - both);
};
