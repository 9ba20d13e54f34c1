import type { Client } from '@elastic/elasticsearch';

/** Removes the indices and templates of a store whose names begin with the prefix, those of every day. */
export const removeIndices = async (client: Client, prefix: string): Promise<void> => {
  const index = Object.keys(await client.indices.get({ index: `${prefix}-*`, allow_no_indices: true }));
  if (index.length > 0) {
    await client.indices.delete({ index, ignore_unavailable: true });
  }
  await client.indices.deleteIndexTemplate({ name: `${prefix}-*` });
};
