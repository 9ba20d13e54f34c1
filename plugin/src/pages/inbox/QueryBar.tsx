import React, { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, Input, useStyles2 } from '@grafana/ui';
import { applyCompletion, parseQuery, QuerySyntaxError } from '@watchroom/contract';
import { testIds } from '../../testIds';
import { useQueryCompletion, type Option } from './useQueryCompletion';

interface Props {
  value: string;
  /** Called with a query that can be read, when typing has rested. */
  onChange: (query: string) => void;
  inputRef: RefObject<HTMLInputElement>;
}

/** Typing rests this long (ms) before it counts. */
const debounce = 300;

const errorOf = (query: string): QuerySyntaxError | null => {
  try {
    parseQuery(query);
    return null;
  } catch (error) {
    if (error instanceof QuerySyntaxError) {
      return error;
    }
    throw error;
  }
};

/** The query language with completion below the field; what cannot be read is marked at its place and not asked for. */
export const QueryBar = ({ value, onChange, inputRef }: Props) => {
  const styles = useStyles2(getStyles);
  const listId = useId();
  const [typed, setTyped] = useState(value);
  const [cursor, setCursor] = useState(value.length);
  const [open, setOpen] = useState(false);
  const [marked, setMarked] = useState(-1);
  const [rested, setRested] = useState(true);
  const sent = useRef(value);
  const completion = useQueryCompletion(typed, cursor, open);
  const options = open ? completion.options : [];
  const error = errorOf(typed);

  useEffect(() => {
    // The value changed by other means: a link, the back button, a facet.
    if (value !== sent.current) {
      sent.current = value;
      setTyped(value);
    }
  }, [value]);
  const readable = error === null;
  useEffect(() => {
    if (typed === sent.current) {
      setRested(true);
      return;
    }
    setRested(false);
    const timer = setTimeout(() => {
      setRested(true);
      if (readable) {
        sent.current = typed;
        onChange(typed);
      }
    }, debounce);
    return () => clearTimeout(timer);
  }, [typed, readable, onChange]);

  const change = (text: string, at: number): void => {
    setTyped(text);
    setCursor(at);
    setMarked(-1);
    setOpen(true);
  };
  const choose = ({ text }: Option): void => {
    const next = applyCompletion(typed, completion.place, text);
    change(next.query, next.cursor);
    inputRef.current?.focus();
    // After React has written the new text, or the cursor would jump to its end.
    requestAnimationFrame(() => inputRef.current?.setSelectionRange(next.cursor, next.cursor));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape') {
      setOpen(false);
      if (marked < 0) {
        event.currentTarget.blur();
      }
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && options.length > 0) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setMarked((at) => (at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length);
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      const option = options[marked];
      if (option) {
        event.preventDefault();
        choose(option);
      } else if (event.key === 'Enter' && readable) {
        sent.current = typed;
        setOpen(false);
        onChange(typed);
      }
    }
  };
  const shownError = rested ? error : null;

  return (
    <div className={styles.bar}>
      <Input
        ref={inputRef}
        value={typed}
        placeholder="Search: words, severity>=high, service:cart, label.pod:web-*, -is:suppressed"
        aria-label="Search alerts"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={options.length > 0}
        aria-controls={listId}
        aria-activedescendant={options[marked] ? `${listId}-${marked}` : undefined}
        aria-invalid={shownError !== null}
        aria-describedby={shownError ? `${listId}-error` : undefined}
        invalid={shownError !== null}
        spellCheck={false}
        autoComplete="off"
        data-testid={testIds.inbox.text}
        suffix={
          typed === '' ? undefined : (
            <IconButton name="times" aria-label="Clear the search" onClick={() => change('', 0)} />
          )
        }
        onChange={(event) =>
          change(event.currentTarget.value, event.currentTarget.selectionStart ?? event.currentTarget.value.length)
        }
        onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? 0)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <ul
        id={listId}
        role="listbox"
        aria-label="Completions"
        className={styles.list}
        hidden={options.length === 0}
        data-testid={testIds.inbox.completions}
      >
        {options.map((option, index) => (
          // The keyboard chooses by the field's arrow keys; the mouse must not take the focus away.
          <li
            key={option.text}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === marked}
            className={cx(styles.option, index === marked && styles.marked)}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(option);
            }}
          >
            <span>{option.text}</span>
            <span className={styles.about}>{option.about}</span>
          </li>
        ))}
      </ul>
      {shownError && (
        <div id={`${listId}-error`} role="alert" className={styles.error} data-testid={testIds.inbox.queryError}>
          <code>
            {typed.slice(0, shownError.position)}
            <mark className={styles.place}>{typed.slice(shownError.position, shownError.position + 1) || ' '}</mark>
            {typed.slice(shownError.position + 1)}
          </code>
          <span>
            {shownError.problem}; expected {shownError.expected}
          </span>
        </div>
      )}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ position: 'relative', minWidth: 0 }),
  list: css({
    position: 'absolute',
    zIndex: theme.zIndex.dropdown,
    top: '100%',
    left: 0,
    right: 0,
    maxHeight: 280,
    margin: 0,
    padding: theme.spacing(0.5),
    overflowY: 'auto',
    listStyle: 'none',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.medium}`,
    boxShadow: theme.shadows.z2,
    '&[hidden]': { display: 'none' },
  }),
  option: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    padding: theme.spacing(0.5, 1),
    cursor: 'pointer',
    overflowWrap: 'anywhere',
    '&:hover': { background: theme.colors.action.hover },
  }),
  marked: css({ background: theme.colors.action.selected }),
  about: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  error: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 0),
    color: theme.colors.error.text,
    fontSize: theme.typography.bodySmall.fontSize,
    '& code': { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  }),
  place: css({ background: theme.colors.error.main, color: theme.colors.error.contrastText }),
});
