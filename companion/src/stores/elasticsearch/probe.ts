import { StoreUnavailable } from '../alert-store.js';
import type { Bulk } from './bulk.js';

/**
 * Finds out whether each index takes writes, without writing: an update of a document that is never there goes the whole
 * way of a write to the primary shard, where a write block, a full disk or a missing shard shows before "not found".
 */
export const probeWrites = async (bulk: Bulk, indices: string[]): Promise<void> => {
  const answers = await bulk.write(
    indices.map((index) => ({ action: { update: { _index: index, _id: 'never-there' } }, body: { doc: {} } }))
  );
  const blocked = answers.find(({ status }) => status !== 404);
  if (blocked) {
    throw new StoreUnavailable(`Elasticsearch takes no writes: ${blocked.reason}`);
  }
};
