import type { ChangeState } from '@watchroom/contract';
import { z } from 'zod';
import { checked } from '../intake/checked.js';
import { labelsOf, optionalText, optionalWord, word, wordOrNumber } from '../intake/payload-fields.js';
import { InvalidPayload } from '../intake/sender.js';
import { hmacSha256 } from '../intake/signatures.js';
import { saneTime, type ChangeSender, type IncomingChange } from './change-sender.js';

/** GitHub's webhooks, as far as they are read. Source: GitHub's documentation, Webhook events and payloads. */
const repository = z.object({ name: word, full_name: word, default_branch: optionalWord, html_url: optionalText });
const person = z.object({ login: optionalWord }).nullish();
const deployment = z.object({
  id: wordOrNumber,
  sha: optionalWord,
  ref: optionalWord,
  task: optionalWord,
  environment: optionalWord,
  description: optionalText,
  creator: person,
  created_at: optionalText,
  updated_at: optionalText,
  /** Text or a map, as the one who made the deployment gave it. */
  payload: z.unknown(),
});
const deployed = z.object({ deployment, repository });
const statusChanged = deployed.extend({
  deployment_status: z.object({
    state: word,
    description: optionalText,
    environment: optionalWord,
    created_at: optionalText,
    updated_at: optionalText,
    log_url: optionalText,
    target_url: optionalText,
  }),
});
const commit = z.object({ message: optionalText, timestamp: optionalText, url: optionalText });
const pushed = z.object({
  ref: word,
  before: optionalWord,
  after: word,
  deleted: z.boolean().nullish(),
  compare: optionalText,
  pusher: z.object({ name: optionalWord }).nullish(),
  head_commit: commit.nullish(),
  commits: z.array(commit).max(10_000).nullish(),
  repository,
});
const released = z.object({
  action: word,
  release: z.object({
    id: wordOrNumber,
    tag_name: word,
    name: optionalText,
    body: optionalText,
    draft: z.boolean().nullish(),
    published_at: optionalText,
    html_url: optionalText,
    author: person,
  }),
  repository,
});
const schema = z.union([statusChanged, deployed, pushed, released]);

type Deployed = z.output<typeof deployed>;

/** `inactive` only says that a later deployment took its place. */
const states: Readonly<Record<string, ChangeState>> = {
  queued: 'running',
  pending: 'running',
  waiting: 'running',
  in_progress: 'running',
  success: 'done',
  failure: 'failed',
  error: 'failed',
};

const firstLine = (message: string): string => (message.split('\n', 1)[0] ?? '').trim();

/** A repository may hold several services: the deployment's payload can name which. */
const serviceOf = ({ deployment: { payload }, repository: { name } }: Deployed): string => {
  const service = typeof payload === 'object' && payload !== null && 'service' in payload ? payload.service : null;
  return typeof service === 'string' && service !== '' ? service : name;
};

const ofDeployment = (it: Deployed, receivedAt: number): IncomingChange => {
  const { id, ref, sha, environment, task, creator, description } = it.deployment;
  const service = serviceOf(it);
  const name = ref ?? sha ?? '';
  return {
    identity: ['deployment', it.repository.full_name, id],
    kind: 'deploy',
    state: 'running',
    at: saneTime(it.deployment.created_at) ?? receivedAt,
    title: `${task && task !== 'deploy' ? task : 'Deploy'} ${service} ${name}`.trim(),
    description: description ?? '',
    service,
    environment: environment ?? null,
    version: name || null,
    by: creator?.login ?? null,
    url: it.repository.html_url ? `${it.repository.html_url}/deployments` : null,
    labels: labelsOf({ repository: it.repository.full_name, commit: sha }),
    updatedAt: saneTime(it.deployment.created_at) ?? receivedAt,
  };
};

const ofStatus = (it: z.output<typeof statusChanged>, receivedAt: number): IncomingChange[] => {
  const { state: word, ...status } = it.deployment_status;
  const state = states[word];
  if (state === undefined) {
    return [];
  }
  const saidAt = saneTime(status.updated_at) ?? saneTime(status.created_at) ?? receivedAt;
  const whole = ofDeployment(it, receivedAt);
  return [
    {
      ...whole,
      state,
      endsAt: state === 'running' ? null : saidAt,
      description: status.description || (whole.description ?? ''),
      url: status.target_url || status.log_url || whole.url || null,
      // GitHub tells seconds: within one, what ends a deployment counts.
      updatedAt: saidAt + (state === 'running' ? 1 : 2),
    },
  ];
};

const ofPush = (it: z.output<typeof pushed>, receivedAt: number): IncomingChange[] => {
  const branch = it.repository.default_branch;
  if (!branch || it.ref !== `refs/heads/${branch}` || it.deleted) {
    return [];
  }
  const messages = (it.commits ?? []).map(({ message }) => firstLine(message ?? '')).filter((line) => line !== '');
  const head = firstLine(it.head_commit?.message ?? '') || messages.at(-1) || it.after.slice(0, 12);
  const before = /^0+$/.test(it.before ?? '0') ? null : (it.before ?? null);
  return [
    {
      identity: ['push', it.repository.full_name, it.after],
      kind: 'other',
      // The time of a commit may be days before its push.
      at: receivedAt,
      title: `Push to ${branch}: ${head}`,
      description: messages.slice(0, 50).join('\n'),
      service: it.repository.name,
      version: it.after,
      previousVersion: before,
      by: it.pusher?.name ?? null,
      url: it.compare ?? it.head_commit?.url ?? null,
      labels: labelsOf({ repository: it.repository.full_name, branch }),
      updatedAt: receivedAt,
    },
  ];
};

const ofRelease = (it: z.output<typeof released>, receivedAt: number): IncomingChange[] => {
  const { release } = it;
  if (it.action !== 'published' || release.draft) {
    return [];
  }
  const at = saneTime(release.published_at) ?? receivedAt;
  return [
    {
      identity: ['release', it.repository.full_name, release.id],
      kind: 'deploy',
      at,
      title: `Release ${it.repository.name} ${release.name || release.tag_name}`,
      description: release.body ?? '',
      service: it.repository.name,
      version: release.tag_name,
      by: release.author?.login ?? null,
      url: release.html_url ?? null,
      labels: labelsOf({ repository: it.repository.full_name }),
      updatedAt: at,
    },
  ];
};

/**
 * A webhook of a GitHub repository or organisation: deployments and their states, pushes to the default branch, published releases;
 * its other events are passed over.
 */
export const githubChanges: ChangeSender = {
  name: 'github-changes',
  title: 'GitHub',
  source: 'github',
  schema,
  signature: hmacSha256('X-Hub-Signature-256'),
  parse: (payload, { receivedAt, headers }) => {
    const event = headers['x-github-event'];
    switch (event) {
      case 'deployment':
        return [ofDeployment(checked(deployed, payload), receivedAt)];
      case 'deployment_status':
        return ofStatus(checked(statusChanged, payload), receivedAt);
      case 'push':
        return ofPush(checked(pushed, payload), receivedAt);
      case 'release':
        return ofRelease(checked(released, payload), receivedAt);
      case undefined:
        throw new InvalidPayload([{ field: 'X-GitHub-Event', message: 'is missing; GitHub names its event there' }]);
      default:
        return [];
    }
  },
};
