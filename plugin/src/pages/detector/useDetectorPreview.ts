import { useMemo, useState } from 'react';
import type { DetectorSpec } from '@watchroom/contract';
import { useDebounced } from '../../components/useDebounced';
import { usePreview } from '../../data/detectors';
import { previewSpec } from './previewWords';

const day = 86_400_000;
export const previewSpans = [
  { label: 'Last day', value: day },
  { label: 'Last week', value: 7 * day },
  { label: 'Last 4 weeks', value: 28 * day },
];
/** ms that the form rests before the preview is asked for, so that dragging the slider is one request. */
const rest = 350;

/** What the detector in the form would have found, asked for when typing rests; asks nothing while there is no `spec`. */
export const useDetectorPreview = (spec: DetectorSpec | null, isNew: boolean) => {
  const [range, setRange] = useState(() => ({ span: 7 * day, to: Date.now() }));
  // Plain data: the same text is the same question, whatever else is typed.
  const text = useMemo(() => (spec ? JSON.stringify(previewSpec(spec, isNew)) : ''), [spec, isNew]);
  const rested = useDebounced(text, rest);
  const question = useMemo(
    () =>
      rested === '' ? null : { spec: JSON.parse(rested) as DetectorSpec, from: range.to - range.span, to: range.to },
    [rested, range]
  );
  const { data, error, isFetching, isPlaceholderData, refetch } = usePreview(question);
  return {
    /** Whether the form says enough to look. */
    isReady: spec !== null,
    data: spec === null ? undefined : data,
    error: spec === null ? null : error,
    isBusy: isFetching || text !== rested,
    /** Whether the answer is that to an earlier question. */
    isOld: isPlaceholderData,
    from: range.to - range.span,
    to: range.to,
    span: range.span,
    setSpan: (span: number) => setRange({ span, to: Date.now() }),
    /** Looks again, up to now. */
    again: () => setRange({ ...range, to: Date.now() }),
    retry: () => void refetch(),
  };
};

export type PreviewState = ReturnType<typeof useDetectorPreview>;
