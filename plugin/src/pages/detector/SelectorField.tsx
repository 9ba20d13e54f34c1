import React, { useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, Input, useStyles2 } from '@grafana/ui';
import { useQuery } from '@tanstack/react-query';
import { MatcherSyntaxError, parseMatchers, type Matcher } from '@watchroom/contract';
import { useDebounced } from '../../components/useDebounced';
import { useSeries } from '../../data/series';
import { metricNames } from '../../datasource/seriesNames';
import { testIds } from '../../testIds';
import { matchText, narrowings } from './seriesSuggestions';

interface Props {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  disabled: boolean;
  /** Whether series are stored already or come from a query, which it then narrows. */
  stored: boolean;
}

const seriesLimit = 200;
const metricLimit = 8;
/** ms that typing rests before series are asked for. */
const rest = 300;

const parsed = (text: string): Matcher[] | null => {
  try {
    return parseMatchers(text);
  } catch (error) {
    if (error instanceof MatcherSyntaxError) {
      return null;
    }
    throw error;
  }
};

/** What the stored series have to offer for what was typed: metrics to begin with, then labels to narrow. */
const Suggestions = ({ text, onPick }: { text: string; onPick: (selector: string) => void }) => {
  const styles = useStyles2(getStyles);
  const rested = useDebounced(text.trim(), rest);
  const matchers = parsed(rested);
  const plain = /^[\w:.-]*$/.test(rested);
  const series = useSeries(rested, seriesLimit, matchers !== null && rested !== '');
  const metrics = useQuery({
    queryKey: ['metricNames', rested],
    queryFn: () => metricNames(rested),
    enabled: plain,
  });
  const found = matchers !== null && rested !== '' ? series.data?.items : undefined;
  const names = (plain ? (metrics.data ?? []) : []).filter((name) => name !== rested).slice(0, metricLimit);
  const choices = [
    ...names.map((name) => ({ text: name, selector: name })),
    ...(found ? narrowings(matchers ?? [], found) : []),
  ];
  return (
    <div className={styles.suggestions} data-testid={testIds.detector.suggestions}>
      <span role="status" className={styles.quiet}>
        {found && matchText(found.length, seriesLimit)}
        {!found && series.error && 'Series could not be looked up; the preview says more'}
      </span>
      {choices.map((choice) => (
        <Button key={choice.selector} size="sm" variant="secondary" onClick={() => onPick(choice.selector)}>
          {choice.text}
        </Button>
      ))}
    </div>
  );
};

/** Which series, as in Prometheus, with what there is to choose from. */
export const SelectorField = ({ value, onChange, error, disabled, stored }: Props) => {
  const id = useId();
  return (
    <div>
      <Field
        label={stored ? 'Series' : 'Only series that match'}
        description={
          stored
            ? 'As in Prometheus: metric{label="value",other=~"re.*"}'
            : 'Optional, as in Prometheus; empty watches all that the query answers'
        }
        invalid={error !== undefined}
        error={error}
      >
        <Input
          id={id}
          value={value}
          disabled={disabled}
          spellCheck={false}
          autoComplete="off"
          placeholder={'http_requests_total{service="cart"}'}
          data-testid={testIds.detector.selector}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </Field>
      {stored && !disabled && <Suggestions text={value} onPick={onChange} />}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  suggestions: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    marginTop: theme.spacing(-1),
    marginBottom: theme.spacing(2),
    button: { maxWidth: '100%' },
  }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
