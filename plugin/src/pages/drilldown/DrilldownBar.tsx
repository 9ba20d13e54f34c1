import React, { useCallback } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, SelectableValue, TimeRange } from '@grafana/data';
import { Button, RadioButtonGroup, Select, useStyles2 } from '@grafana/ui';
import { DebouncedInput } from '../../components/DebouncedInput';
import { RangePicker } from '../../components/RangePicker';
import { testIds } from '../../testIds';
import { measures, type DrilldownState } from './drilldownUrl';

interface Props {
  state: DrilldownState;
  range: TimeRange;
  onChange: (change: Partial<DrilldownState>) => void;
  onRefresh: () => void;
}

/** Which metric, put together how, when, and compared with what. */
export const DrilldownBar = ({ state, range, onChange, onRefresh }: Props) => {
  const styles = useStyles2(getStyles);
  const setMatch = useCallback((match: string) => onChange({ match, slice: '' }), [onChange]);
  const setPer = useCallback((per: string) => onChange({ per, slice: '' }), [onChange]);
  return (
    <div className={styles.bar}>
      <div className={styles.match}>
        <DebouncedInput
          value={state.match}
          onChange={setMatch}
          label="Metric, as in Prometheus"
          placeholder={'http_requests_total{service="cart"}'}
          testId={testIds.drilldown.match}
        />
      </div>
      <div className={styles.per}>
        <DebouncedInput value={state.per} onChange={setPer} label="Divided by" placeholder="Divided by (optional)" />
      </div>
      <div className={styles.measure}>
        <Select
          aria-label="How series are put together"
          options={[...measures]}
          value={state.measure}
          onChange={({ value }: SelectableValue<DrilldownState['measure']>) =>
            onChange({ measure: value ?? 'auto', slice: '' })
          }
        />
      </div>
      <RadioButtonGroup<DrilldownState['compare']>
        aria-label="Compared with"
        options={[
          { value: 'before', label: 'Window before' },
          { value: 'week', label: 'A week earlier' },
        ]}
        value={state.compare}
        onChange={(compare) => onChange({ compare, slice: '' })}
      />
      <RangePicker range={range} onChange={(next) => onChange({ ...next, slice: '' })} />
      <Button variant="secondary" icon="sync" aria-label="Refresh" tooltip="Refresh" onClick={onRefresh} />
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  match: css({ flex: '3 1 260px' }),
  per: css({ flex: '1 1 180px' }),
  measure: css({ flex: '0 1 180px' }),
});
