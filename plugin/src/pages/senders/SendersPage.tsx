import React, { useCallback, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Alert, Button, Tab, TabsBar, useStyles2 } from '@grafana/ui';
import { useLocation, useNavigate } from 'react-router';
import { useAppMeta } from '../../components/AppContext';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { ViewerNote } from '../../components/ViewerNote';
import { useRejections, useSenders } from '../../data/senders';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';
import { RejectionDrawer } from './RejectionDrawer';
import { RejectionTable } from './RejectionTable';
import { SenderTable } from './SenderTable';
import { formatSendersUrl, parseSendersUrl, type SendersState } from './sendersUrl';
import { Tryout } from './Tryout';

const Rejected = ({ sender, onShowAll }: { sender: string | null; onShowAll: () => void }) => {
  const { data, error, isPending, refetch } = useRejections(sender);
  const canOpen = mayCall('getRejection');
  return (
    <>
      {!canOpen && (
        <ViewerNote testId={testIds.senders.viewerNote} actions="seeing payloads, replaying and discarding them" />
      )}
      {isPending && <Loading text="Loading rejected payloads…" />}
      {error && (
        <ProblemState error={error} what="Rejected payloads could not be loaded" onRetry={() => void refetch()} />
      )}
      {sender !== null && (
        <div>
          Only those of {sender}.{' '}
          <Button size="sm" variant="secondary" onClick={onShowAll}>
            Show all
          </Button>
        </div>
      )}
      {data && data.leftOut > 0 && (
        <div>{data.leftOut} more were rejected and are not kept, as there were too many at once.</div>
      )}
      {data && data.items.length === 0 && (
        <EmptyState icon="check-circle" title="Nothing is rejected" testId={testIds.senders.empty}>
          A payload that can’t be read is kept here with its error, and can be taken in once what was wrong is put
          right.
        </EmptyState>
      )}
      {data && data.items.length > 0 && <RejectionTable rejections={data.items} canOpen={canOpen} />}
    </>
  );
};

/** Who sends, what came of it, what was refused, and what a payload would become. */
const SendersPage = () => {
  const styles = useStyles2(getStyles);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => parseSendersUrl(search), [search]);
  const set = useCallback(
    (change: Partial<SendersState>) =>
      navigate({ pathname, search: formatSendersUrl({ ...state, ...change }) }, { replace: true }),
    [navigate, pathname, state]
  );
  const [notice, setNotice] = useState<string | null>(null);
  const { data, error, isPending, refetch } = useSenders();
  const { jsonData } = useAppMeta();
  const companionUrl: unknown = jsonData?.['companionUrl'];
  const kept = (data?.items ?? []).reduce((sum, sender) => sum + sender.kept, 0);
  const canTry = mayCall('previewSender');

  return (
    <PluginPage>
      <div className={styles.page} data-testid={testIds.senders.page}>
        <TabsBar>
          <Tab
            label="Senders"
            active={state.tab === 'senders'}
            onChangeTab={() => set({ tab: 'senders', sender: null })}
          />
          <Tab
            label={kept > 0 ? `Rejected payloads (${kept})` : 'Rejected payloads'}
            active={state.tab === 'rejected'}
            onChangeTab={() => set({ tab: 'rejected' })}
          />
          <Tab
            label="Try a payload"
            active={state.tab === 'try'}
            onChangeTab={() => set({ tab: 'try', sender: null })}
          />
        </TabsBar>
        {notice !== null && (
          <div aria-live="polite">
            <Alert severity="success" title={notice} onRemove={() => setNotice(null)} />
          </div>
        )}
        {isPending && <Loading text="Loading senders…" />}
        {error && <ProblemState error={error} what="Senders could not be loaded" onRetry={() => void refetch()} />}
        {data && state.tab === 'senders' && (
          <SenderTable senders={data.items} baseUrl={typeof companionUrl === 'string' ? companionUrl : null} />
        )}
        {data && state.tab === 'rejected' && <Rejected sender={state.sender} onShowAll={() => set({ sender: null })} />}
        {data && state.tab === 'try' && canTry && <Tryout senders={data.items} />}
        {state.tab === 'try' && !canTry && <ViewerNote testId={testIds.senders.viewerNote} actions="trying payloads" />}
        {state.rejection !== null && mayCall('getRejection') && (
          <RejectionDrawer
            key={state.rejection}
            id={state.rejection}
            onClose={() => set({ rejection: null })}
            onDone={(text) => {
              setNotice(text);
              set({ rejection: null });
            }}
          />
        )}
      </div>
    </PluginPage>
  );
};

export default SendersPage;

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
});
