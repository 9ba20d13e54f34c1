import type { ChangeKind, ChangeState } from '@watchroom/contract';
import { z } from 'zod';
import { labelNameOf } from '../detection/sources/names.js';
import { checked } from '../intake/checked.js';
import { labelsOf, optionalText, optionalWord, word } from '../intake/payload-fields.js';
import { serviceOf } from '../intake/service-name.js';
import { saneTime, type ChangeSender, type IncomingChange } from './change-sender.js';

/**
 * Events of Kubernetes, of `v1` (as kubernetes-event-exporter posts them, with the object's labels and the cluster's name) and of
 * `events.k8s.io/v1`. Source: the Kubernetes API reference.
 */
const object = z.object({
  kind: optionalWord,
  namespace: optionalWord,
  name: optionalWord,
  labels: z.record(z.string(), z.unknown()).nullish(),
});
const event = z
  .object({
    metadata: z.object({
      uid: optionalWord,
      name: optionalWord,
      namespace: optionalWord,
      creationTimestamp: optionalText,
    }),
    reason: word,
    message: optionalText,
    note: optionalText,
    involvedObject: object.nullish(),
    regarding: object.nullish(),
    firstTimestamp: optionalText,
    lastTimestamp: optionalText,
    eventTime: optionalText,
    deprecatedFirstTimestamp: optionalText,
    deprecatedLastTimestamp: optionalText,
    series: z.object({ lastObservedTime: optionalText }).nullish(),
    reportingComponent: optionalWord,
    reportingController: optionalWord,
    source: z.object({ component: optionalWord }).nullish(),
    clusterName: optionalWord,
  })
  .refine(({ involvedObject, regarding }) => involvedObject || regarding, {
    path: ['involvedObject'],
    message: 'is missing; events of events.k8s.io/v1 have regarding instead',
  });
const events = z.array(event).max(5000);
const listed = z.object({ items: events });
const schema = z.union([event, events, listed]);
type KubernetesEvent = z.output<typeof event>;

interface Meaning {
  kind: ChangeKind;
  state?: ChangeState;
}

/** A new or an emptied replica set is a rollout; one that grows or shrinks is scaling. */
const ofReplicaSet = (said: string): Meaning => ({
  kind: /\b(?:from|to) 0\b/.test(said) || /^Scaled up replica set \S+ to 1$/.test(said) ? 'deploy' : 'scaling',
});

/** What events tell of changes; the others (of pods, probes, images, schedulers) are passed over. */
const meanings: Readonly<Record<string, Meaning | ((said: string) => Meaning)>> = {
  // Deployments, autoscalers
  ScalingReplicaSet: ofReplicaSet,
  DeploymentRollback: { kind: 'deploy' },
  SuccessfulRescale: { kind: 'scaling' },
  TriggeredScaleUp: { kind: 'scaling' },
  ScaleDown: { kind: 'scaling' },
  ScaledUpGroup: { kind: 'scaling' },
  KEDAScaleTargetActivated: { kind: 'scaling' },
  KEDAScaleTargetDeactivated: { kind: 'scaling' },
  // Nodes taken out and back by people
  NodeNotSchedulable: { kind: 'config' },
  NodeSchedulable: { kind: 'config' },
  // Helm and Flux
  InstallSucceeded: { kind: 'deploy' },
  InstallFailed: { kind: 'deploy', state: 'failed' },
  UpgradeSucceeded: { kind: 'deploy' },
  UpgradeFailed: { kind: 'deploy', state: 'failed' },
  RollbackSucceeded: { kind: 'deploy' },
  RollbackFailed: { kind: 'deploy', state: 'failed' },
  // Argo Rollouts
  RolloutUpdated: { kind: 'deploy' },
  RolloutCompleted: { kind: 'deploy' },
  RolloutAborted: { kind: 'deploy', state: 'failed' },
};

const tidyLabels = (labels: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(labelsOf(labels)).map(([name, value]) => [labelNameOf(name), value]));

const toChange = (it: KubernetesEvent, receivedAt: number): IncomingChange[] => {
  const found = Object.hasOwn(meanings, it.reason) ? meanings[it.reason] : undefined;
  if (found === undefined) {
    return [];
  }
  const said = it.message || it.note || it.reason;
  const { kind, state = 'done' } = typeof found === 'function' ? found(said) : found;
  const on = it.involvedObject ?? it.regarding ?? {};
  const namespace = on.namespace ?? it.metadata.namespace ?? '';
  const first = it.firstTimestamp ?? it.deprecatedFirstTimestamp ?? it.eventTime ?? it.metadata.creationTimestamp;
  const last = it.lastTimestamp ?? it.deprecatedLastTimestamp ?? it.series?.lastObservedTime;
  const at = saneTime(first) ?? saneTime(it.eventTime) ?? saneTime(it.metadata.creationTimestamp) ?? receivedAt;
  const byUid = it.metadata.uid ?? '';
  return [
    {
      identity: byUid
        ? ['uid', byUid]
        : [it.clusterName ?? '', namespace, it.metadata.name ?? '', it.reason, said, String(at)],
      kind,
      state,
      at,
      title: `${on.kind ?? 'Object'} ${on.name ?? ''}: ${said}`,
      service: on.kind === 'Node' ? null : (serviceOf(tidyLabels(on.labels)) ?? on.name ?? null),
      by: it.reportingComponent || it.reportingController || it.source?.component || null,
      labels: labelsOf({
        cluster: it.clusterName,
        namespace,
        reason: it.reason,
        [on.kind === 'Node' ? 'node' : 'object']: on.name,
      }),
      updatedAt: saneTime(last) ?? at,
    },
  ];
};

const read = (payload: unknown): KubernetesEvent[] => {
  if (Array.isArray(payload)) {
    return checked(events, payload);
  }
  return typeof payload === 'object' && payload !== null && 'items' in payload
    ? checked(listed, payload).items
    : [checked(event, payload)];
};

/** Events of Kubernetes that tell of a rollout, scaling, Helm, Flux or a cordoned node; one, a list, or a `v1` List. */
export const kubernetesChanges: ChangeSender = {
  name: 'kubernetes-changes',
  title: 'Kubernetes events',
  source: 'kubernetes',
  schema,
  parse: (payload, { receivedAt }) => read(payload).flatMap((one) => toChange(one, receivedAt)),
};
