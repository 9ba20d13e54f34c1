import React, { useCallback } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, SelectableValue, TimeRange } from '@grafana/data';
import { Button, RadioButtonGroup, Select, TimeRangePicker, useStyles2 } from '@grafana/ui';
import { logLevels, type LogLevel } from '@watchroom/contract';
import { DebouncedInput } from '../../components/DebouncedInput';
import { useLogServices } from '../../data/logs';
import { testIds } from '../../testIds';
import { movedRange, rawText } from '../../components/timeRange';
import type { Comparison, LogsState } from './logsUrl';

interface Props {
  state: LogsState;
  range: TimeRange;
  onChange: (change: Partial<LogsState>) => void;
  onRefresh: () => void;
}

const levels: Array<SelectableValue<LogLevel>> = logLevels.map((level) => ({ label: level, value: level }));
const windows: Array<SelectableValue<Comparison>> = [
  { label: 'time before', value: 'before', description: 'The window of the same length right before' },
  { label: 'day before', value: 'day', description: 'The same time a day earlier' },
  { label: 'week before', value: 'week', description: 'The same time a week earlier' },
];
const orders: Array<SelectableValue<LogsState['sort']>> = [
  { label: 'Novelty', value: 'novelty', description: 'New ones, then those whose rate changed most' },
  { label: 'Lines', value: 'lines' },
  { label: 'Errors', value: 'errors' },
];

/** Which lines, when, compared with what, and in which order. */
export const LogsBar = ({ state, range, onChange, onRefresh }: Props) => {
  const styles = useStyles2(getStyles);
  const services = useLogServices({ from: range.from.valueOf(), to: range.to.valueOf() });
  const setText = useCallback((text: string) => onChange({ text }), [onChange]);
  return (
    <div className={styles.bar}>
      <div className={styles.service}>
        <Select
          aria-label="Service"
          options={(services.data?.items ?? [])
            .filter((name) => name !== '')
            .map((name): SelectableValue<string> => ({ label: name, value: name }))}
          value={state.service === '' ? null : { label: state.service, value: state.service }}
          placeholder="All services"
          isClearable
          onChange={(picked: SelectableValue<string> | null) => onChange({ service: picked?.value ?? '' })}
        />
      </div>
      <div className={styles.level}>
        <Select
          aria-label="Level"
          options={levels}
          value={state.level}
          placeholder="All levels"
          isClearable
          onChange={(picked: SelectableValue<LogLevel> | null) => onChange({ level: picked?.value ?? null })}
        />
      </div>
      <div className={styles.text}>
        <DebouncedInput
          value={state.text}
          onChange={setText}
          label="Words in the template"
          placeholder="Words in the template"
          testId={testIds.logs.text}
        />
      </div>
      <TimeRangePicker
        value={range}
        onChange={(next) => onChange(rawText(next.raw))}
        onChangeTimeZone={() => undefined}
        onMoveBackward={() => onChange(movedRange(range, 'back'))}
        onMoveForward={() => onChange(movedRange(range, 'forward'))}
        onZoom={() => onChange(movedRange(range, 'out'))}
        isOnCanvas
      />
      <Button variant="secondary" icon="sync" aria-label="Refresh" tooltip="Refresh" onClick={onRefresh} />
      <div className={styles.compare}>
        <Select
          aria-label="Compare with"
          prefix="Against"
          options={windows}
          value={state.compare}
          onChange={({ value }: SelectableValue<Comparison>) => onChange({ compare: value ?? 'before' })}
        />
      </div>
      <RadioButtonGroup
        aria-label="Order"
        options={orders}
        value={state.sort}
        onChange={(sort: LogsState['sort']) => onChange({ sort })}
      />
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  service: css({ flex: '1 1 160px', maxWidth: 240 }),
  level: css({ flex: '1 1 130px', maxWidth: 160 }),
  text: css({ flex: '2 1 200px' }),
  compare: css({ flex: '0 1 210px' }),
});
