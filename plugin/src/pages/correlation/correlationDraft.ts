import {
  formatMatchers,
  MatcherSyntaxError,
  parseMatchers,
  type Matcher,
  type PlacedCorrelationRule,
} from '@watchroom/contract';
import type { FieldErrors, Read } from '../silences/drafts';

/** What the form holds. */
export interface CorrelationDraft {
  name: string;
  selector: string;
  groupBy: string;
  /** Minutes. */
  window: string;
  minAlerts: string;
  resolveOn: 'all' | 'any';
  title: string;
  occurrences: boolean;
  position: string;
}

export const newCorrelation: CorrelationDraft = {
  name: '',
  selector: '',
  groupBy: '',
  window: '15',
  minAlerts: '1',
  resolveOn: 'all',
  title: '',
  occurrences: true,
  position: '100',
};

export const correlationDraft = (spec: PlacedCorrelationRule): CorrelationDraft => ({
  name: spec.name,
  selector: spec.matchers.length === 0 ? '' : formatMatchers(spec.matchers),
  groupBy: spec.groupBy.join(', '),
  window: String(spec.windowSeconds / 60),
  minAlerts: String(spec.minAlerts),
  resolveOn: spec.resolveOn,
  title: spec.title ?? '',
  occurrences: spec.occurrences,
  position: String(spec.position),
});

const matchersOf = (text: string, errors: FieldErrors): Matcher[] => {
  try {
    return text.trim() === '' ? [] : parseMatchers(text.trim());
  } catch (error) {
    if (!(error instanceof MatcherSyntaxError)) {
      throw error;
    }
    errors['matchers'] = error.message;
    return [];
  }
};

const whole = (text: string, field: string, { least, most }: { least: number; most: number }, errors: FieldErrors) => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
    errors[field] = `Must be a whole number from ${least} to ${most}`;
  }
  return value;
};

const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** The rule as the API takes it, or what is wrong with which field. */
export const readCorrelation = (draft: CorrelationDraft): Read<PlacedCorrelationRule> => {
  const errors: FieldErrors = {};
  const groupBy = [...new Set(draft.groupBy.split(/[\s,]+/).filter((label) => label !== ''))];
  const minutes = Number(draft.window);
  const spec: PlacedCorrelationRule = {
    name: draft.name.trim(),
    matchers: matchersOf(draft.selector, errors),
    groupBy,
    windowSeconds: Math.round(minutes * 60),
    minAlerts: whole(draft.minAlerts, 'minAlerts', { least: 1, most: 1000 }, errors),
    resolveOn: draft.resolveOn,
    title: draft.title.trim() === '' ? null : draft.title.trim(),
    occurrences: draft.occurrences,
    position: whole(draft.position, 'position', { least: 0, most: 10_000 }, errors),
  };
  if (spec.name === '') {
    errors['name'] = 'Must not be empty';
  }
  const wrong = groupBy.find((label) => !labelName.test(label));
  if (groupBy.length === 0 || groupBy.length > 10) {
    errors['groupBy'] = 'Name one to ten labels';
  } else if (wrong !== undefined) {
    errors['groupBy'] = `"${wrong}" is no label name: letters, digits and _`;
  }
  if (draft.window.trim() === '' || !(spec.windowSeconds >= 1 && spec.windowSeconds <= 86_400)) {
    errors['windowSeconds'] = 'Must be minutes, at most a day (1440)';
  }
  return Object.keys(errors).length > 0 ? { spec: null, errors } : { spec, errors: null };
};
