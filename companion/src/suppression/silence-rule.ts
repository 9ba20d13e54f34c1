import { formatMatchers, type Silence, type SilenceState, type StoredSilence } from '@watchroom/contract';
import type { TimedRule } from './timed-rule.js';

/** @param now ms */
export const silenceStateAt = (
  { startsAt, endsAt }: Pick<StoredSilence, 'startsAt' | 'endsAt'>,
  now: number
): SilenceState => (now >= endsAt ? 'expired' : now < startsAt ? 'pending' : 'active');

const maxName = 80;

/** What a silence is called in reasons: its comment's first line, else its matchers. */
export const silenceName = ({ comment, matchers }: Pick<StoredSilence, 'comment' | 'matchers'>): string => {
  const [line = ''] = comment.split('\n');
  const name = line.trim() === '' ? formatMatchers(matchers) : line.trim();
  return name.length > maxName ? `${name.slice(0, maxName - 1)}…` : name;
};

export const silenceRule = (silence: StoredSilence): TimedRule => ({
  kind: 'silence',
  id: silence.id,
  name: silenceName(silence),
  matchers: silence.matchers,
  monitorOnly: silence.mode === 'monitor',
  activeUntil: (now) => (silenceStateAt(silence, now) === 'active' ? silence.endsAt : null),
});

/** A silence as the API shows it. */
export const silenceView = (
  { firstHitAt: _, noticedEnd: __, ...silence }: StoredSilence,
  seen: { origin: Silence['origin']; now: number; hits: number }
): Silence => ({
  ...silence,
  origin: seen.origin,
  state: silenceStateAt(silence, seen.now),
  hits: seen.hits,
});
