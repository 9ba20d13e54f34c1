import type { InhibitionRuleSpec, Labels } from '@watchroom/contract';
import { createMatcherIndex } from './matcher-index.js';

/** A rule and the values of its `equal` labels. */
interface Side {
  rule: InhibitionRuleSpec;
  key: string;
  /** The alert matches the rule's other side as well. */
  both: boolean;
}
export interface Sides {
  sources: Side[];
  targets: Side[];
}

/** Which firing alerts are sources and targets of which rules. Changes of a source name the targets that it concerns; nothing is scanned. */
export interface Inhibitions {
  /** What an alert with these labels is to the rules; pure. */
  sidesOf(labels: Labels, name: string): Sides;
  /** A firing alert takes its places; `onAffected` is told of targets whose state may change. */
  enter(id: string, sides: Sides): void;
  leave(id: string, sides: Sides): void;
  /** Rules that inhibit an alert with these sides now. */
  inhibiting(sides: Sides): InhibitionRuleSpec[];
  counts(rule: InhibitionRuleSpec): { sources: number; targets: number };
  readonly size: number;
}

/** Of one rule and one set of values. */
interface Place {
  sources: Set<string>;
  /** Sources that are no targets. */
  pureSources: number;
  targets: Set<string>;
}

const noSides: Sides = { sources: [], targets: [] };

/**
 * As Alertmanager does it: a target is inhibited while a source with the same values of the `equal` labels (one that is not there counts as
 * empty) fires. An alert that matches both sides is inhibited only by sources that do not, so none inhibits itself.
 *
 * @param onAffected is called with a target's id
 */
export const createInhibitions = (
  rules: readonly InhibitionRuleSpec[],
  onAffected: (id: string) => void
): Inhibitions => {
  const sourceIndex = createMatcherIndex<InhibitionRuleSpec>();
  const targetIndex = createMatcherIndex<InhibitionRuleSpec>();
  const places = new Map<InhibitionRuleSpec, Map<string, Place>>();
  for (const rule of rules) {
    sourceIndex.add(rule, rule.source);
    targetIndex.add(rule, rule.target);
    places.set(rule, new Map());
  }

  const placeOf = ({ rule, key }: Side): Place => {
    const ofRule = places.get(rule);
    const place = ofRule?.get(key) ?? { sources: new Set<string>(), pureSources: 0, targets: new Set<string>() };
    ofRule?.set(key, place);
    return place;
  };
  const tidy = ({ rule, key }: Side, { sources, targets }: Place): void => {
    if (sources.size === 0 && targets.size === 0) {
      places.get(rule)?.delete(key);
    }
  };
  /** Tells the targets where the first source has come or the last has gone, of all or of those that are no targets. */
  const changeSources = (side: Side, change: (place: Place) => void): void => {
    const place = placeOf(side);
    const before = [place.sources.size > 0, place.pureSources > 0];
    change(place);
    if (before[0] !== place.sources.size > 0 || before[1] !== place.pureSources > 0) {
      place.targets.forEach(onAffected);
    }
    tidy(side, place);
  };

  return {
    size: rules.length,
    sidesOf: (labels, name) => {
      if (rules.length === 0) {
        return noSides;
      }
      const sources = sourceIndex.match(labels, name);
      const targets = targetIndex.match(labels, name);
      if (sources.length === 0 && targets.length === 0) {
        return noSides;
      }
      const sideOf = (rule: InhibitionRuleSpec, others: InhibitionRuleSpec[]): Side => ({
        rule,
        key: JSON.stringify(rule.equal.map((label) => labels[label] ?? '')),
        both: others.includes(rule),
      });
      return {
        sources: sources.map((rule) => sideOf(rule, targets)),
        targets: targets.map((rule) => sideOf(rule, sources)),
      };
    },
    enter: (id, { sources, targets }) => {
      targets.forEach((side) => placeOf(side).targets.add(id));
      for (const side of sources) {
        changeSources(side, (place) => {
          place.sources.add(id);
          place.pureSources += Number(!side.both);
        });
      }
    },
    leave: (id, { sources, targets }) => {
      for (const side of targets) {
        const place = placeOf(side);
        place.targets.delete(id);
        tidy(side, place);
      }
      for (const side of sources) {
        changeSources(side, (place) => {
          place.sources.delete(id);
          place.pureSources -= Number(!side.both);
        });
      }
    },
    inhibiting: ({ targets }) =>
      targets
        .filter(({ rule, key, both }) => {
          const place = places.get(rule)?.get(key);
          return place !== undefined && (both ? place.pureSources > 0 : place.sources.size > 0);
        })
        .map(({ rule }) => rule),
    counts: (rule) => {
      let [sources, targets] = [0, 0];
      for (const place of places.get(rule)?.values() ?? []) {
        sources += place.sources.size;
        targets += place.sources.size > 0 ? place.targets.size : 0;
      }
      return { sources, targets };
    },
  };
};
