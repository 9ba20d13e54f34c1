import type { Alert } from '@watchroom/contract';
import type { Logger } from 'pino';
import type { Bulk } from './bulk.js';
import { alertSource, alertShape, documentId } from './documents.js';
import type { Reads } from './reads.js';

interface Source {
  written_by: string;
  document: string;
}

const portion = 500;

/**
 * Writes alerts again that an older Watchroom wrote, so that queries find them by the fields that are new. A document that
 * changes meanwhile is left alone: who changed it wrote the new fields.
 */
export const renewAlerts = async (deps: {
  index: string;
  bulk: Bulk;
  reads: Reads;
  logger: Logger;
  stopped: () => boolean;
}): Promise<void> => {
  const { index, bulk, reads, logger } = deps;
  let after: string | undefined;
  let renewed = 0;
  while (!deps.stopped()) {
    const { hits } = await reads.search('renew_alerts', {
      index,
      query: { bool: { must_not: [{ term: { shape: alertShape } }] } },
      sort: [{ id: 'asc' }],
      size: portion,
      _source: ['id', 'document'],
      ...(after === undefined ? {} : { search_after: [after] }),
    });
    const ids = hits.flatMap(({ id }) => (id === undefined ? [] : [documentId(id)]));
    const found = await reads.byIds<Source>('renew_alerts', index, ids, ['written_by', 'document']);
    await bulk.write(
      found.map(({ id: _id, source, seqNo, primaryTerm }) => ({
        action: { index: { _index: index, _id, if_seq_no: seqNo, if_primary_term: primaryTerm } },
        body: alertSource(JSON.parse(source.document) as Alert, source.written_by),
      }))
    );
    renewed += found.length;
    after = String(hits.at(-1)?.sort[0] ?? '');
    if (hits.length < portion) {
      break;
    }
  }
  if (renewed > 0) {
    logger.info({ alerts: renewed }, 'alerts of an older version can be searched by their new fields');
  }
};
