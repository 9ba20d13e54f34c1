import { formatMatchers, type Alert, type Labels, type Matcher } from '@watchroom/contract';

export const tabs = ['silences', 'windows', 'rules'] as const;
export type TabName = (typeof tabs)[number];

export const silenceStates = ['current', 'active', 'pending', 'expired'] as const;
export type SilenceShown = (typeof silenceStates)[number];

export interface SilencesState {
  tab: TabName;
  /** `current`: active and pending. */
  state: SilenceShown;
  /** What is in the form: `new`, or the id or name of what is changed; null: no form. */
  form: string | null;
  /** Selector to begin a new one with. */
  match: string;
}

/** Reads `?tab=windows&state=expired&form=new&match={service="cart"}`. */
export const parseSilencesUrl = (search: string): SilencesState => {
  const params = new URLSearchParams(search);
  return {
    tab: tabs.find((known) => known === params.get('tab')) ?? 'silences',
    state: silenceStates.find((known) => known === params.get('state')) ?? 'current',
    form: params.get('form'),
    match: params.get('match') ?? '',
  };
};

/** The inverse of `parseSilencesUrl`. */
export const formatSilencesUrl = ({ tab, state, form, match }: SilencesState): string => {
  const params = new URLSearchParams();
  if (tab !== 'silences') {
    params.set('tab', tab);
  }
  if (state !== 'current') {
    params.set('state', state);
  }
  if (form !== null) {
    params.set('form', form);
  }
  if (match !== '') {
    params.set('match', match);
  }
  const written = params.toString();
  return written === '' ? '' : `?${written}`;
};

const maxMatchers = 20;
const maxValue = 1000;

/** Labels that all of the alerts have alike; their common name among them. Severity is left out: it may rise. */
const sharedLabels = (alerts: readonly Alert[]): Labels => {
  const [first, ...others] = alerts.map(({ name, labels }): Labels => ({ alertname: name, ...labels }));
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(
      ([label, value]) =>
        label !== 'severity' &&
        value !== '' &&
        value.length <= maxValue &&
        others.every((labels) => labels[label] === value)
    )
  );
};

/** Matchers of a silence for these alerts; none where they have nothing in common. */
export const matchersFor = (alerts: readonly Alert[]): Matcher[] =>
  Object.entries(sharedLabels(alerts))
    .slice(0, maxMatchers)
    .map(([label, value]) => ({ label, op: '=' as const, value }));

/** The page with a form for a new silence. */
export const newSilencePage = (matchers: readonly Matcher[]): string =>
  `silences${formatSilencesUrl({ tab: 'silences', state: 'current', form: 'new', match: matchers.length > 0 ? formatMatchers(matchers) : '' })}`;
