import { DocumentConflict, InvalidCursor, SequenceTaken, StoreUnavailable } from '../alert-store.js';

/** What the thread is started with. */
export interface ThreadSettings {
  path: string;
  retentionDays: number;
  /** Whether lists are asked of it. */
  lists: boolean;
}

/**
 * A call of the store. Arguments and answers go as JSON: to put it together and apart costs less than Node's copying of objects. Arguments
 * that hold little but JSON go as they are.
 */
export interface ThreadCall {
  id: number;
  method: string;
  args: string | unknown[];
}

/** What the thread says: the answer to a call, or something for the log or the metrics. */
export type ThreadMessage =
  | { kind: 'answer'; id: number; value: string | undefined }
  | { kind: 'refusal'; id: number; name: string; message: string; stack: string | undefined }
  | { kind: 'log'; level: 'info' | 'warn'; fields: object; text: string }
  | { kind: 'batch'; size: number };

/** Arguments as text; JSON alone would make null of what was left out. */
export const encodeArgs = (args: readonly unknown[]): string =>
  JSON.stringify(args.map((value) => (value === undefined ? [] : [value])));
export const decodeArgs = (args: string | unknown[]): unknown[] =>
  typeof args === 'string' ? (JSON.parse(args) as unknown[][]).map(([value]) => value) : args;

/** Posts what is said in one turn of the event loop together: each message costs the other thread a wake-up. */
export const bundling = <T>(post: (bundle: T[]) => void): ((item: T) => void) => {
  let bundle: T[] = [];
  return (item) => {
    if (bundle.push(item) === 1) {
      setImmediate(() => {
        const said = bundle;
        bundle = [];
        post(said);
      });
    }
  };
};

/** Errors that callers tell apart. */
const known = new Map<string, { prototype: Error }>(
  [StoreUnavailable, SequenceTaken, DocumentConflict, InvalidCursor].map((type) => [type.name, type])
);

/** The error that a refusal stands for, of the class that it was of in the thread. */
export const errorOf = ({ name, message, stack }: Extract<ThreadMessage, { kind: 'refusal' }>): Error => {
  const error = Object.create(known.get(name)?.prototype ?? Error.prototype) as Error;
  return Object.assign(error, { name, message, stack });
};
