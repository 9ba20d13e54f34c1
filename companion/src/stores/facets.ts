import { facetFields, type AlertFilter, type FacetField, type Facets } from '@watchroom/contract';

/** Alerts that agree in all facet fields, and how many they are. */
export type FacetGroup = Record<FacetField, string | null> & { count: number };

/** Most values of one field that are given; the rest can be reached by text. */
export const maxFacetValues = 500;

/** The field's filter; an empty list filters nothing. */
export const wanted = (filter: AlertFilter, field: FacetField): readonly string[] | undefined => {
  const values: readonly string[] | undefined = filter[field];
  return values && values.length > 0 ? values : undefined;
};

const matches = (group: FacetGroup, filter: AlertFilter, except?: FacetField): boolean =>
  facetFields.every((field) => {
    if (field === except) {
      return true;
    }
    const values = wanted(filter, field);
    const value = group[field];
    return values === undefined || (value !== null && values.includes(value));
  });

const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const countValues = (groups: FacetGroup[], field: FacetField): Array<{ value: string; count: number }> => {
  const counts = new Map<string, number>();
  for (const group of groups) {
    const value = group[field];
    if (value !== null) {
      counts.set(value, (counts.get(value) ?? 0) + group.count);
    }
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || byCodePoint(a.value, b.value))
    .slice(0, maxFacetValues);
};

/**
 * Facets of groups that already hold to the filter's incident, suppression and text; the filters of the facet fields are
 * applied here, each field's own left out of its counts. Most frequent first, then by value.
 */
export const facetsOf = (groups: FacetGroup[], filter: AlertFilter): Facets => {
  const countsOf = (field: FacetField) =>
    countValues(
      groups.filter((group) => matches(group, filter, field)),
      field
    );
  const total = groups.reduce((sum, group) => (matches(group, filter) ? sum + group.count : sum), 0);
  return {
    total,
    fields: {
      status: countsOf('status'),
      triage: countsOf('triage'),
      severity: countsOf('severity'),
      sender: countsOf('sender'),
      service: countsOf('service'),
    },
  };
};
