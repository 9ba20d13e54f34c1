/** Payloads written by us after the formats that the senders publish. */

export const changesAt = Date.parse('2026-11-23T05:00:00Z');

const repository = {
  id: 35129377,
  name: 'cart',
  full_name: 'shop/cart',
  default_branch: 'main',
  html_url: 'https://github.example/shop/cart',
};
const sender = { login: 'ada', id: 21031067, type: 'User' };
const deployment = {
  url: 'https://api.github.example/repos/shop/cart/deployments/145988746',
  id: 145988746,
  sha: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
  ref: 'v1.4.2',
  task: 'deploy',
  payload: {},
  original_environment: 'production',
  environment: 'production',
  description: null,
  creator: sender,
  created_at: '2026-11-23T04:57:00Z',
  updated_at: '2026-11-23T04:57:00Z',
};

export const githubDeployment = { action: 'created', deployment, repository, sender };

export const githubStatus = (state: string, at = '2026-11-23T04:59:30Z') => ({
  action: 'created',
  deployment_status: {
    id: 209916254,
    state,
    creator: sender,
    description: '',
    environment: 'production',
    target_url: 'https://ci.example/run/7',
    created_at: at,
    updated_at: at,
  },
  deployment,
  repository,
  sender,
});

export const githubPush = {
  ref: 'refs/heads/main',
  before: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
  after: '76ae82c7b1a177c8d03f9e96e0adf2466113728f',
  deleted: false,
  compare: 'https://github.example/shop/cart/compare/6113728f27ae...76ae82c7b1a1',
  pusher: { name: 'ada', email: 'ada@shop.example' },
  head_commit: { id: '76ae', message: 'Cache prices\n\nfor a minute', timestamp: '2026-11-20T10:00:00+01:00' },
  commits: [{ message: 'Prepare' }, { message: 'Cache prices\n\nfor a minute' }],
  repository,
  sender,
};

export const githubRelease = {
  action: 'published',
  release: {
    id: 11248810,
    tag_name: 'v1.4.2',
    name: null,
    draft: false,
    prerelease: false,
    published_at: '2026-11-23T04:50:00Z',
    html_url: 'https://github.example/shop/cart/releases/tag/v1.4.2',
    author: sender,
    body: 'Faster prices',
  },
  repository,
  sender,
};

const operationState = {
  phase: 'Succeeded',
  message: 'successfully synced (all tasks run)',
  startedAt: '2026-11-23T04:58:00Z',
  finishedAt: '2026-11-23T04:58:20Z',
  operation: { initiatedBy: { username: 'ada' }, sync: { revision: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e' } },
  syncResult: { revision: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e' },
};

export const argocdSync = (change: object = {}) => ({
  app: {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'cart', namespace: 'argocd' },
    spec: {
      project: 'shop',
      source: { repoURL: 'https://github.example/shop/deploy.git', path: 'cart', targetRevision: 'HEAD' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
    },
    status: {
      sync: { status: 'Synced', revision: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e' },
      health: { status: 'Healthy' },
      history: [
        { id: 1, revision: '6113728f27ae82c7b1a177c8d03f9e96e0adf246' },
        { id: 2, revision: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e' },
      ],
      operationState: { ...operationState, ...change },
    },
  },
  context: { argocdUrl: 'https://argocd.example' },
});

export const kubernetesEvent = (change: object = {}) => ({
  metadata: {
    name: 'cart.17a5b2c3d4e5f607',
    namespace: 'shop',
    uid: 'e85a7d3b-6b0e-4f5f-9a77-0d5b0f1c2d3e',
    creationTimestamp: '2026-11-23T04:56:00Z',
  },
  reason: 'ScalingReplicaSet',
  message: 'Scaled up replica set cart-7d9f to 1 from 0',
  source: { component: 'deployment-controller' },
  firstTimestamp: '2026-11-23T04:56:00Z',
  lastTimestamp: '2026-11-23T04:56:00Z',
  count: 1,
  type: 'Normal',
  eventTime: null,
  reportingComponent: 'deployment-controller',
  reportingInstance: '',
  clusterName: 'eu-1',
  involvedObject: {
    kind: 'Deployment',
    namespace: 'shop',
    name: 'cart-web',
    uid: 'a1',
    apiVersion: 'apps/v1',
    resourceVersion: '812',
    labels: { 'app.kubernetes.io/name': 'cart' },
  },
  ...change,
});

export const genericChange = {
  id: 'flag-7-on',
  title: 'Flag new-prices on',
  kind: 'flag',
  service: 'cart',
  environment: 'production',
  at: '2026-11-23T04:55:00Z',
  by: 'ada',
  url: 'https://flags.example/7',
  labels: { flag: 'new-prices', percent: 100 },
};
