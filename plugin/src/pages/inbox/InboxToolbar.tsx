import React, { type RefObject } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, SelectableValue } from '@grafana/data';
import { Button, Select, useStyles2 } from '@grafana/ui';
import { DebouncedInput } from '../../components/DebouncedInput';
import { LiveIndicator } from '../../components/LiveIndicator';
import type { AlertSort, SortOrder } from '../../data/alertFilter';
import { testIds } from '../../testIds';

interface Props {
  text: string;
  onText: (text: string) => void;
  textRef: RefObject<HTMLInputElement>;
  sort: AlertSort;
  order: SortOrder;
  onSort: (sort: AlertSort, order: SortOrder) => void;
  filtersShown: boolean;
  onToggleFilters: () => void;
  onRefresh: () => void;
  onHelp: () => void;
}

const sortChoices: Array<SelectableValue<string>> = [
  { label: 'Last seen', value: 'lastSeenAt desc' },
  { label: 'Severity', value: 'severity desc' },
  { label: 'Newest', value: 'startsAt desc' },
  { label: 'Oldest', value: 'startsAt asc' },
  { label: 'Most events', value: 'eventCount desc' },
  { label: 'Name', value: 'name asc' },
];

/** Text filter, order, and whether the page is live. */
export const InboxToolbar = (props: Props) => {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.bar}>
      <div className={styles.text}>
        <DebouncedInput
          inputRef={props.textRef}
          value={props.text}
          onChange={props.onText}
          label="Filter alerts by text"
          placeholder="Filter by name, summary, service or label"
          testId={testIds.inbox.text}
        />
      </div>
      <div className={styles.sort}>
        <Select
          aria-label="Sort by"
          options={sortChoices}
          value={sortChoices.find(({ value }) => value === `${props.sort} ${props.order}`) ?? null}
          placeholder="Sort"
          onChange={({ value }) => {
            const [sort, order] = (value ?? '').split(' ');
            props.onSort(sort as AlertSort, order as SortOrder);
          }}
        />
      </div>
      <Button variant="secondary" icon="filter" aria-expanded={props.filtersShown} onClick={props.onToggleFilters}>
        Filters
      </Button>
      <Button variant="secondary" icon="sync" aria-label="Refresh" tooltip="Refresh" onClick={props.onRefresh} />
      <Button
        variant="secondary"
        icon="question-circle"
        aria-label="Keyboard shortcuts"
        tooltip="Keyboard shortcuts (?)"
        onClick={props.onHelp}
      />
      <LiveIndicator />
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  text: css({ flex: '1 1 220px' }),
  sort: css({ flex: '0 0 150px' }),
});
