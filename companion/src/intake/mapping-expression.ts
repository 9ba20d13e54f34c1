import jsonata from 'jsonata';
import { boundedRegexProblem } from '../config/bounded-regex.js';

/** JSONata with bounds: payloads come from strangers, and mappings are tried out with whatever people type. */

const maxExpression = 4000;
const timeoutMs = 100;
const maxDepth = 100;
const maxItems = 10_000;
const maxText = 1_048_576;
/** Characters of a text that a regular expression looks at. */
const maxRegexText = 2048;

/** Functions that run text as code, make large things of small ones, or give another result each time. */
const refusedFunctions = new Set(['eval', 'pad', 'now', 'millis', 'random', 'shuffle']);

/** What a mapping made of a payload could not be worked out. */
export class ExpressionFailed extends Error {
  override name = 'ExpressionFailed';
}

const messageOf = (error: unknown): string => {
  if (typeof error === 'object' && error !== null) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    if (code === 'D1012') {
      return `takes longer than ${timeoutMs} ms`;
    }
    if (code === 'D1011') {
      return 'calls itself too deeply';
    }
    if (typeof message === 'string') {
      return message;
    }
  }
  return 'can not be worked out';
};

const children = (node: object): object[] =>
  Object.values(node).flatMap((value: unknown) =>
    Array.isArray(value)
      ? (value as unknown[]).flatMap((one) => (typeof one === 'object' && one !== null ? [one] : []))
      : typeof value === 'object' && value !== null && !(value instanceof RegExp)
        ? [value]
        : []
  );

const nodeProblem = (node: object): string | null => {
  const { type, value } = node as { type?: unknown; value?: unknown };
  if (type === 'regex' && value instanceof RegExp) {
    const problem = boundedRegexProblem(value.source, value.flags.replace('g', ''));
    return problem === null ? null : `the pattern /${value.source.slice(0, 60)}/ ${problem}`;
  }
  if (type === 'variable' && refusedFunctions.has(String(value))) {
    return `must not use $${String(value)}`;
  }
  return type === 'binary' && value === '..' ? 'must not use ranges (..)' : null;
};

const firstProblem = (node: object): string | null => {
  const problem = nodeProblem(node);
  if (problem !== null) {
    return problem;
  }
  for (const child of children(node)) {
    const found = firstProblem(child);
    if (found !== null) {
      return found;
    }
  }
  return null;
};

const parse = (source: string): jsonata.Expression | string => {
  if (source.length > maxExpression) {
    return `must have at most ${maxExpression} characters`;
  }
  try {
    const expression = jsonata(source, {
      timeout: timeoutMs,
      stack: maxDepth,
      sequence: maxItems,
      RegexEngine: BoundedRegExp as unknown as RegExpConstructor,
    });
    return firstProblem(expression.ast()) ?? expression;
  } catch (error) {
    const position = (error as { position?: unknown }).position;
    return `is no JSONata: ${messageOf(error)}${typeof position === 'number' ? ` (at character ${position})` : ''}`;
  }
};

/** Called with `new` by JSONata; what it gives looks at the beginning of a text only. */
function BoundedRegExp(pattern: RegExp): RegExp {
  const regex = new RegExp(pattern);
  regex.exec = (text: string) => RegExp.prototype.exec.call(regex, text.slice(0, maxRegexText));
  return regex;
}

/** JSONata tells of each step by this name; nothing that a step gives may be large. */
const afterEachStep = Symbol.for('jsonata.__evaluate_exit') as unknown as string;

const boundResult = (_node: unknown, _input: unknown, _environment: unknown, result: unknown): void => {
  if (typeof result === 'string' && result.length > maxText) {
    throw new ExpressionFailed(`makes a text of more than ${maxText} characters`);
  }
  if (Array.isArray(result) && result.length > maxItems) {
    throw new ExpressionFailed(`makes a list of more than ${maxItems} items`);
  }
};

/** Why an expression can't be used in a mapping; null where it can. */
export const expressionProblem = (source: string): string | null => {
  const parsed = parse(source);
  return typeof parsed === 'string' ? parsed : null;
};

/** Works out an expression on a value. Rejects with `ExpressionFailed`. */
export type Evaluate = (input: unknown, bindings: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** @throws {SyntaxError} where `expressionProblem` finds something. */
export const compileExpression = (source: string): Evaluate => {
  const parsed = parse(source);
  if (typeof parsed === 'string') {
    throw new SyntaxError(parsed);
  }
  parsed.assign(afterEachStep, boundResult);
  return async (input, bindings) => {
    try {
      const result: unknown = await parsed.evaluate(input, bindings);
      return typeof result === 'function' ? undefined : result;
    } catch (error) {
      throw error instanceof ExpressionFailed ? error : new ExpressionFailed(messageOf(error));
    }
  };
};
