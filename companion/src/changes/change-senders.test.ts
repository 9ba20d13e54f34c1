import { describe, expect, it } from 'vitest';
import {
  argocdSync,
  changesAt,
  genericChange,
  githubDeployment,
  githubPush,
  githubRelease,
  githubStatus,
  kubernetesEvent,
} from '../../test/changes/payloads.js';
import { argocdChanges } from './argocd-changes.js';
import { toChangeEvent, type ChangeSender } from './change-sender.js';
import { changeSenderConformance } from './change-sender.conformance.js';
import { genericChanges } from './generic-changes.js';
import { githubChanges } from './github-changes.js';
import { kubernetesChanges } from './kubernetes-changes.js';

const receivedAt = changesAt + 5000;
const time = (clock: string): number => Date.parse(`2026-11-23T${clock}Z`);
const all = (sender: ChangeSender, payload: unknown, headers: Record<string, string> = {}) =>
  sender.parse(payload, { receivedAt, headers }).map((change) => toChangeEvent(sender.source, change, receivedAt));
const github = (event: string, payload: unknown) => all(githubChanges, payload, { 'x-github-event': event });
const event = (name: string) => ({ 'x-github-event': name });

changeSenderConformance(genericChanges, {
  receivedAt,
  payloads: [
    [genericChange],
    [[{ title: 'Scaled out', kind: 'Scale', timestamp: 1795409640, service: 'web' }]],
    [{ changes: [{ title: 'Limits raised', kind: 'config' }] }],
  ],
  invalid: [
    ['no title', [{ kind: 'deploy' }], 'title'],
    ['an empty title', [{ title: ' ' }], 'title'],
    ['another kind', [[{ title: 'x', kind: 'party' }]], '[0].kind'],
    ['another state', [{ changes: [{ title: 'x', state: 'odd' }] }], 'changes[0].state'],
    ['a time that is none', [{ title: 'x', at: 'yesterday' }], 'at'],
    ['a time of another world', [{ title: 'x', at: '9999-01-01T00:00:00Z' }], 'at'],
    ['an end before its beginning', [{ ...genericChange, endsAt: '2026-11-23T04:00:00Z' }], 'endsAt'],
    ['text', ['deployed'], 'body'],
  ],
});

changeSenderConformance(githubChanges, {
  receivedAt,
  payloads: [
    [githubDeployment, event('deployment')],
    [githubPush, event('push')],
    [githubRelease, event('release')],
  ],
  invalid: [
    ['no event', [githubPush], 'X-GitHub-Event'],
    ['a deployment without id', [{ ...githubDeployment, deployment: {} }, event('deployment')], 'deployment.id'],
    ['a push without repository', [{ ...githubPush, repository: undefined }, event('push')], 'repository'],
  ],
});

changeSenderConformance(argocdChanges, {
  receivedAt,
  payloads: [[argocdSync()], [argocdSync({ startedAt: '2026-11-23T03:00:00Z' }).app]],
  invalid: [
    ['no application', [{ context: {} }], 'app'],
    ['one without a name', [{ app: { metadata: {} } }], 'app.metadata.name'],
  ],
});

changeSenderConformance(kubernetesChanges, {
  receivedAt,
  payloads: [
    [kubernetesEvent()],
    [{ kind: 'List', items: [kubernetesEvent({ metadata: { uid: 'b' }, reason: 'SuccessfulRescale' })] }],
  ],
  invalid: [
    ['no reason', [kubernetesEvent({ reason: undefined })], 'reason'],
    ['no object', [kubernetesEvent({ involvedObject: undefined })], 'involvedObject'],
  ],
});

describe('changes by JSON', () => {
  it('takes all that is said', () => {
    expect(all(genericChanges, genericChange)).toMatchObject([
      {
        kind: 'flag',
        state: 'done',
        at: time('04:55:00'),
        labels: { flag: 'new-prices', percent: '100' },
        updatedAt: receivedAt,
      },
    ]);
  });

  it('what names neither id nor time is one change for ten minutes', () => {
    const parse = (at: number) =>
      genericChanges
        .parse({ title: 'x' }, { receivedAt: at, headers: {} })
        .map((one) => toChangeEvent('generic', one, at).id);
    expect(parse(changesAt)).toEqual(parse(changesAt + 599_000));
    expect(parse(changesAt)).not.toEqual(parse(changesAt + 600_000));
  });
});

describe('changes of GitHub', () => {
  it('a deployment and its states are one change, and its end counts', () => {
    const [begun] = github('deployment', githubDeployment);
    const [running] = github('deployment_status', githubStatus('in_progress', '2026-11-23T04:58:00Z'));
    const [done] = github('deployment_status', githubStatus('success'));
    expect(new Set([begun?.id, running?.id, done?.id]).size).toBe(1);
    expect(begun).toMatchObject({ kind: 'deploy', state: 'running', title: 'Deploy cart v1.4.2', service: 'cart' });
    expect(done).toMatchObject({
      state: 'done',
      at: time('04:57:00'),
      endsAt: time('04:59:30'),
      environment: 'production',
      version: 'v1.4.2',
      by: 'ada',
      url: 'https://ci.example/run/7',
    });
    expect(running?.updatedAt).toBeLessThan(done?.updatedAt ?? 0);
    expect(github('deployment_status', githubStatus('failure'))).toMatchObject([{ state: 'failed' }]);
    expect(github('deployment_status', githubStatus('inactive'))).toEqual([]);
  });

  it('takes the service that a deployment names', () => {
    const deployment = { ...githubDeployment.deployment, payload: { service: 'prices' } };
    expect(github('deployment', { ...githubDeployment, deployment })[0]?.service).toBe('prices');
  });

  it('takes pushes to the default branch and published releases only', () => {
    expect(github('push', githubPush)).toMatchObject([
      { title: 'Push to main: Cache prices', description: 'Prepare\nCache prices', at: receivedAt, by: 'ada' },
    ]);
    expect(github('push', { ...githubPush, ref: 'refs/heads/try' })).toEqual([]);
    expect(github('release', githubRelease)).toMatchObject([{ title: 'Release cart v1.4.2', at: time('04:50:00') }]);
    expect(github('release', { ...githubRelease, action: 'edited' })).toEqual([]);
    expect(github('ping', { zen: 'Keep it logically awesome.', hook_id: 1 })).toEqual([]);
  });
});

describe('changes of Argo CD', () => {
  it('a sync is one change from its begin to its end', () => {
    const [running] = all(
      argocdChanges,
      argocdSync({ phase: 'Running', finishedAt: undefined, syncResult: undefined })
    );
    const [done] = all(argocdChanges, argocdSync());
    expect(running).toMatchObject({ id: done?.id, state: 'running', endsAt: null });
    expect(done).toMatchObject({
      kind: 'deploy',
      state: 'done',
      at: time('04:58:00'),
      endsAt: time('04:58:20'),
      service: 'cart',
      title: 'Argo CD sync of cart to f95f852b',
      previousVersion: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
      by: 'ada',
      url: 'https://argocd.example/applications/argocd/cart',
      labels: { project: 'shop', namespace: 'shop', health: 'Healthy' },
    });
    expect(all(argocdChanges, argocdSync({ phase: 'Failed' }))).toMatchObject([{ state: 'failed' }]);
  });

  it('passes over what tells of no sync', () => {
    expect(all(argocdChanges, { app: { metadata: { name: 'cart' }, status: {} } })).toEqual([]);
  });
});

describe('changes of Kubernetes', () => {
  const kindOf = (change: object) => all(kubernetesChanges, kubernetesEvent(change)).map(({ kind }) => kind);

  it('tells a rollout from scaling', () => {
    expect(all(kubernetesChanges, kubernetesEvent())).toMatchObject([
      {
        kind: 'deploy',
        service: 'cart',
        title: 'Deployment cart-web: Scaled up replica set cart-7d9f to 1 from 0',
        at: time('04:56:00'),
        by: 'deployment-controller',
        labels: { cluster: 'eu-1', namespace: 'shop', reason: 'ScalingReplicaSet', object: 'cart-web' },
      },
    ]);
    expect(kindOf({ message: 'Scaled up replica set cart-7d9f from 0 to 1' })).toEqual(['deploy']);
    expect(kindOf({ message: 'Scaled down replica set cart-6c to 0 from 1' })).toEqual(['deploy']);
    expect(kindOf({ message: 'Scaled up replica set cart-7d9f from 3 to 10' })).toEqual(['scaling']);
    expect(kindOf({ message: 'Scaled up replica set cart-7d9f to 10 from 3' })).toEqual(['scaling']);
    expect(kindOf({ reason: 'SuccessfulRescale', message: 'New size: 5; reason: cpu' })).toEqual(['scaling']);
    expect(kindOf({ reason: 'BackOff' })).toEqual([]);
    expect(kindOf({ reason: 'constructor' })).toEqual([]);
  });

  it('reads events.k8s.io/v1', () => {
    const { involvedObject, ...rest } = kubernetesEvent();
    const given = {
      ...rest,
      message: undefined,
      firstTimestamp: undefined,
      lastTimestamp: undefined,
      note: 'drained',
      reason: 'NodeNotSchedulable',
      regarding: { ...involvedObject, kind: 'Node', name: 'n1' },
      eventTime: '2026-11-23T04:56:01.123456Z',
    };
    expect(all(kubernetesChanges, given)).toMatchObject([
      { kind: 'config', service: null, title: 'Node n1: drained', labels: { node: 'n1' } },
    ]);
  });
});
