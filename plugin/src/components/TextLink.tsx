import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  href: string;
  /** To another site, in a new tab. */
  external?: boolean;
  children: ReactNode;
}

/** Links of senders come from outside: only web addresses may be followed. */
export const isWebAddress = (href: string): boolean => /^https?:\/\//i.test(href.trim());

/** A link in text. An external one that is no web address (`javascript:`, say) is shown but can't be followed. */
export const TextLink = ({ href, external = false, children }: Props) => {
  const styles = useStyles2(getStyles);
  if (external && !isWebAddress(href)) {
    return (
      <span>
        {children} ({href})
      </span>
    );
  }
  return (
    <a className={styles.link} href={href} {...(external && { target: '_blank', rel: 'noreferrer noopener' })}>
      {children}
    </a>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  link: css({ color: theme.colors.text.link, textDecoration: 'underline', overflowWrap: 'anywhere' }),
});
