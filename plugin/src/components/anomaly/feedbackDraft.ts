import type { FeedbackRequest } from '@watchroom/contract';

/** How long something is expected: so many ms, or until a time that is entered. */
export type Lasting = '1h' | '1d' | '1w' | '4w' | 'other';

const lengths: Record<Exclude<Lasting, 'other'>, number> = {
  '1h': 3_600_000,
  '1d': 86_400_000,
  '1w': 7 * 86_400_000,
  '4w': 28 * 86_400_000,
};

export interface FeedbackDraft {
  verdict: FeedbackRequest['verdict'];
  reason: string;
  lasting: Lasting;
  /** As of `<input type="datetime-local">`, in the browser's time zone. */
  untilText: string;
}

export type FeedbackErrors = Partial<Record<'reason' | 'until', string>>;

/** Reads the form: what to send, or what is wrong. `now` in ms. */
export const readFeedback = (
  draft: FeedbackDraft,
  now: number
): { request: FeedbackRequest; errors: null } | { request: null; errors: FeedbackErrors } => {
  const errors: FeedbackErrors = {};
  const reason = draft.reason.trim();
  if (reason === '') {
    errors.reason = 'Say why, for whoever wonders later';
  }
  let until: number | null = null;
  if (draft.verdict === 'expected') {
    until = draft.lasting === 'other' ? Date.parse(draft.untilText) : now + lengths[draft.lasting];
    if (Number.isNaN(until)) {
      errors.until = 'Enter a date and a time';
    } else if (until <= now) {
      errors.until = 'This time has passed';
    }
  }
  return Object.keys(errors).length > 0
    ? { request: null, errors }
    : { request: { verdict: draft.verdict, reason, until }, errors: null };
};
