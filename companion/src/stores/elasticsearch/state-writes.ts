import { randomUUID } from 'node:crypto';
import type { StateChange } from '../alert-store.js';
import type { Bulk, BulkItem } from './bulk.js';
import type { DailyIndices } from './daily-indices.js';
import { alertSource, documentId, incidentSource, timelineSource } from './documents.js';
import type { Found, Reads } from './reads.js';

export interface StateWrites {
  /** Writes documents and timeline; gives the ids of those whose stored version was another. */
  write(change: StateChange): Promise<string[]>;
}

export interface StateWritesDeps {
  indices: { alerts: string; incidents: string };
  timeline: DailyIndices;
  bulk: Bulk;
  reads: Reads;
}

interface StoredVersion {
  version: number;
  written_by: string;
}

/** A document on its way. */
interface Draft {
  index: string;
  id: string;
  version: number;
  body: object;
}

const conflict = 409;
const created = 201;

/**
 * What guarantees that the stored version is exactly the one before: version 1 is written with op_type `create`; any later
 * one is read first (realtime), its version compared, and then written with the read's `if_seq_no` and `if_primary_term`,
 * which Elasticsearch checks on the primary shard at the moment of writing. External versioning would not do, as it takes
 * any higher version; a scripted update would, but scripts may be switched off and hide the document from bulk's checks.
 *
 * Each call signs its documents (`written_by`): a conflict with one's own write, whose answer was lost and which was sent
 * again, is none.
 */
export const createStateWrites = ({ indices, timeline: daily, bulk, reads }: StateWritesDeps): StateWrites => {
  const storedVersions = async (drafts: Draft[]): Promise<Map<Draft, Found<StoredVersion>>> => {
    const stored = new Map<Draft, Found<StoredVersion>>();
    for (const index of [indices.alerts, indices.incidents]) {
      const mine = drafts.filter((draft) => draft.index === index);
      if (mine.length === 0) {
        continue;
      }
      const ids = mine.map(({ id }) => documentId(id));
      const found = await reads.byIds<StoredVersion>('commit', index, ids, ['version', 'written_by']);
      const byId = new Map(found.map((one) => [one.id, one]));
      for (const draft of mine) {
        const one = byId.get(documentId(draft.id));
        if (one) {
          stored.set(draft, one);
        }
      }
    }
    return stored;
  };

  const itemOf = ({ index, id, version, body }: Draft, stored: Found<StoredVersion> | undefined): BulkItem => {
    const _id = documentId(id);
    if (version === 1) {
      return { action: { create: { _index: index, _id } }, body };
    }
    return {
      action: { index: { _index: index, _id, if_seq_no: stored?.seqNo, if_primary_term: stored?.primaryTerm } },
      body,
    };
  };

  const writeDrafts = async (
    drafts: Draft[],
    stored: Map<Draft, Found<StoredVersion>>,
    writer: string
  ): Promise<Draft[]> => {
    const answers = await bulk.write(drafts.map((draft) => itemOf(draft, stored.get(draft))));
    const failed = answers.findIndex(({ status }) => status >= 300 && status !== conflict);
    if (failed !== -1) {
      throw new Error(`commit: "${drafts[failed]?.id ?? ''}" was refused: ${answers[failed]?.reason ?? ''}`);
    }
    const refused = drafts.filter((_, place) => answers[place]?.status === conflict);
    if (refused.length === 0) {
      return [];
    }
    const now = await storedVersions(refused);
    return refused.filter((draft) => now.get(draft)?.source.written_by !== writer);
  };

  /** Gives the entries that are new with this call. */
  const writeTimeline = async (entries: StateChange['timeline']): Promise<StateChange['timeline']> => {
    const items = entries.map((entry) => ({
      action: { create: { _index: daily.at(entry.at), _id: documentId(entry.id) } },
      body: timelineSource(entry),
    }));
    const answers = await daily.writing(
      items.map(({ action }) => action.create._index),
      () => bulk.write(items)
    );
    const failed = answers.find(({ status }) => status >= 300 && status !== conflict);
    if (failed) {
      throw new Error(`commit: a timeline entry was refused: ${failed.reason}`);
    }
    return entries.filter((_, place) => answers[place]?.status === created);
  };

  const removeTimeline = (entries: StateChange['timeline']): Promise<unknown> =>
    bulk.write(entries.map(({ id, at }) => ({ action: { delete: { _index: daily.at(at), _id: documentId(id) } } })));

  return {
    write: async ({ alerts, incidents, timeline }) => {
      const writer = randomUUID();
      const drafts: Draft[] = [
        ...alerts.map((alert) => ({ ...alert, index: indices.alerts, body: alertSource(alert, writer) })),
        ...incidents.map((one) => ({ ...one, index: indices.incidents, body: incidentSource(one, writer) })),
      ].map(({ id, version, index, body }) => ({ id, version, index, body }));

      const stored = await storedVersions(drafts.filter(({ version }) => version > 1));
      const agrees = (draft: Draft) => draft.version === 1 || stored.get(draft)?.source.version === draft.version - 1;
      const outdated = drafts.filter((draft) => !agrees(draft));

      // The history goes first: after a crash in between, deciding again writes the same entries, whereas an alert that
      // has its event already would never get them.
      const about = (refused: Draft[]) => {
        const ids = new Set(refused.map(({ id }) => id));
        return (entry: StateChange['timeline'][number]) =>
          (entry.alertId !== null && ids.has(entry.alertId)) ||
          (entry.incidentId !== null && ids.has(entry.incidentId));
      };
      const isOutdated = about(outdated);
      const fresh = await writeTimeline(timeline.filter((entry) => !isOutdated(entry)));
      const overtaken = await writeDrafts(drafts.filter(agrees), stored, writer);
      await removeTimeline(fresh.filter(about(overtaken)));
      return [...outdated, ...overtaken].map(({ id }) => id);
    },
  };
};
