import React, { useRef } from 'react';
import { css } from '@emotion/css';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { LogTemplate } from '@watchroom/contract';
import { useElementWidth, useRemainingHeight } from '../../components/useElementSize';
import { testIds } from '../../testIds';
import { templateColumns, TemplateRow } from './TemplateRow';

interface Props {
  templates: readonly LogTemplate[];
  /** Ids chosen for merging; null where nothing may be merged. */
  selected: ReadonlySet<string> | null;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
}

/** Px below which figures stand under their template. */
const narrowBelow = 760;
const rowHeights = { wide: 48, narrow: 68 };
const titles = ['Template', 'Over the window', 'Lines', 'Change', 'Errors'] as const;

/** Templates; only those in sight are in the document. */
export const TemplateList = ({ templates, selected, onSelect, onOpen }: Props) => {
  const styles = useStyles2(getStyles);
  const scroller = useRef<HTMLDivElement>(null);
  const width = useElementWidth(scroller);
  const narrow = width > 0 && width < narrowBelow;
  const height = narrow ? rowHeights.narrow : rowHeights.wide;
  const room = useRemainingHeight(scroller, 320, 24);
  const virtualizer = useVirtualizer({
    count: templates.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => templates[index]?.id ?? index,
    overscan: 8,
  });
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label="Log templates"
      aria-rowcount={templates.length + 1}
      className={styles.scroller}
      style={{ maxHeight: room }}
      data-testid={testIds.logs.list}
    >
      {!narrow && (
        <div role="row" aria-rowindex={1} className={styles.head}>
          <div role="columnheader" aria-label="Selected" />
          {titles.map((title, index) => (
            <div key={title} role="columnheader" className={index > 1 ? styles.right : undefined}>
              {title}
            </div>
          ))}
        </div>
      )}
      <div role="rowgroup" className={styles.rows} style={{ height: templates.length * height }}>
        {virtualizer.getVirtualItems().map(({ index }) => {
          const template = templates[index];
          return (
            template && (
              <TemplateRow
                key={template.id}
                template={template}
                index={index}
                top={index * height}
                height={height}
                narrow={narrow}
                selected={selected === null ? null : selected.has(template.id)}
                onSelect={onSelect}
                onOpen={onOpen}
              />
            )
          );
        })}
      </div>
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  scroller: css({
    overflowY: 'auto',
    overflowX: 'hidden',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.borderRadius(1),
    background: theme.colors.background.primary,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  head: css({
    position: 'sticky',
    top: 0,
    zIndex: 1,
    display: 'grid',
    gridTemplateColumns: templateColumns,
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 1),
    background: theme.colors.background.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  right: css({ textAlign: 'right' }),
  rows: css({ position: 'relative', width: '100%' }),
});
