import React, { useState } from 'react';
import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, Drawer, useStyles2 } from '@grafana/ui';
import type { LogLine, LogTemplate } from '@watchroom/contract';
import { DebouncedInput } from '../../components/DebouncedInput';
import { EmptyState } from '../../components/EmptyState';
import { FactLine } from '../../components/FactLine';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { useEscape } from '../../components/useEscape';
import { lineLimit, useLogLines, useTemplateAction, type LogWindow } from '../../data/logs';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';
import type { LogsState } from './logsUrl';
import { changeText, templateText } from './templateWords';

interface Props {
  id: string;
  /** What the list knows of it; undefined where the list does not hold it. */
  template: LogTemplate | undefined;
  range: LogWindow;
  filter: Pick<LogsState, 'service' | 'level'>;
  onClose: () => void;
}

const Line = ({ line }: { line: LogLine }) => {
  const styles = useStyles2(getStyles);
  const bad = line.level === 'error' || line.level === 'critical';
  return (
    <li className={styles.line} data-testid={testIds.logs.line}>
      <div className={styles.quiet}>
        {dateTimeFormat(line.at)} <span className={cx(bad && styles.bad)}>{line.level}</span> {line.service}
        {Object.entries(line.labels)
          .filter(([, value]) => value !== line.service)
          .map(([name, value]) => ` ${name}=${value}`)}
        {line.traceId !== null && ` trace ${line.traceId}`}
      </div>
      <code className={styles.message}>{line.message}</code>
    </li>
  );
};

/** Sample lines of a template, and what was merged into it by hand. */
export const LinesDrawer = ({ id, template, range, filter, onClose }: Props) => {
  const styles = useStyles2(getStyles);
  useEscape(onClose);
  const [text, setText] = useState('');
  const lines = useLogLines({ ...range, ...filter, template: id, text });
  const split = useTemplateAction();
  const merged = template?.mergedIds ?? [];
  return (
    <Drawer
      title="Log lines"
      subtitle={template ? templateText(template) : `template ${id}`}
      size="md"
      onClose={onClose}
    >
      <div className={styles.body} data-testid={testIds.logs.drawer}>
        {template && (
          <FactLine
            facts={[
              ['Lines', template.lines.toLocaleString()],
              ['Errors', template.errors.toLocaleString()],
              ['Change', changeText(template)],
              ['First seen', dateTimeFormat(template.firstAt)],
              ['Id', id],
            ]}
          />
        )}
        {merged.length > 0 && (
          <div className={styles.merged} data-testid={testIds.logs.merged}>
            {merged.length === 1 ? '1 template was' : `${merged.length} templates were`} merged into this one by hand.
            {mayCall('splitLogTemplate') && (
              <Button
                size="sm"
                variant="secondary"
                disabled={split.isPending}
                onClick={() => split.mutate({ kind: 'split', id, ids: [] })}
              >
                Take apart again
              </Button>
            )}
          </div>
        )}
        {split.error && <ProblemState error={split.error} what="The template could not be taken apart" />}
        <DebouncedInput value={text} onChange={setText} label="Words in the line" placeholder="Words in the line" />
        {lines.isPending && <Loading text="Loading lines…" />}
        {lines.error && (
          <ProblemState error={lines.error} what="Lines could not be loaded" onRetry={() => void lines.refetch()} />
        )}
        {lines.data && !lines.error && lines.data.items.length === 0 && (
          <EmptyState title={text === '' ? 'No line of this template in this time' : 'No line has these words'} />
        )}
        {lines.data && !lines.error && lines.data.items.length > 0 && (
          <>
            {lines.data.items.length === lineLimit && <div className={styles.quiet}>The newest {lineLimit} lines.</div>}
            <ul className={styles.lines} aria-label="Lines">
              {lines.data.items.map((line, index) => (
                <Line key={`${line.at} ${index}`} line={line} />
              ))}
            </ul>
          </>
        )}
      </div>
    </Drawer>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  body: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), minWidth: 0 }),
  merged: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  lines: css({ listStyle: 'none', margin: 0, padding: 0 }),
  line: css({ padding: theme.spacing(0.75, 0), borderTop: `1px solid ${theme.colors.border.weak}` }),
  quiet: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
  bad: css({ color: theme.colors.error.text }),
  message: css({
    display: 'block',
    padding: 0,
    border: 0,
    background: 'none',
    color: theme.colors.text.primary,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  }),
});
