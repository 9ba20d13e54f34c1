import { savedViewSpec, type Identity, type Role } from '@watchroom/contract';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { DocumentConflict, type StoredDocument } from '../stores/alert-store.js';
import { createViewHandlers, type ViewHandlers } from './view-handlers.js';

const who = (sub: string, role: Role, org = '1'): Identity => ({ sub, name: sub, org, role });
const ann = who('ann', 'Viewer');
const bob = who('bob', 'Editor');
const spec = (name: string, shared = false) => savedViewSpec.parse({ name, shared, q: 'severity>=high' });

/** Documents in memory, as the stores keep them. */
const memoryDocuments = () => {
  const documents = new Map<string, StoredDocument>();
  let version = 0;
  const check = (kind: string, id: string, expected: number | null): void => {
    if ((documents.get(id)?.version ?? null) !== expected) {
      throw new DocumentConflict(kind, id);
    }
  };
  return {
    putDocument: async (kind: string, id: string, body: unknown, expected: number | null) => {
      check(kind, id, expected);
      documents.set(id, { id, version: (version += 1), body });
      return Promise.resolve(version);
    },
    listDocuments: () => Promise.resolve([...documents.values()]),
    deleteDocument: async (kind: string, id: string, expected: number) => {
      check(kind, id, expected);
      documents.delete(id);
      return Promise.resolve();
    },
  };
};

let handlers: ViewHandlers;
beforeEach(() => {
  handlers = createViewHandlers({
    store: memoryDocuments(),
    provisioned: [spec('On call')],
    logger: pino({ level: 'silent' }),
  });
});
const request = (identity: Identity, id = '') => ({
  params: { id },
  query: {} as never,
  identity,
  body: undefined as never,
});
const create = (identity: Identity, name: string, shared = false) =>
  handlers.createView({ ...request(identity), body: spec(name, shared) });
const namesFor = async (identity: Identity) =>
  (await handlers.listViews(request(identity))).items.map(({ name }) => name);

describe('saved views', () => {
  it('show what is shared and what is one’s own, in one organisation', async () => {
    await create(ann, 'Mine');
    await create(bob, 'Team', true);
    await create(bob, 'Bob’s');
    expect(await namesFor(ann)).toEqual(['Mine', 'On call', 'Team']);
    expect(await namesFor(bob)).toEqual(['Bob’s', 'On call', 'Team']);
    expect(await namesFor(who('ann', 'Admin', '2'))).toEqual(['On call']);
  });

  it('need an Editor to be shared, and a name that is free', async () => {
    await expect(create(ann, 'Team', true)).rejects.toMatchObject({ status: 403 });
    await expect(create(ann, 'On call')).rejects.toMatchObject({ status: 409 });
    await create(ann, 'Mine');
    await expect(create(ann, 'Mine')).rejects.toMatchObject({ status: 409 });
    await create(bob, 'Mine');
  });

  it('change and go by those who may', async () => {
    const { id } = await create(bob, 'Team', true);
    const change = (identity: Identity, body = spec('Crew', true)) =>
      handlers.updateView({ ...request(identity, id), body });
    await expect(change(ann)).rejects.toMatchObject({ status: 403 });
    await expect(change(who('eve', 'Editor'), spec('Crew'))).rejects.toMatchObject({ status: 403 });
    expect(await change(who('eve', 'Editor'))).toMatchObject({ name: 'Crew', owner: 'bob', editable: true });
    await expect(handlers.deleteView(request(who('x', 'Admin', '2'), id))).rejects.toMatchObject({ status: 404 });
    await expect(handlers.deleteView(request(bob, 'file:On call'))).rejects.toMatchObject({ status: 409 });
    expect(await handlers.deleteView(request(bob, id))).toMatchObject({ id });
    expect(await namesFor(bob)).toEqual(['On call']);
  });
});
