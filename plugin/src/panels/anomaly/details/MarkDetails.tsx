import React, { useState } from 'react';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { LinkButton, Modal } from '@grafana/ui';
import { AnomalyCard } from '../../../components/anomaly/AnomalyCard';
import { EmptyState } from '../../../components/EmptyState';
import { Loading } from '../../../components/Loading';
import { ProblemState } from '../../../components/ProblemState';
import { Stack } from '../../../components/Stack';
import { createQueryClient } from '../../../data/queryClient';
import { mayCall } from '../../../data/user';
import { anomaliesPage, appHref, newDetectorPage } from '../../../navigation';
import { anomalyPanelTestIds } from '../testIds';
import { FindCause } from './FindCause';
import { findAnomalies, selectorOf, type MarkedSeries } from './findAnomalies';

interface Props extends MarkedSeries {
  /** ms of the marked stretch. */
  from: number;
  to: number;
  onClose: () => void;
}

/** ms by which a detector's anomaly may lie beside the mark: panels draw fewer points than detectors judge. */
const slack = 5 * 60_000;

const useFound = ({ name, labels, from, to }: MarkedSeries & { from: number; to: number }) =>
  useQuery({
    queryKey: ['markedAnomalies', name, labels, from, to],
    queryFn: () => findAnomalies({ name, labels }, { from: from - slack, to: to + slack }),
  });

const Body = (props: Props) => {
  const { data, error, refetch } = useFound(props);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const selector = selectorOf(props);
  const around = { from: String(props.from - 12 * slack), to: String(props.to + 12 * slack) };
  if (error) {
    return <ProblemState error={error} what="The anomaly could not be looked up" onRetry={() => void refetch()} />;
  }
  if (!data) {
    return <Loading text="Looking the anomaly up…" />;
  }
  const id = chosenId ?? data[0]?.id;
  return id !== undefined ? (
    <AnomalyCard id={id} withLink onOpen={(anomaly) => setChosenId(anomaly.id)} />
  ) : (
    <EmptyState
      icon="info-circle"
      title="Only this panel finds it unusual"
      actions={
        <Stack wrap>
          <LinkButton variant="secondary" href={appHref(anomaliesPage({ match: selector, ...around }))}>
            Open the explorer
          </LinkButton>
          {mayCall('createDetector') && (
            <LinkButton
              variant="secondary"
              href={appHref(`${newDetectorPage()}?${new URLSearchParams({ match: selector }).toString()}`)}
            >
              New detector for this series
            </LinkButton>
          )}
        </Stack>
      }
    >
      No detector found an anomaly of {selector} at this time. Feedback is given on what detectors find, since it
      changes how they judge.
    </EmptyState>
  );
};

/** What a click on a mark opens: what detectors found there, and what people said of it. */
export const MarkDetails = (props: Props) => {
  const [client] = useState(createQueryClient);
  return (
    <Modal title="Anomaly" isOpen onDismiss={props.onClose}>
      <div data-testid={anomalyPanelTestIds.details}>
        <QueryClientProvider client={client}>
          <FindCause labels={props.labels} from={props.from} to={props.to} />
          <Body {...props} />
        </QueryClientProvider>
      </div>
    </Modal>
  );
};
