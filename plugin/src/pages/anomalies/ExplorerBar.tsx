import React, { useCallback } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, SelectableValue, TimeRange } from '@grafana/data';
import { Button, Select, useStyles2 } from '@grafana/ui';
import { DebouncedInput } from '../../components/DebouncedInput';
import { RangePicker } from '../../components/RangePicker';
import { useDetectors } from '../../data/detectors';
import type { ExplorerState } from './explorerUrl';

interface Props {
  state: ExplorerState;
  range: TimeRange;
  onChange: (change: Partial<ExplorerState>) => void;
  onRefresh: () => void;
}

/** Which detector and series, and when. */
export const ExplorerBar = ({ state, range, onChange, onRefresh }: Props) => {
  const styles = useStyles2(getStyles);
  const { data } = useDetectors();
  const options: Array<SelectableValue<string>> = (data?.items ?? []).map(({ name }) => ({ label: name, value: name }));
  const setMatch = useCallback((match: string) => onChange({ match }), [onChange]);
  return (
    <div className={styles.bar}>
      <div className={styles.detector}>
        <Select
          aria-label="Detector"
          options={options}
          value={state.detector === '' ? null : { label: state.detector, value: state.detector }}
          placeholder="All detectors"
          isClearable
          onChange={(picked: SelectableValue<string> | null) => onChange({ detector: picked?.value ?? '' })}
        />
      </div>
      <div className={styles.match}>
        <DebouncedInput
          value={state.match}
          onChange={setMatch}
          label="Series, as in Prometheus"
          placeholder={'All series, or e.g. cpu{host="db-1"}'}
        />
      </div>
      <RangePicker range={range} onChange={onChange} />
      <Button variant="secondary" icon="sync" aria-label="Refresh" tooltip="Refresh" onClick={onRefresh} />
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  detector: css({ flex: '1 1 180px', maxWidth: 280 }),
  match: css({ flex: '2 1 220px' }),
});
