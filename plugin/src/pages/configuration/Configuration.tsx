import React from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Loading } from '../../components/Loading';
import { EmptyState } from '../../components/EmptyState';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { usePluginSettings } from '../../data/companion';
import { currentUser } from '../../data/user';
import { ConnectionDoctor } from './ConnectionDoctor';
import { SettingsForm } from './SettingsForm';

/** Settings for admins, and the connection doctor for everyone. */
export const Configuration = ({ pluginVersion }: { pluginVersion: string }) => {
  const isAdmin = currentUser().role === 'Admin';
  const client = useQueryClient();
  const { data, error, refetch } = usePluginSettings(isAdmin);
  return (
    <Stack direction="column" gap={3}>
      {!isAdmin && (
        <EmptyState icon="lock" title="Settings are for admins">
          Your role is {currentUser().role}. The connection doctor below may still tell an admin what is wrong.
        </EmptyState>
      )}
      {isAdmin && !data && !error && <Loading text="Loading settings…" />}
      {isAdmin && !data && error && (
        <ProblemState error={error} what="The settings could not be loaded" onRetry={() => void refetch()} />
      )}
      {data && (
        <SettingsForm stored={data} onSaved={() => void client.invalidateQueries({ queryKey: ['pluginHealth'] })} />
      )}
      <ConnectionDoctor pluginVersion={pluginVersion} />
    </Stack>
  );
};
