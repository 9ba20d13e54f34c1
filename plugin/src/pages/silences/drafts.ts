import {
  formatMatchers,
  MatcherSyntaxError,
  parseMatchers,
  type InhibitionRuleSpec,
  type MaintenanceWindowSpec,
  type Matcher,
  type SilenceSpec,
  type SuppressionMode,
} from '@watchroom/contract';

/** What is wrong with single fields of a form, by their names in the API. */
export type FieldErrors = Record<string, string>;
/** A form's content as the API takes it, or what is wrong with it. */
export type Read<S> = { spec: S; errors: null } | { spec: null; errors: FieldErrors };

const hour = 3_600_000;
const two = (value: number): string => String(value).padStart(2, '0');

/** A moment as `datetime-local` fields hold it, by this browser's clock. */
export const localTime = (ms: number): string => {
  const date = new Date(ms);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
};

const selector = (text: string, field: string, errors: FieldErrors): Matcher[] => {
  try {
    const matchers = parseMatchers(text.trim());
    if (matchers.length === 0) {
      errors[field] = 'Name at least one label, like {service="cart"}';
    }
    return matchers;
  } catch (error) {
    if (!(error instanceof MatcherSyntaxError)) {
      throw error;
    }
    errors[field] = error.message;
    return [];
  }
};

/** A selector as matchers; null where it is none or empty. */
export const matchersIn = (text: string, field = 'matchers'): Matcher[] | null => {
  const errors: FieldErrors = {};
  const matchers = selector(text, field, errors);
  return Object.keys(errors).length > 0 ? null : matchers;
};

const time = (text: string, field: string, errors: FieldErrors): number => {
  const ms = new Date(text).getTime();
  if (Number.isNaN(ms)) {
    errors[field] = 'Choose a date and a time';
  }
  return ms;
};

const required = (text: string, field: string, errors: FieldErrors): string => {
  if (text.trim() === '') {
    errors[field] = 'Must not be empty';
  }
  return text.trim();
};

const read = <S>(spec: S, errors: FieldErrors): Read<S> =>
  Object.keys(errors).length > 0 ? { spec: null, errors } : { spec, errors: null };

export interface SilenceDraft {
  selector: string;
  startsAt: string;
  endsAt: string;
  comment: string;
  endsOnResolve: boolean;
  mode: SuppressionMode;
}

export const newSilence = (match: string, now: number): SilenceDraft => ({
  selector: match,
  startsAt: localTime(now),
  endsAt: localTime(now + 2 * hour),
  comment: '',
  endsOnResolve: false,
  mode: 'enforce',
});

export const silenceDraft = ({ matchers, startsAt, endsAt, ...rest }: SilenceSpec): SilenceDraft => ({
  selector: formatMatchers(matchers),
  startsAt: localTime(startsAt),
  endsAt: localTime(endsAt),
  comment: rest.comment,
  endsOnResolve: rest.endsOnResolve,
  mode: rest.mode,
});

export const readSilence = (draft: SilenceDraft): Read<SilenceSpec> => {
  const errors: FieldErrors = {};
  const spec: SilenceSpec = {
    matchers: selector(draft.selector, 'matchers', errors),
    startsAt: time(draft.startsAt, 'startsAt', errors),
    endsAt: time(draft.endsAt, 'endsAt', errors),
    comment: required(draft.comment, 'comment', errors),
    endsOnResolve: draft.endsOnResolve,
    mode: draft.mode,
  };
  if (spec.endsAt <= spec.startsAt) {
    errors['endsAt'] = 'Must be after the start';
  }
  return read(spec, errors);
};

export interface WindowDraft {
  name: string;
  comment: string;
  selector: string;
  start: string;
  timezone: string;
  rrule: string;
  minutes: string;
  mode: SuppressionMode;
}

export const newWindow = (now: number): WindowDraft => ({
  name: '',
  comment: '',
  selector: '',
  start: localTime(now),
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  rrule: 'FREQ=WEEKLY',
  minutes: '60',
  mode: 'enforce',
});

export const windowDraft = ({ matchers, rrule, durationMinutes, ...rest }: MaintenanceWindowSpec): WindowDraft => ({
  ...rest,
  selector: formatMatchers(matchers),
  rrule: rrule ?? '',
  minutes: String(durationMinutes),
});

export const readWindow = ({ selector: text, minutes, rrule, ...draft }: WindowDraft): Read<MaintenanceWindowSpec> => {
  const errors: FieldErrors = {};
  const spec: MaintenanceWindowSpec = {
    ...draft,
    name: required(draft.name, 'name', errors),
    matchers: selector(text, 'matchers', errors),
    rrule: rrule.trim() === '' ? null : rrule.trim(),
    durationMinutes: Number(minutes),
  };
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(draft.start)) {
    errors['start'] = 'Choose a date and a time';
  }
  if (!Number.isInteger(spec.durationMinutes) || spec.durationMinutes < 1 || spec.durationMinutes > 7 * 24 * 60) {
    errors['durationMinutes'] = 'Must be whole minutes, at most 7 days (10080)';
  }
  return read(spec, errors);
};

export interface RuleDraft {
  name: string;
  comment: string;
  source: string;
  target: string;
  equal: string;
  mode: SuppressionMode;
}

export const newRule: RuleDraft = { name: '', comment: '', source: '', target: '', equal: '', mode: 'enforce' };

export const ruleDraft = ({ source, target, equal, ...rest }: InhibitionRuleSpec): RuleDraft => ({
  ...rest,
  source: formatMatchers(source),
  target: formatMatchers(target),
  equal: equal.join(', '),
});

export const readRule = (draft: RuleDraft): Read<InhibitionRuleSpec> => {
  const errors: FieldErrors = {};
  const spec: InhibitionRuleSpec = {
    name: required(draft.name, 'name', errors),
    comment: draft.comment,
    source: selector(draft.source, 'source', errors),
    target: selector(draft.target, 'target', errors),
    equal: draft.equal.split(/[\s,]+/).filter((label) => label !== ''),
    mode: draft.mode,
  };
  return read(spec, errors);
};
