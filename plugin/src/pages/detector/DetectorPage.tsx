import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { useParams } from 'react-router';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { TextLink } from '../../components/TextLink';
import { useDetector } from '../../data/detectors';
import { appHref } from '../../navigation';
import { testIds } from '../../testIds';
import { draftOf } from './detectorDraft';
import { DetectorEditor } from './DetectorEditor';

/** One detector, to look at or to change. */
const DetectorPage = () => {
  const { name = '' } = useParams();
  const { data, error, refetch } = useDetector(name);
  return (
    <PluginPage pageNav={{ text: name }}>
      <div data-testid={testIds.detector.page}>
        <Stack direction="column" gap={2}>
          <TextLink href={appHref('detectors')}>All detectors</TextLink>
          {!data && !error && <Loading text="Loading the detector…" />}
          {!data && error && (
            <ProblemState error={error} what="The detector could not be loaded" onRetry={() => void refetch()} />
          )}
          {data && <DetectorEditor key={data.name} initial={draftOf(data.spec)} existing={data} />}
        </Stack>
      </div>
    </PluginPage>
  );
};

export default DetectorPage;
