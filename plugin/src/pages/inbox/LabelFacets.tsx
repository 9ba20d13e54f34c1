import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Select, useStyles2 } from '@grafana/ui';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client';
import { queryKey } from '../../data/keys';
import { FacetGroup, type FacetValue } from './FacetGroup';
import { labelValues, toggleLabel } from './viewFilter';

interface Props {
  q: string;
  labels: readonly string[];
  counts: Record<string, FacetValue[]>;
  onQuery: (q: string) => void;
  onLabels: (labels: string[]) => void;
}

/** Values shown of one label; more are found by the query. */
const most = 30;

/** Values of the labels that somebody asked for. */
export const LabelFacets = ({ q, labels, counts, onQuery, onLabels }: Props) => {
  const styles = useStyles2(getStyles);
  const [choosing, setChoosing] = useState(false);
  const names = useQuery({
    queryKey: queryKey('alertValues', 'label', ''),
    queryFn: () => call('alertValues', { query: { field: 'label', limit: 100 } }),
    enabled: choosing,
  });
  return (
    <>
      {labels.map((label) => {
        const held = labelValues(q, label);
        const known = (counts[label] ?? []).slice(0, most);
        const missing = held.filter((value) => !known.some((one) => one.value === value));
        return (
          <div key={label}>
            <FacetGroup
              title={label}
              values={[...known, ...missing.map((value) => ({ value, count: 0 }))]}
              held={held}
              onToggle={(value) => onQuery(toggleLabel(q, label, value))}
            />
            <Button
              size="sm"
              fill="text"
              variant="secondary"
              aria-label={`Remove the filter for label ${label}`}
              onClick={() => onLabels(labels.filter((other) => other !== label))}
            >
              Remove
            </Button>
          </div>
        );
      })}
      <div className={styles.add}>
        <Select
          aria-label="Add a label"
          placeholder="Add a label"
          isLoading={names.isFetching}
          onOpenMenu={() => setChoosing(true)}
          allowCustomValue
          value={null}
          options={(names.data?.items ?? [])
            .filter(({ value }) => !labels.includes(value))
            .map(({ value, count }) => ({ value, label: `${value} (${count})` }))}
          onChange={({ value }) => value && labels.length < 10 && onLabels([...labels, value])}
        />
      </div>
    </>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({ add: css({ marginTop: theme.spacing(0.5) }) });
