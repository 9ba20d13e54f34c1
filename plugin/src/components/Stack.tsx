import React, { type CSSProperties, type ReactNode } from 'react';
import { useTheme2 } from '@grafana/ui';

interface Props {
  children: ReactNode;
  direction?: 'row' | 'column';
  /** In the theme's spacing units. */
  gap?: number;
  /** Default: `center` in a row, `stretch` in a column. */
  align?: CSSProperties['alignItems'];
  justify?: CSSProperties['justifyContent'];
  wrap?: boolean;
  className?: string;
}

/** Children in a row or column with even gaps (Grafana 10.1 has no Stack of its own). */
export const Stack = ({ children, direction = 'row', gap = 1, align, justify, wrap, className }: Props) => {
  const theme = useTheme2();
  return (
    <div
      className={className}
      style={{
        display: 'flex',
        flexDirection: direction,
        gap: theme.spacing(gap),
        alignItems: align ?? (direction === 'row' ? 'center' : 'stretch'),
        justifyContent: justify,
        flexWrap: wrap ? 'wrap' : 'nowrap',
        minWidth: 0,
      }}
    >
      {children}
    </div>
  );
};
