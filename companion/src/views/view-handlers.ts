import { randomUUID } from 'node:crypto';
import { roleAllows, savedViewSpec, type Identity, type SavedView, type SavedViewSpec } from '@watchroom/contract';
import type { Logger } from 'pino';
import { z } from 'zod';
import { HttpProblem, notFound } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import { DocumentConflict, type AlertStore } from '../stores/alert-store.js';

const kind = 'view';
/** More than one person looks through in a menu. */
const mostOfOne = 200;

const storedView = savedViewSpec.extend({ owner: z.string(), org: z.string() });
type StoredView = z.output<typeof storedView>;

interface Kept {
  id: string;
  version: number;
  view: StoredView;
}

export type ViewHandlers = Pick<Handlers, 'listViews' | 'createView' | 'updateView' | 'deleteView'>;

const conflict = (detail: string): HttpProblem => new HttpProblem(409, "Can't keep this view", { detail });

/** Views of one organisation: those of files, those that people share, and everyone's own. */
export const createViewHandlers = (deps: {
  store: Pick<AlertStore, 'putDocument' | 'listDocuments' | 'deleteDocument'>;
  provisioned: ReadonlyArray<Omit<SavedViewSpec, 'shared'>>;
  logger: Logger;
}): ViewHandlers => {
  const { store, logger } = deps;
  const ofFiles = deps.provisioned.map((spec): SavedView => ({
    ...spec,
    id: `file:${spec.name}`,
    shared: true,
    owner: null,
    origin: 'file',
    editable: false,
  }));

  const readAll = async (): Promise<Kept[]> =>
    (await store.listDocuments(kind)).flatMap(({ id, version, body }) => {
      const read = storedView.safeParse(body);
      return read.success ? [{ id, version, view: read.data }] : [];
    });
  const isSeenBy = ({ sub, org }: Identity, { view }: Kept): boolean =>
    view.org === org && (view.shared || view.owner === sub);
  const mayChange = ({ sub, role }: Identity, view: { shared: boolean; owner: string }): boolean =>
    view.shared ? roleAllows(role, 'Editor') : view.owner === sub;
  const shown = (identity: Identity, { id, view: { org: _org, ...view } }: Kept): SavedView => ({
    ...view,
    id,
    origin: 'ui',
    editable: mayChange(identity, view),
  });
  const visible = async (identity: Identity): Promise<Kept[]> =>
    (await readAll()).filter((kept) => isSeenBy(identity, kept));

  const checkSpec = (identity: Identity, spec: SavedViewSpec, others: Kept[]): void => {
    if (spec.shared && !roleAllows(identity.role, 'Editor')) {
      throw new HttpProblem(403, 'Not allowed', {
        detail: `To share a view needs the role Editor; ${identity.sub} has the role ${identity.role}`,
      });
    }
    if (others.some(({ view }) => view.name === spec.name) || ofFiles.some(({ name }) => name === spec.name)) {
      throw conflict(`There is a view called "${spec.name}" already`);
    }
  };
  const changeable = (identity: Identity, id: string, views: Kept[]): Kept => {
    if (ofFiles.some((view) => view.id === id)) {
      throw conflict('It is provisioned by a file: change it there');
    }
    const kept = views.find((one) => one.id === id);
    if (!kept) {
      throw notFound(`view ${id}`);
    }
    if (!mayChange(identity, kept.view)) {
      throw new HttpProblem(403, 'Not allowed', { detail: 'To change a shared view needs the role Editor' });
    }
    return kept;
  };
  const unlessChanged = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw error instanceof DocumentConflict
        ? conflict('It was changed by somebody else a moment ago; look at it and try again')
        : error;
    }
  };

  return {
    listViews: async ({ identity }) => {
      const own = (await visible(identity)).map((kept) => shown(identity, kept));
      return { items: [...ofFiles, ...own].sort((a, b) => a.name.localeCompare(b.name, 'en')) };
    },
    createView: async ({ body, identity }) => {
      const views = await visible(identity);
      checkSpec(identity, body, views);
      if (views.filter(({ view }) => view.owner === identity.sub).length >= mostOfOne) {
        throw conflict(`One person keeps at most ${mostOfOne} views; remove one first`);
      }
      const view: StoredView = { ...body, owner: identity.sub, org: identity.org };
      const id = randomUUID();
      const version = await store.putDocument(kind, id, view, null);
      logger.info({ audit: 'create view', by: identity.sub, view: body.name, shared: body.shared });
      return shown(identity, { id, version, view });
    },
    updateView: async ({ params: { id = '' }, body, identity }) => {
      const views = await visible(identity);
      const before = changeable(identity, id, views);
      if (!body.shared && before.view.owner !== identity.sub) {
        throw new HttpProblem(403, 'Not allowed', { detail: 'Only who made a view can take it back for themselves' });
      }
      checkSpec(
        identity,
        body,
        views.filter((one) => one.id !== id)
      );
      const view: StoredView = { ...body, owner: before.view.owner, org: before.view.org };
      const version = await unlessChanged(store.putDocument(kind, id, view, before.version));
      logger.info({ audit: 'update view', by: identity.sub, view: body.name, shared: body.shared });
      return shown(identity, { id, version, view });
    },
    deleteView: async ({ params: { id = '' }, identity }) => {
      const kept = changeable(identity, id, await visible(identity));
      await unlessChanged(store.deleteDocument(kind, id, kept.version));
      logger.info({ audit: 'delete view', by: identity.sub, view: kept.view.name });
      return shown(identity, kept);
    },
  };
};
