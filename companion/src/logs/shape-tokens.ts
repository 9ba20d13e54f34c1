import { isBetween } from './miner-text.js';

/** A shape's parts at the grain of what spaces separate: `Token{<*> host:<*>}` has two tokens, each with its parts. */
export const tokensOf = (parts: readonly string[]): string[][] => {
  const tokens: string[][] = [[]];
  for (const part of parts) {
    if (!isBetween(part)) {
      tokens.at(-1)?.push(part);
      continue;
    }
    for (const [index, piece] of part.split(' ').entries()) {
      if (index > 0) {
        tokens.push([]);
      }
      if (piece !== '') {
        tokens.at(-1)?.push(piece);
      }
    }
  }
  return tokens;
};

export const tokenTexts = (tokens: ReadonlyArray<readonly string[]>): string[] => tokens.map((token) => token.join(''));

/** The parts of which these are the tokens. */
export const joinTokens = (tokens: ReadonlyArray<readonly string[]>): string[] => {
  const parts: string[] = [];
  const add = (piece: string): void => {
    const last = parts.at(-1);
    if (last !== undefined && isBetween(piece) && isBetween(last)) {
      parts[parts.length - 1] = last + piece;
    } else {
      parts.push(piece);
    }
  };
  for (const [index, token] of tokens.entries()) {
    if (index > 0) {
      add(' ');
    }
    for (const piece of token) {
      add(piece);
    }
  }
  return parts;
};
