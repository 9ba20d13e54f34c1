/** How a number or a moment is compared. */
export type Comparison = '<' | '<=' | '>' | '>=' | '=';

/** A query that was read: what an alert must be like. */
export type QueryNode =
  | { kind: 'and' | 'or'; nodes: QueryNode[] }
  | { kind: 'not'; node: QueryNode }
  /** Stands somewhere in the alert's text, as it is and without regard to case. */
  | { kind: 'text'; text: string }
  /** The field has this value: the parts in order with anything between them, one part where there is no wildcard. */
  | { kind: 'value'; field: string; parts: string[] }
  /** Assigned to who asks. */
  | { kind: 'mine' }
  | { kind: 'compare'; field: string; op: Comparison; value: number }
  /** A moment as distance from now in ms; larger is further away. */
  | { kind: 'age'; field: string; op: Comparison; ms: number }
  /** The field or label has a value. */
  | { kind: 'has'; field: string };

/** What every alert fulfils. */
export const everything: QueryNode = { kind: 'and', nodes: [] };

/** A query that cannot be read. `position` counts characters from 0; `expected` says what could have stood there. */
export class QuerySyntaxError extends Error {
  override name = 'QuerySyntaxError';
  constructor(
    readonly problem: string,
    readonly position: number,
    readonly expected: string
  ) {
    super(`${problem} at character ${position + 1}: expected ${expected}`);
  }
}

/** Longest text of a query, in characters. */
export const maxQueryLength = 2000;

const joined = (kind: 'and' | 'or', nodes: QueryNode[]): QueryNode => {
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind, nodes: flat };
};

/** All must hold; nested ones become one. */
export const allOf = (nodes: QueryNode[]): QueryNode => joined('and', nodes);
/** One must hold at least; of none, none does. */
export const anyOf = (nodes: QueryNode[]): QueryNode => joined('or', nodes);

/** The conditions that must all hold. */
export const conjuncts = (node: QueryNode): QueryNode[] => (node.kind === 'and' ? node.nodes : [node]);

const none = Symbol('no field');
const fieldsIn = (node: QueryNode): Set<string | symbol> => {
  switch (node.kind) {
    case 'and':
    case 'or':
      return new Set(node.nodes.flatMap((child) => [...fieldsIn(child)]));
    case 'not':
      return fieldsIn(node.node);
    case 'text':
      return new Set([none]);
    case 'mine':
      return new Set(['assignee']);
    default:
      return new Set([node.field]);
  }
};

/** The one field that a condition is about; null where it is about text or several. */
export const fieldOf = (node: QueryNode): string | null => {
  const [only, ...others] = fieldsIn(node);
  return typeof only === 'string' && others.length === 0 ? only : null;
};

/** Who asks and when: what `assignee:me` and `lastSeen<15m` depend on. */
export interface Asker {
  /** Login; null where nobody is known. */
  me: string | null;
  /** ms since the epoch. */
  now: number;
}

const flipped: Record<Comparison, Comparison> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=' };

/** Fields whose moments lie ahead, so that a distance counts from now on. */
const ahead = new Set(['snoozedUntil']);

/**
 * The query with who asks and the time put in.
 *
 * @throws {QuerySyntaxError} where it asks for "me" and nobody is known.
 */
export const resolveQuery = (node: QueryNode, asker: Asker): QueryNode => {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { ...node, nodes: node.nodes.map((child) => resolveQuery(child, asker)) };
    case 'not':
      return { ...node, node: resolveQuery(node.node, asker) };
    case 'mine':
      if (asker.me === null) {
        throw new QuerySyntaxError('Nobody is signed in as "me"', 0, 'a login');
      }
      return { kind: 'value', field: 'assignee', parts: [asker.me] };
    case 'age':
      return ahead.has(node.field)
        ? { kind: 'compare', field: node.field, op: node.op, value: asker.now + node.ms }
        : { kind: 'compare', field: node.field, op: flipped[node.op], value: asker.now - node.ms };
    default:
      return node;
  }
};
