import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Rejection } from '@watchroom/contract';
import { SimpleTable, type Column } from '../../components/SimpleTable';
import { TextLink } from '../../components/TextLink';
import { TimeAgo } from '../../components/TimeAgo';
import { useNow } from '../../components/useNow';
import { appHref, sendersPage } from '../../navigation';
import { testIds } from '../../testIds';

/** At most this many wrong fields are spelled out. */
const spelledOut = 3;

const Errors = ({ errors }: Pick<Rejection, 'errors'>) => {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.errors}>
      {errors.slice(0, spelledOut).map(({ field, message }) => (
        <li key={field + message}>
          <code>{field}</code> {message}
        </li>
      ))}
      {errors.length > spelledOut && <li>and {errors.length - spelledOut} more</li>}
    </ul>
  );
};

/** Payloads that were refused; each opens with what it held, for those who may see it. */
export const RejectionTable = ({ rejections, canOpen }: { rejections: readonly Rejection[]; canOpen: boolean }) => {
  const now = useNow();
  const columns: Array<Column<Rejection>> = [
    {
      title: 'When',
      cell: ({ id, at, sender }) =>
        canOpen ? (
          <TextLink href={appHref(sendersPage({ tab: 'rejected', sender, rejection: id }))}>
            <TimeAgo at={at} now={now} suffix=" ago" />
          </TextLink>
        ) : (
          <TimeAgo at={at} now={now} suffix=" ago" />
        ),
    },
    { title: 'Sender', cell: ({ sender }) => sender },
    { title: 'What is wrong', cell: ({ errors }) => <Errors errors={errors} /> },
    { title: 'Bytes', cell: ({ bytes }) => bytes },
  ];
  return (
    <SimpleTable
      label="Rejected payloads"
      testId={testIds.senders.rejections}
      rowTestId={testIds.senders.rejection}
      items={rejections}
      rowKey={({ id }) => id}
      columns={columns}
    />
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  errors: css({
    listStyle: 'none',
    margin: 0,
    padding: 0,
    overflowWrap: 'anywhere',
    li: { marginBottom: theme.spacing(0.25) },
  }),
});
