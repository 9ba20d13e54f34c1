import type { ChangeState } from '@watchroom/contract';
import { z } from 'zod';
import { checked } from '../intake/checked.js';
import { labelsOf, optionalText, optionalWord, urlPart, word } from '../intake/payload-fields.js';
import { saneTime, type ChangeSender, type IncomingChange } from './change-sender.js';

/**
 * An Application of Argo CD as its notifications know it (`.app`), as far as it is read. Source: Argo CD's documentation (Notifications,
 * Templates) and the CRD `applications.argoproj.io/v1alpha1`.
 */
const source = z.object({ repoURL: optionalText, targetRevision: optionalWord, chart: optionalWord }).nullish();
const application = z.object({
  metadata: z.object({
    name: word,
    namespace: optionalWord,
    labels: z.record(z.string(), z.unknown()).nullish(),
  }),
  spec: z
    .object({
      project: optionalWord,
      source,
      sources: z.array(source).max(100).nullish(),
      destination: z.object({ namespace: optionalWord, server: optionalText, name: optionalWord }).nullish(),
    })
    .nullish(),
  status: z
    .object({
      sync: z.object({ revision: optionalText, status: optionalWord }).nullish(),
      health: z.object({ status: optionalWord }).nullish(),
      history: z
        .array(z.object({ revision: optionalText, revisions: z.array(z.string()).nullish() }))
        .max(1000)
        .nullish(),
      operationState: z
        .object({
          phase: word,
          message: optionalText,
          startedAt: optionalText,
          finishedAt: optionalText,
          operation: z
            .object({
              initiatedBy: z.object({ username: optionalWord, automated: z.boolean().nullish() }).nullish(),
            })
            .nullish(),
          syncResult: z.object({ revision: optionalText, revisions: z.array(z.string()).nullish() }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
const message = z.object({
  app: application,
  context: z.object({ argocdUrl: optionalText, environmentName: optionalWord }).nullish(),
});
const schema = z.union([message, application]);
type Application = z.output<typeof application>;
type Context = z.output<typeof message>['context'];

const states: Readonly<Record<string, ChangeState>> = {
  running: 'running',
  terminating: 'running',
  succeeded: 'done',
  failed: 'failed',
  error: 'failed',
};

const shortRevision = (revision: string): string => (/^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 8) : revision);

const revisionOf = (one: { revision?: string | null | undefined; revisions?: string[] | null | undefined }): string =>
  one.revision || (one.revisions ?? []).join(',');

/** The revision that was deployed before this one. */
const previousOf = ({ status }: Application, revision: string): string | null =>
  (status?.history ?? [])
    .map(revisionOf)
    .filter((one) => one !== '' && one !== revision)
    .at(-1) ?? null;

const toChange = (app: Application, context: Context, receivedAt: number): IncomingChange[] => {
  const { metadata, spec, status } = app;
  const operation = status?.operationState;
  const state = operation ? states[operation.phase.toLowerCase()] : undefined;
  if (!operation || state === undefined) {
    return [];
  }
  const startedAt = saneTime(operation.startedAt);
  const finishedAt = saneTime(operation.finishedAt);
  const revision = revisionOf(operation.syncResult ?? {}) || (status?.sync?.revision ?? '');
  const { username, automated } = operation.operation?.initiatedBy ?? {};
  const namespace = metadata.namespace ?? '';
  return [
    {
      identity: [namespace, metadata.name, startedAt === null ? revision : String(startedAt)],
      kind: 'deploy',
      state,
      at: startedAt ?? finishedAt ?? receivedAt,
      endsAt: state === 'running' ? null : (finishedAt ?? receivedAt),
      title: `Argo CD sync of ${metadata.name} to ${shortRevision(revision) || 'an unknown revision'}`,
      description: operation.message ?? '',
      service: metadata.name,
      environment: context?.environmentName ?? spec?.destination?.name ?? null,
      version: revision || null,
      previousVersion: previousOf(app, revision),
      by: username ?? (automated ? 'Argo CD' : null),
      url: context?.argocdUrl
        ? `${context.argocdUrl.replace(/\/+$/, '')}/applications/${namespace ? `${urlPart(namespace)}/` : ''}${urlPart(metadata.name)}`
        : null,
      labels: labelsOf({
        project: spec?.project,
        namespace: spec?.destination?.namespace,
        cluster: spec?.destination?.name ?? spec?.destination?.server,
        repository: spec?.source?.repoURL ?? spec?.sources?.[0]?.repoURL,
        health: status?.health?.status,
      }),
      // What ends a sync counts, though both are told in the same second.
      updatedAt: (finishedAt ?? startedAt ?? receivedAt) + (state === 'running' ? 0 : 1),
    },
  ];
};

/**
 * Argo CD notifications by webhook: `{"app": <the Application>, "context": {...}}`, or the Application alone (docs/changes-and-traces.md
 * has the template). Each sync is one change; messages without an operation tell of none.
 */
export const argocdChanges: ChangeSender = {
  name: 'argocd-changes',
  title: 'Argo CD',
  source: 'argocd',
  schema,
  parse: (payload, { receivedAt }) => {
    if (typeof payload === 'object' && payload !== null && 'metadata' in payload) {
      return toChange(checked(application, payload), null, receivedAt);
    }
    const { app, context } = checked(message, payload);
    return toChange(app, context, receivedAt);
  },
};
