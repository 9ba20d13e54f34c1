import React, { type RefObject } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, SelectableValue } from '@grafana/data';
import { Button, Select, useStyles2 } from '@grafana/ui';
import { LiveIndicator } from '../../components/LiveIndicator';
import type { AlertSort, SortOrder } from '../../data/alertFilter';
import { QueryBar } from './QueryBar';

interface Props {
  text: string;
  onText: (text: string) => void;
  textRef: RefObject<HTMLInputElement>;
  sort: AlertSort;
  order: SortOrder;
  onSort: (sort: AlertSort, order: SortOrder) => void;
  filtersShown: boolean;
  onToggleFilters: () => void;
  onViews: () => void;
  optionsShown: boolean;
  onToggleOptions: () => void;
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
        <QueryBar inputRef={props.textRef} value={props.text} onChange={props.onText} />
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
      <Button variant="secondary" icon="bookmark" onClick={props.onViews}>
        Views
      </Button>
      <Button
        variant="secondary"
        icon="columns"
        aria-label="View options"
        tooltip="Columns, groups and density"
        aria-expanded={props.optionsShown}
        onClick={props.onToggleOptions}
      />
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
