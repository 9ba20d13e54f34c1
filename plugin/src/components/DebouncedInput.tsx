import React, { useEffect, useRef, useState, type RefObject } from 'react';
import { IconButton, Input } from '@grafana/ui';

interface Props {
  value: string;
  /** Called when typing has rested. */
  onChange: (value: string) => void;
  label: string;
  placeholder: string;
  testId?: string;
  inputRef?: RefObject<HTMLInputElement>;
}

/** Typing rests this long (ms) before it counts. */
const debounce = 300;

/** A text field for filters. */
export const DebouncedInput = ({ value, onChange, label, placeholder, testId, inputRef }: Props) => {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    // The value changed by other means: a link, the back button, a reset.
    if (value !== sent.current) {
      sent.current = value;
      setTyped(value);
    }
  }, [value]);
  useEffect(() => {
    if (typed === sent.current) {
      return;
    }
    const timer = setTimeout(() => {
      sent.current = typed;
      onChange(typed);
    }, debounce);
    return () => clearTimeout(timer);
  }, [typed, onChange]);
  return (
    <Input
      ref={inputRef}
      value={typed}
      placeholder={placeholder}
      aria-label={label}
      data-testid={testId}
      suffix={
        typed === '' ? undefined : (
          <IconButton name="times" aria-label={`Clear: ${label}`} onClick={() => setTyped('')} />
        )
      }
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
    />
  );
};
