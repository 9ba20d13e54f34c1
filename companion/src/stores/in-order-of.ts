/** Documents in the order of the ids asked for, each once; ids without a document are left out. */
export const inOrderOf = <T extends { id: string }>(ids: string[], documents: T[]): T[] => {
  const byId = new Map(documents.map((document) => [document.id, document]));
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
};
