import { z } from 'zod';
import { labels } from './alert.js';
import { instant, maybeInstant } from './time.js';

export const changeKinds = ['deploy', 'flag', 'config', 'scaling', 'other'] as const;
export const changeKind = z.enum(changeKinds);
export type ChangeKind = z.output<typeof changeKind>;

export const changeStates = ['running', 'done', 'failed'] as const;
export const changeState = z.enum(changeStates);
export type ChangeState = z.output<typeof changeState>;

/** Something that people or machines did to a service: a deploy, a flag, a config edit, a scaling. */
export const changeEvent = z
  .object({
    /** The same whenever a sender tells of the same change. */
    id: z.string(),
    /** When it began. */
    at: instant,
    /** When it was over; null where it runs on or nobody says. */
    endsAt: maybeInstant,
    kind: changeKind,
    state: changeState,
    /** Null where it concerns no single service. */
    service: z.string().nullable(),
    environment: z.string().nullable(),
    title: z.string(),
    description: z.string(),
    version: z.string().nullable(),
    previousVersion: z.string().nullable(),
    /** Login or name of who did it. */
    by: z.string().nullable(),
    /** An address for a browser. */
    url: z.string().nullable(),
    /** Who told of it: `generic`, `github`, `argocd`, `kubernetes`, `grafana`. */
    source: z.string(),
    labels,
    /** When its sender last told of it in this state. */
    updatedAt: instant,
  })
  .meta({ id: 'ChangeEvent' });
export type ChangeEvent = z.output<typeof changeEvent>;

/** Changes of a window; `services` and `sources` are those of the whole window, for choosing among them. */
export const changeList = z
  .object({
    items: z.array(changeEvent),
    /** Those that fit, before the limit. */
    total: z.int(),
    services: z.array(z.string()),
    sources: z.array(z.string()),
  })
  .meta({ id: 'ChangeList' });
export type ChangeList = z.output<typeof changeList>;
