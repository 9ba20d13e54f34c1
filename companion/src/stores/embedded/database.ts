import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { StoreUnavailable } from '../alert-store.js';
import { migrations } from './migrations.js';

/** What libsql can bind. A boolean would abort the process, so the type leaves it out. */
export type Bindable = string | number | null;

/** A prepared statement with positional parameters. */
export interface Statement<Row> {
  run(...values: Bindable[]): { changes: number };
  get(...values: Bindable[]): Row | undefined;
  all(...values: Bindable[]): Row[];
}

export interface EmbeddedDatabase {
  /** Prepares once per SQL text. */
  prepare<Row>(sql: string): Statement<Row>;
  exec(sql: string): void;
  readonly inTransaction: boolean;
  close(): void;
}

const storageFaults = /^SQLITE_(FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM|PERM|PROTOCOL)/;

/** Faults of the disk or of another holder of the file become `StoreUnavailable`; mistakes in SQL stay what they are. */
const translated = (error: unknown): unknown => {
  if (!(error instanceof Error)) {
    return error;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const closed = error.message.includes('connection is not open');
  if (!storageFaults.test(code) && !closed && !error.message.startsWith('ConnectionFailed')) {
    return error;
  }
  return new StoreUnavailable(`the embedded alert store cannot be used now: ${error.message}`, { cause: error });
};

const guarded = <T>(call: () => T): T => {
  try {
    return call();
  } catch (error) {
    throw translated(error);
  }
};

/** Statements that vary with the filter are many but bounded; past this the oldest is dropped. */
const maxPrepared = 500;

const wrap = (database: Database.Database): EmbeddedDatabase => {
  const prepared = new Map<string, Database.Statement>();
  const statementOf = (sql: string): Database.Statement => {
    const known = prepared.get(sql);
    if (known) {
      return known;
    }
    const oldest = prepared.keys().next();
    if (prepared.size >= maxPrepared && !oldest.done) {
      prepared.delete(oldest.value);
    }
    const statement = database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  return {
    prepare: <Row>(sql: string): Statement<Row> => ({
      run: (...values) => guarded(() => statementOf(sql).run(values)),
      get: (...values) => guarded(() => statementOf(sql).get(values) as Row | undefined),
      all: (...values) => guarded(() => statementOf(sql).all(values) as Row[]),
    }),
    exec: (sql) => guarded(() => database.exec(sql)),
    get inTransaction() {
      return database.inTransaction;
    },
    close: () => guarded(() => database.close()),
  };
};

const migrate = (database: EmbeddedDatabase): void => {
  const found = database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;
  if (found > migrations.length) {
    throw new Error(
      `the alert store was written by a newer Watchroom (schema ${found}, this one knows ${migrations.length})`
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index >= found) {
      database.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT;`);
    }
  }
};

/** How long a statement waits for another process that holds the file; it blocks this one meanwhile. */
const lockTimeoutMs = 500;

/** Opens `alerts.db` in the folder, which is made where it is missing, and brings its schema up to date. */
export const openDatabase = (folder: string): EmbeddedDatabase => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreUnavailable(`the folder ${folder} cannot be made`, { cause: error });
  }
  const opened = guarded(() => new Database(join(folder, 'alerts.db'), { timeout: lockTimeoutMs }));
  const database = wrap(opened);
  try {
    // WAL with FULL syncs the log at each commit: what was committed survives a power cut.
    database.prepare('PRAGMA journal_mode = WAL').all();
    database.prepare('PRAGMA synchronous = FULL').all();
    migrate(database);
  } catch (error) {
    if (opened.inTransaction) {
      database.exec('ROLLBACK');
    }
    database.close();
    throw error;
  }
  return database;
};
