import type { CorrelationOrigin, CorrelationRuleSpec, PlacedCorrelationRule } from '@watchroom/contract';
import type { CorrelationRule } from '../../config/settings.js';

export interface RuleInOrder {
  spec: PlacedCorrelationRule;
  origin: CorrelationOrigin;
}

const complete = (rule: CorrelationRule, position: number): PlacedCorrelationRule => {
  const defaults: Omit<CorrelationRuleSpec, 'name' | 'matchers' | 'groupBy' | 'windowSeconds'> = {
    minAlerts: 1,
    resolveOn: 'all',
    title: null,
    occurrences: true,
  };
  return { ...defaults, ...rule, position };
};

/**
 * Rules in the order in which they are looked at: those of people by position, then those of files as they stand there; where no file has
 * any, the built-in ones, but for those that people have replaced by one of the same name.
 */
export const inOrder = (
  people: readonly PlacedCorrelationRule[],
  files: readonly CorrelationRule[],
  builtIn: readonly CorrelationRule[]
): RuleInOrder[] => {
  const named = new Set(people.map(({ name }) => name));
  const standing = files.length > 0 ? files : builtIn.filter(({ name }) => !named.has(name));
  return [
    ...[...people]
      .sort((a, b) => a.position - b.position || (a.name < b.name ? -1 : 1))
      .map((spec): RuleInOrder => ({ spec, origin: 'ui' })),
    ...standing.map((rule, at): RuleInOrder => ({
      spec: complete(rule, at),
      origin: files.length > 0 ? 'file' : 'built-in',
    })),
  ];
};
