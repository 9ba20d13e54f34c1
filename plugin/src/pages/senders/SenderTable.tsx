import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import type { SenderInfo } from '@watchroom/contract';
import { SimpleTable, type Column } from '../../components/SimpleTable';
import { Stack } from '../../components/Stack';
import { TextLink } from '../../components/TextLink';
import { TimeAgo } from '../../components/TimeAgo';
import { useNow } from '../../components/useNow';
import { appHref, sendersPage } from '../../navigation';
import { testIds } from '../../testIds';

interface Props {
  senders: readonly SenderInfo[];
  /** The companion's address as senders reach it; null where it is not known here. */
  baseUrl: string | null;
}

const addressOf = (path: string, baseUrl: string | null): string => `${(baseUrl ?? '').replace(/\/+$/, '')}${path}`;

const signatureWords = { none: '', possible: 'unsigned', checked: 'signature checked' } as const;

const Addresses = ({ sender, baseUrl }: { sender: SenderInfo; baseUrl: string | null }) => {
  const styles = useStyles2(getStyles);
  return (
    <Stack direction="column" gap={0.5}>
      {sender.paths.map((path) => (
        <span key={path} className={styles.address}>
          <code className={styles.code}>{addressOf(path, baseUrl)}</code>
          <ClipboardButton
            size="sm"
            variant="secondary"
            fill="text"
            icon="copy"
            aria-label={`Copy the address ${path}`}
            getText={() => addressOf(path, baseUrl)}
          />
        </span>
      ))}
    </Stack>
  );
};

/** Where each sender posts to, and what came of it since the companion started. */
export const SenderTable = ({ senders, baseUrl }: Props) => {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const columns: Array<Column<SenderInfo>> = [
    {
      title: 'Sender',
      cell: ({ title, name, signature, signatureHeader }) => (
        <div>
          {title}
          <div className={styles.quiet}>
            {name}
            {signatureWords[signature] !== '' && (
              <span title={signatureHeader ? `Signed in ${signatureHeader}` : undefined}>
                {' · '}
                {signatureWords[signature]}
              </span>
            )}
          </div>
        </div>
      ),
    },
    { title: 'Address', cell: (sender) => <Addresses sender={sender} baseUrl={baseUrl} /> },
    {
      title: 'Last event',
      cell: ({ lastEventAt }) =>
        lastEventAt === null ? 'none yet' : <TimeAgo at={lastEventAt} now={now} suffix=" ago" />,
    },
    { title: 'Events', cell: ({ events }) => events },
    {
      title: 'Rejected',
      cell: ({ name, rejected, kept, lastRejectedAt }) => (
        <div>
          {kept > 0 ? (
            <TextLink href={appHref(sendersPage({ tab: 'rejected', sender: name }))}>
              {rejected} ({kept} kept)
            </TextLink>
          ) : (
            rejected
          )}
          {lastRejectedAt !== null && (
            <div className={styles.quiet}>
              last <TimeAgo at={lastRejectedAt} now={now} suffix=" ago" />
            </div>
          )}
        </div>
      ),
    },
  ];
  return (
    <SimpleTable
      label="Senders"
      testId={testIds.senders.list}
      rowTestId={testIds.senders.row}
      items={senders}
      rowKey={({ name }) => name}
      columns={columns}
    />
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  address: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  code: css({
    margin: 0,
    overflowWrap: 'anywhere',
    whiteSpace: 'normal',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
