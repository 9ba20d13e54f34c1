import { describe } from 'vitest';
import { describeAlertLists } from './conformance/alert-lists.conformance.js';
import { describeCommit } from './conformance/commit.conformance.js';
import { describeDocuments } from './conformance/documents.conformance.js';
import { describeFacets } from './conformance/facets.conformance.js';
import type { OpenedStore, StoreTraits } from './conformance/harness.conformance.js';
import { describeIncidents } from './conformance/incidents.conformance.js';
import { describeJournal } from './conformance/journal.conformance.js';
import { describeLife } from './conformance/life.conformance.js';
import { describeQueries } from './conformance/queries.conformance.js';
import { describeTallies } from './conformance/tallies.conformance.js';
import { describeText } from './conformance/text.conformance.js';

export type { OpenedStore, StoreTraits };

/** Every promise of `AlertStore`, tried on stores that `open` makes, a fresh one for each test. */
export const describeAlertStore = (
  name: string,
  open: () => Promise<OpenedStore>,
  traits: StoreTraits = { allOrNothing: true }
): void => {
  describe(name, () => {
    describeLife(open);
    describeJournal(open);
    describeCommit(open, traits);
    describeAlertLists(open);
    describeFacets(open);
    describeQueries(open);
    describeText(open);
    describeIncidents(open);
    describeDocuments(open);
    describeTallies(open);
  });
};
