import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { useLocation } from 'react-router';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { TextLink } from '../../components/TextLink';
import { ViewerNote } from '../../components/ViewerNote';
import { useDetector } from '../../data/detectors';
import { mayCall } from '../../data/user';
import { appHref } from '../../navigation';
import { testIds } from '../../testIds';
import { draftOf, emptyDraft } from './detectorDraft';
import { DetectorEditor } from './DetectorEditor';

/** A new detector, from nothing, from a selector (`?match=`), or as a copy of another (`?from=NAME`). */
const NewDetectorPage = () => {
  const params = new URLSearchParams(useLocation().search);
  const from = params.get('from');
  const { data: original, error, refetch } = useDetector(from);
  return (
    <PluginPage pageNav={{ text: 'New detector' }}>
      <div data-testid={testIds.detector.page}>
        <Stack direction="column" gap={2}>
          <TextLink href={appHref('detectors')}>All detectors</TextLink>
          {!mayCall('createDetector') ? (
            <EmptyState icon="lock" title="Your role does not allow this">
              <ViewerNote testId={testIds.detectors.viewerNote} actions="making and changing detectors" />
            </EmptyState>
          ) : from === null ? (
            <DetectorEditor initial={{ ...emptyDraft, selector: params.get('match') ?? '' }} existing={null} />
          ) : original ? (
            <DetectorEditor
              key={from}
              initial={{ ...draftOf(original.spec), name: `${original.name} copy` }}
              existing={null}
            />
          ) : error ? (
            <ProblemState
              error={error}
              what="The detector to copy could not be loaded"
              onRetry={() => void refetch()}
            />
          ) : (
            <Loading text="Loading the detector to copy…" />
          )}
        </Stack>
      </div>
    </PluginPage>
  );
};

export default NewDetectorPage;
