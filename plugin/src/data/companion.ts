import { lastValueFrom } from 'rxjs';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getBackendSrv, isFetchError, type BackendSrvRequest } from '@grafana/runtime';
import { z } from 'zod';
import { problemFrom } from '../api/apiProblem';
import { call } from '../api/client';
import { healthPath, settingsPath } from '../pluginId';
import { queryKey } from './keys';

/** How the companion is set up, and who you are to it. */
export const useStatus = (enabled = true) =>
  useQuery({ queryKey: queryKey('status'), queryFn: () => call('status'), enabled, retry: false });

const step = z.object({
  name: z.string(),
  status: z.string(),
  detail: z.string().default(''),
  remedy: z.string().default(''),
});

/** What the plugin's backend answers to a health check: `details` holds each step that it tried. */
const healthAnswer = z.object({
  status: z.string(),
  message: z.string().default(''),
  details: z.object({ steps: z.array(step).default([]) }).nullish(),
});
export type HealthAnswer = z.output<typeof healthAnswer>;

const fetched = async (request: BackendSrvRequest): Promise<unknown> => {
  try {
    const answer = await lastValueFrom(
      getBackendSrv().fetch({ ...request, showErrorAlert: false, showSuccessAlert: false })
    );
    return answer.data;
  } catch (error) {
    throw isFetchError(error) ? problemFrom(error.status, error.data) : error;
  }
};

/** Grafana's health check of the plugin's backend. A failing check answers with 4xx or 5xx and the same shape. */
export const checkPluginHealth = async (): Promise<HealthAnswer> => {
  try {
    const answer = await lastValueFrom(
      getBackendSrv().fetch({ url: healthPath, method: 'GET', showErrorAlert: false })
    );
    return healthAnswer.parse(answer.data);
  } catch (error) {
    if (isFetchError(error)) {
      const said = healthAnswer.safeParse(error.data);
      if (said.success) {
        return said.data;
      }
      throw problemFrom(error.status, error.data);
    }
    throw error;
  }
};

const storedSettings = z.object({
  pinned: z.boolean().default(false),
  jsonData: z
    .looseObject({ companionUrl: z.string().optional(), tlsSkipVerify: z.boolean().optional() })
    .nullish()
    .transform((data) => data ?? {}),
  secureJsonFields: z
    .record(z.string(), z.boolean())
    .nullish()
    .transform((fields) => fields ?? {}),
});
/** What Grafana keeps for the plugin. Of secrets it only says that they are set. */
export type StoredSettings = z.output<typeof storedSettings>;

/** Asked for afresh: what a page was handed at its start is old once settings were saved. */
export const usePluginSettings = (enabled: boolean) =>
  useQuery({
    queryKey: ['pluginSettings'],
    queryFn: async () => storedSettings.parse(await fetched({ url: settingsPath, method: 'GET' })),
    staleTime: 0,
    enabled,
  });

export interface PluginSettings {
  enabled: boolean;
  pinned: boolean;
  jsonData: Record<string, unknown>;
  secureJsonData: Record<string, string>;
}

/** Saves through Grafana's plugin settings API, which gives the plugin's backend a new instance with them. */
export const useSavePluginSettings = () => {
  const client = useQueryClient();
  return useMutation<unknown, Error, PluginSettings>({
    mutationFn: (settings) => fetched({ url: settingsPath, method: 'POST', data: settings }),
    onSuccess: () => client.invalidateQueries(),
  });
};
