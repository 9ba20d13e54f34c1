import { errors, type Client } from '@elastic/elasticsearch';
import { StoreUnavailable } from '../alert-store.js';
import type { Connection } from './connection.js';
import { dailyAlias, firstIndexOf, readAliasOf, undatedAlias } from './index-names.js';

/** Indices by day of a kind of documents that only grows. */
export interface DailyIndices {
  /** The alias to write to what belongs to the day of `at`, ms. */
  at(at: number): string;
  /**
   * Makes those that are missing, then writes. What is forgotten of them is asked again after a write that found one gone.
   */
  writing<T>(aliases: Iterable<string>, write: () => Promise<T>): Promise<T>;
}

/** Another companion was quicker. */
export const ignoreExisting = (error: unknown): void => {
  const exists =
    error instanceof errors.ResponseError &&
    /resource_already_exists_exception|invalid_alias_name|already an alias/.test(error.message);
  if (!exists) {
    throw error;
  }
};

/** The index of a day has two aliases: the kind's, which searches go to, and its own, as writes go through aliases alone. */
const makeIndex = async (client: Client, alias: string): Promise<void> => {
  if (!(await client.indices.existsAlias({ name: alias }))) {
    await client.indices
      .create({ index: firstIndexOf(alias), aliases: { [alias]: {}, [readAliasOf(alias)]: {} } })
      .catch(ignoreExisting);
  }
};

export const createDailyIndices = (connection: Connection, readAlias: string): DailyIndices => {
  const known = new Set<string>();
  return {
    at: (at) => dailyAlias(readAlias, at),
    writing: async (aliases, write) => {
      for (const alias of new Set(aliases)) {
        if (!known.has(alias)) {
          await connection.send('make_index', (client) => makeIndex(client, alias));
          known.add(alias);
        }
      }
      try {
        return await write();
      } catch (error) {
        if (error instanceof StoreUnavailable) {
          known.clear();
        }
        throw error;
      }
    },
  };
};

/**
 * An older Watchroom wrote all days to one index, which is kept until all in it is over: it takes nothing new any more, and can be changed by an
 * alias of its own. Done by each start, as one may have been cut off.
 *
 * @returns whether there is such an index.
 */
export const retireUndated = (connection: Connection, readAlias: string): Promise<boolean> =>
  connection.send('open', async (client) => {
    const index = firstIndexOf(readAlias);
    if (!(await client.indices.exists({ index }))) {
      return false;
    }
    const { [index]: found } = await client.indices.getAlias({ index });
    if (found?.aliases[readAlias]?.is_write_index !== false) {
      // Resolves once writes that are under way are done: what comes after sees all that is there.
      await client.indices.addBlock({ index, block: 'write' });
      await client.indices.updateAliases({
        actions: [
          { add: { index, alias: readAlias, is_write_index: false } },
          { add: { index, alias: undatedAlias(readAlias) } },
        ],
      });
    }
    await client.indices.putSettings({ index, settings: { 'index.blocks.write': null } });
    return true;
  });
