import { maxRegexInput } from '../config/bounded-regex.js';

/** What stands for a value that must not be stored. */
const hidden = '***';

export interface MaskOptions {
  /** Whether e-mail addresses are masked. */
  emails: boolean;
  /** Whether numbers of payment cards are masked. */
  cards: boolean;
  /** Regular expressions that the configuration has checked (`boundedRegexProblem`); what they match is masked. */
  patterns: readonly string[];
}

export const defaultMask: MaskOptions = { emails: true, cards: true, patterns: [] };

/** Only where one of these stands are the slower expressions tried: most lines hold none. */
const hint =
  /pass|pwd|secret|token|api[_-]?key|access[_-]?key|auth|bearer|credential|session[_-]?id|eyJ|AKIA|ghp_|xox|PRIVATE KEY|:\/\//i;

const secretKey =
  '(?:[\\w.-]{0,40}(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|session[_-]?id))';

/** Each with what stays of it. Bounded repetitions: no line takes long. */
const secrets: ReadonlyArray<readonly [RegExp, string]> = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, hidden],
  [/\beyJ[\w-]{8,4000}\.[\w-]{4,8000}(?:\.[\w-]{0,4000})?/g, hidden],
  [
    /\b((?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?)(?:(?:basic|bearer|digest|token|apikey)\s{1,3})?[^\s"',;]{1,4000}/gi,
    `$1${hidden}`,
  ],
  [/\b(bearer\s{1,3})[\w.~+/=-]{8,4000}/gi, `$1${hidden}`],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,255}\b|\bxox[abprs]-[\w-]{10,200}/g, hidden],
  [/(\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@]{0,100}:)[^\s/@]{1,200}(?=@)/gi, `$1${hidden}`],
  [
    new RegExp(
      `(\\b${secretKey}["']?\\s{0,3}(?:=|:|=>)\\s{0,3})("[^"]{0,1000}"|'[^']{0,1000}'|[^\\s,;&"'}\\])]{1,1000})`,
      'gi'
    ),
    `$1${hidden}`,
  ],
];

const email = /\b[\w.%+-]{1,64}@(?=[^\s@]{0,190}\.[A-Za-z]{2,24}\b)[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}\b/g;
const cardLike = /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)/g;

/** Whether digits pass the check of payment cards (Luhn, ISO/IEC 7812). */
const isCard = (text: string): boolean => {
  const digits = text.replaceAll(/[ -]/g, '');
  if (!/^[3-6]/.test(digits) && !/^2[2-7]/.test(digits)) {
    return false;
  }
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - index)) * (index % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
};

/** Whether a text has so many digits, but for spaces and dashes between, in a row. */
const hasLongNumber = (text: string, length: number): boolean => {
  let run = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) {
      run += 1;
      if (run >= length) {
        return true;
      }
    } else if (code !== 32 && code !== 45) {
      run = 0;
    }
  }
  return false;
};

const leastCardDigits = 13;

/** A text in pieces that a bounded expression may look at, cut at spaces where there are some. */
const inPieces = (text: string): string[] => {
  const pieces: string[] = [];
  let from = 0;
  while (text.length - from > maxRegexInput) {
    const space = text.lastIndexOf(' ', from + maxRegexInput);
    const to = space > from ? space : from + maxRegexInput;
    pieces.push(text.slice(from, to));
    from = to;
  }
  pieces.push(text.slice(from));
  return pieces;
};

/**
 * Makes a function that takes what is sensitive out of a log line before it is stored: passwords, tokens and keys behind their names, in
 * addresses and by their look, private keys, card numbers, e-mail addresses, and what `patterns` match.
 */
export const createMask = (options: MaskOptions = defaultMask): ((text: string) => string) => {
  const own = options.patterns.map((pattern) => new RegExp(pattern, 'gu'));
  return (text) => {
    let masked = text;
    if (hint.test(masked)) {
      for (const [pattern, kept] of secrets) {
        masked = masked.replace(pattern, kept);
      }
    }
    if (options.emails && masked.includes('@')) {
      masked = masked.replace(email, hidden);
    }
    if (options.cards && hasLongNumber(masked, leastCardDigits)) {
      masked = masked.replace(cardLike, (found) => (isCard(found) ? hidden : found));
    }
    for (const pattern of own) {
      masked = inPieces(masked)
        .map((piece) => piece.replace(pattern, hidden))
        .join('');
    }
    return masked;
  };
};
