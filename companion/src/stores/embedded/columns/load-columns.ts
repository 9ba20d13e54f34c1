import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreUnavailable } from '../../alert-store.js';
import { alertOf, selectAlerts, type HeadedRow } from '../alert-heads.js';
import type { EmbeddedDatabase } from '../database.js';
import type { AlertColumns } from './alert-columns.js';

/** Alerts read in one turn of the event loop: some 5 ms. */
const portion = 500;

export interface ColumnLoader {
  /** Resolves once the columns hold every stored alert; a failure is tried again by the next call. */
  ready(): Promise<void>;
  stop(): void;
}

/**
 * Fills the columns from the database in the background. Alerts that are written meanwhile are put in by who writes them: a row
 * is read and put in without a break, so that what is put in is never older than what is there.
 */
export const createColumnLoader = (database: EmbeddedDatabase, columns: AlertColumns): ColumnLoader => {
  const select = database.prepare<HeadedRow>(
    `${selectAlerts} WHERE alerts.rowid > ? ORDER BY alerts.rowid LIMIT CAST(? AS INTEGER)`
  );
  let stopped = false;
  let loading: Promise<void> | null = null;
  const loadFrom = async (): Promise<void> => {
    for (let last = -1; ;) {
      if (stopped) {
        throw new StoreUnavailable('the embedded alert store is not open');
      }
      const rows = select.all(last, portion);
      rows.forEach((row) => columns.put(alertOf(row)));
      const end = rows.at(-1);
      if (rows.length < portion || !end) {
        return;
      }
      last = end.row;
      await nextTurn();
    }
  };
  return {
    ready: () => {
      loading ??= loadFrom().catch((error: unknown) => {
        loading = null;
        throw error;
      });
      return loading;
    },
    stop: () => {
      stopped = true;
    },
  };
};
