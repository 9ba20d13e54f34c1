import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, SelectableValue } from '@grafana/data';
import { AsyncSelect, IconButton, Select, useStyles2 } from '@grafana/ui';
import type { Matcher } from '@watchroom/contract';
import { matcherOps } from './matchers';
import { labelNames, labelValues } from './seriesNames';
import { datasourceTestIds } from './testIds';

interface Props {
  matcher: Matcher;
  /** The other matchers of the query: they narrow what is offered. */
  others: readonly Matcher[];
  onChange: (matcher: Matcher) => void;
  onRemove: () => void;
}

const option = (value: string): SelectableValue<string> => ({ value, label: value });
const chosen = (value: string) => (value === '' ? null : option(value));

/** What is typed can be used as well, so a companion that is away only leaves the list empty. */
const offered = async (names: Promise<string[]>): Promise<Array<SelectableValue<string>>> =>
  (await names.catch(() => [])).map(option);

/** Label, operator and value, with what the stored series have to offer. */
export const MatcherRow = ({ matcher, others, onChange, onRemove }: Props) => {
  const styles = useStyles2(getStyles);
  const typedIn = (names: string[], typed: string) =>
    names.filter((name) => name.toLowerCase().includes(typed.toLowerCase()));
  return (
    <div className={styles.row} data-testid={datasourceTestIds.matcher}>
      <AsyncSelect
        // Offers are loaded again for another set of matchers.
        key={`label ${JSON.stringify(others)}`}
        aria-label="Label"
        placeholder="Label"
        width={20}
        allowCustomValue
        defaultOptions
        loadOptions={(typed: string) => offered(labelNames(others).then((names) => typedIn(names, typed)))}
        value={chosen(matcher.label)}
        onChange={({ value = '' }: SelectableValue<string>) => onChange({ ...matcher, label: value })}
      />
      <Select
        aria-label="Operator"
        width={9}
        options={matcherOps.map((op) => ({ value: op, label: op }))}
        value={matcher.op}
        onChange={({ value = '=' }) => onChange({ ...matcher, op: value })}
      />
      <AsyncSelect
        key={`value ${matcher.label} ${JSON.stringify(others)}`}
        aria-label="Value"
        placeholder="Value"
        width={28}
        allowCustomValue
        defaultOptions={matcher.label !== ''}
        loadOptions={(typed: string) => offered(labelValues(matcher.label, others, typed))}
        value={chosen(matcher.value)}
        onChange={({ value = '' }: SelectableValue<string>) => onChange({ ...matcher, value })}
      />
      <IconButton name="times" aria-label="Remove this matcher" tooltip="Remove" onClick={onRemove} />
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), flexWrap: 'wrap' }),
});
