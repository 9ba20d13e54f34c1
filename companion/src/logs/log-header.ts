import { charClass, classOf } from './char-classes.js';
import { createForms, ended } from './token-form.js';

/** How far into a line a header is looked for. */
const maxHeaderChars = 240;
/** Tokens that may stand before a time (a label, a host, a file) and between a time and the level. */
const maxLeadTokens = 6;
const maxTokens = 16;
/** How many different beginnings of lines are remembered. */
const maxKnown = 20_000;

const levels = new Map<string, string>(
  Object.entries({
    trace: 'debug|trace|verbose|finest|finer|fine',
    info: 'info|information|informational|notice|config',
    warning: 'warn|warning',
    error: 'error|err|severe|failure',
    critical: 'fatal|critical|crit|alert|emerg|emergency|panic',
  }).flatMap(([level, words]) => words.split('|').map((word) => [word, level === 'trace' ? 'debug' : level] as const))
);
const letterLevels = new Map([
  ['V', 'debug'],
  ['D', 'debug'],
  ['I', 'info'],
  ['W', 'warning'],
  ['E', 'error'],
  ['F', 'critical'],
]);

const month = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?$/i;
const clock = /^\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?$/;
const date = /^\d{2,4}[-/.]\d{2}[-/.]\d{2,4}$/;
/** Only with a time of day behind it: `0.25` is no date. */
const shortDate = /^\d{2}[-/.]\d{2}$/;
const dateTime =
  /^\d{2,4}[-/.]?\d{2}[-/.]?\d{2}[T_\-:]\d{1,2}[:.]\d{1,2}(?:[:.]\d{1,2})?(?:[.,:]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?$/;
const apacheTime = /^\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2}$/;
const epoch = /^1\d{9}(?:\d{3}|\.\d{1,9})?$/;
const barField = /^[\w.$ -]{0,40}$/;
const compactDate = /^(?:\d{6}|\d{8})$/;
const compactClock = /^[0-2]\d[0-5]\d[0-5]\d$/;
const dayOfMonth = /^\d{1,2}$/;
const yearEnd = /^\d{4}\]?$/;
const plainWord = /^[A-Za-z]{2,}[,.:;]?$/;
const whole = /^\d{1,10}$/;
const dotted = /^[A-Za-z_][\w$-]{0,60}(?:[.][\w$-]{1,60}){1,12}$/;
const tagged = /^[\w./$@-]{1,80}(?:\([^()\s]{1,40}\))?(?:\[[^[\]\s]{0,40}\])?:$/;
const processTag = /^[\w.-]{1,60}\[\d{1,10}\]:$/;
const program = /^[\w.-]{2,60}$/;

/** What a line says before its message. `start` is the index of the message. */
export interface LogHeader {
  start: number;
  /** debug, info, warning, error or critical; null where the header names none. */
  level: string | null;
}

type TokenAt = (index: number) => Token | undefined;

interface HeaderSize {
  tokens: number;
  level: string | null;
}

interface Token {
  text: string;
  from: number;
  digits: number;
  letters: number;
}

const isOpening = (code: number): boolean => code === 91 || code === 40 || code === 60 || code === 124;
const isClosing = (code: number): boolean =>
  code === 93 || code === 41 || code === 62 || code === 124 || code === 44 || code === 59;

/** Without the brackets and punctuation around a word of a header. */
const bare = (text: string): string => {
  let from = 0;
  let to = text.length;
  while (from < to && isOpening(text.charCodeAt(from))) {
    from += 1;
  }
  while (to > from && isClosing(text.charCodeAt(to - 1))) {
    to -= 1;
  }
  return from === 0 && to === text.length ? text : text.slice(from, to);
};

/** Whether a token is a date, a time of day, both, or seconds since 1970. Counted characters first: most tokens are none. */
const isTime = ({ text, digits, letters }: Token): boolean => digits > 2 && letters < 5 && isTimeWord(bare(text));

const isTimeWord = (word: string): boolean =>
  clock.test(word) || date.test(word) || dateTime.test(word) || apacheTime.test(word) || epoch.test(word);

/** `11-23`, with the time of day behind it. */
const isShortDate = (token: Token, next: Token | undefined): boolean =>
  token.digits === 4 &&
  token.letters === 0 &&
  next !== undefined &&
  shortDate.test(bare(token.text)) &&
  clock.test(bare(next.text));

/** `081109 203615` and `20081109 203615`: day and time of day without signs between. */
const isCompactTime = (first: Token | undefined, second: Token | undefined): boolean =>
  first !== undefined && second !== undefined && compactDate.test(first.text) && compactClock.test(second.text);

/** The level that a word of a header names: in capitals, in brackets, or the first word after a time. */
const levelOf = ({ text, digits, letters }: Token, afterTime: boolean): string | null => {
  if (digits > 0 || letters === 0 || letters > 13 || text.length > 18) {
    return null;
  }
  const plain = bare(text);
  const word = plain.endsWith(':') ? plain.slice(0, -1) : plain;
  if (word.length === 1) {
    return afterTime ? (letterLevels.get(word) ?? null) : null;
  }
  const found = levels.get(word.toLowerCase());
  if (found === undefined) {
    return null;
  }
  const capital = word.charCodeAt(0) < 97;
  return word === word.toUpperCase() || isOpening(text.charCodeAt(0)) || (afterTime && capital) ? found : null;
};

/** Reads a line's tokens one by one, as they are asked for; `asked` tells how many were, one past the end included. */
const createTokens = (line: string): { tokenAt: TokenAt; asked: () => number } => {
  const tokens: Token[] = [];
  const end = Math.min(line.length, maxHeaderChars);
  let at = 0;
  let asked = 0;
  const tokenAt: TokenAt = (index) => {
    asked = Math.max(asked, index + 1);
    while (tokens.length <= index && tokens.length < maxTokens) {
      while (at < end && classOf(line.charCodeAt(at)) === charClass.space) {
        at += 1;
      }
      const from = at;
      let digits = 0;
      let letters = 0;
      for (; at < end; at += 1) {
        const kind = classOf(line.charCodeAt(at));
        if (kind === charClass.space) {
          break;
        }
        digits += kind === charClass.digit ? 1 : 0;
        letters += kind === charClass.letter ? 1 : 0;
      }
      if (at === from) {
        return undefined;
      }
      tokens.push({ text: line.slice(from, at), from, digits, letters });
    }
    return tokens[index];
  };
  return { tokenAt, asked: () => Math.min(asked, maxTokens) };
};

/** Fields split by bars, as `time|component|pid|message`: where the message begins, or -1. */
const afterBars = (line: string): number => {
  const first = line.slice(0, 40).indexOf('|');
  if (first < 0 || !isTimeWord(bare(line.slice(0, first).trim().split(' ').at(-1) ?? ''))) {
    return -1;
  }
  let end = first;
  for (let fields = 0; fields < 3; fields += 1) {
    const next = line.slice(0, end + 42).indexOf('|', end + 1);
    if (next < 0 || !barField.test(line.slice(end + 1, next))) {
      break;
    }
    end = next;
  }
  return end + 1;
};

/** The index of the token that closes the bracket opened at `from`, -1 where none does. */
const closes = (tokenAt: TokenAt, from: number): number => {
  let depth = 0;
  for (let index = from; ; index += 1) {
    const token = tokenAt(index);
    if (token === undefined) {
      return -1;
    }
    for (let at = 0; at < token.text.length; at += 1) {
      const code = token.text.charCodeAt(at);
      depth += code === 91 ? 1 : code === 93 ? -1 : 0;
    }
    if (depth <= 0) {
      return index;
    }
  }
};

/** Whether a line that begins with this word is a sentence: times further on belong to it. */
const isProse = (first: Token | undefined): boolean => first !== undefined && plainWord.test(first.text);

/** The last token of the times at a line's front (-1: none), and whether they are as syslog writes them: `Dec 10 06:55:46`. */
const lastTime = (tokenAt: TokenAt): { last: number; syslog: boolean } => {
  if (isCompactTime(tokenAt(0), tokenAt(1))) {
    return { last: 1, syslog: false };
  }
  let last = -1;
  let syslog = false;
  const lead = isProse(tokenAt(0)) ? 1 : maxLeadTokens;
  for (let index = 0; index <= (last < 0 ? lead : last + 4); index += 1) {
    const token = tokenAt(index);
    if (token === undefined) {
      break;
    }
    if (token.digits === 0 && token.letters >= 3 && token.letters < 10 && month.test(bare(token.text))) {
      const time = tokenAt(index + 2);
      if (dayOfMonth.test(tokenAt(index + 1)?.text ?? '') && time !== undefined && isTime(time)) {
        syslog = !yearEnd.test(tokenAt(index + 3)?.text ?? '');
        last = index + (syslog ? 2 : 3);
        index = last;
      }
    } else if (isTime(token) || isShortDate(token, tokenAt(index + 1))) {
      last = index;
      syslog = false;
    }
  }
  return { last, syslog };
};

/** The level after the times, before any tag that ends in a colon; its index is -1 where there is none. */
const findLevel = (tokenAt: TokenAt, from: number): { index: number; level: string | null } => {
  const tries = from === 0 ? 1 : maxLeadTokens;
  for (let index = from; index < from + tries; index += 1) {
    const token = tokenAt(index);
    if (token === undefined) {
      break;
    }
    const level = levelOf(token, from > 0);
    if (level !== null) {
      return { index, level };
    }
    if (token.text.endsWith(':')) {
      break;
    }
  }
  return { index: -1, level: null };
};

/** Where `program -` or `program word -` closes a header: the index of the dash, -1 where it does not. */
const dashAfter = (tokenAt: TokenAt, from: number): number => {
  for (let index = from + 1; index <= from + 2; index += 1) {
    if (tokenAt(index)?.text === '-') {
      return index;
    }
  }
  return -1;
};

/** The index of the token that ends a component which begins at `from`, -1 where none does. */
const componentEnd = (tokenAt: TokenAt, from: number, syslog: boolean, level: string | null): number => {
  const text = tokenAt(from)?.text ?? '';
  if (text.endsWith(':') ? tagged.test(text) : level !== null && dotted.test(text)) {
    return from;
  }
  if (syslog && level === null && processTag.test(tokenAt(from + 1)?.text ?? '')) {
    return from + 1;
  }
  return level === null && program.test(text) ? dashAfter(tokenAt, from) : -1;
};

/** How many of a line's tokens are header, and the level they name. */
const measure = (tokenAt: TokenAt): HeaderSize => {
  const { last, syslog } = lastTime(tokenAt);
  const { index: levelAt, level } = findLevel(tokenAt, last + 1);
  if (last < 0 && level === null) {
    return { tokens: 0, level: null };
  }
  // Syslog has a host between the time and the tag.
  let next = level === null ? last + (syslog ? 2 : 1) : levelAt + 1;
  let component = false;
  let bracket = false;
  for (;;) {
    const token = tokenAt(next);
    if (token === undefined) {
      break;
    }
    const { text } = token;
    if (text === '-' || text === '--' || text === ':' || (level === null && !component && whole.test(text))) {
      next += 1;
    } else if (!bracket && text.charCodeAt(0) === 91) {
      const end = closes(tokenAt, next);
      if (end < 0) {
        break;
      }
      bracket = true;
      next = end + 1;
    } else {
      const end = component ? -1 : componentEnd(tokenAt, next, syslog, level);
      if (end < 0) {
        break;
      }
      component = true;
      next = end + 1;
    }
  }
  return { tokens: next, level };
};

/** Where the token with this index begins: the line's end where it has fewer. */
const startOf = (line: string, index: number): number => {
  let at = 0;
  for (let token = 0; ; token += 1) {
    while (at < line.length && classOf(line.charCodeAt(at)) === charClass.space) {
      at += 1;
    }
    if (token === index || at === line.length) {
      return at;
    }
    while (at < line.length && classOf(line.charCodeAt(at)) !== charClass.space) {
      at += 1;
    }
  }
};

/**
 * Makes a reader that finds where the message of a raw log line begins: after times, labels before them, process ids, a level, one
 * bracketed thread or request, and one component (`name[pid]:`, `a.b.C:`, `program -`). One set of rules for every system; a line
 * without a time or level at its front is all message. Lines whose first tokens have the same form are measured once; what is
 * remembered is bounded.
 */
export const createHeaderReader = (): ((line: string) => LogHeader) => {
  const known = new Map<number, HeaderSize>();
  return (line) => {
    const bars = afterBars(line);
    if (bars >= 0) {
      return { start: bars, level: null };
    }
    const nextForm = createForms(line, maxHeaderChars);
    const forms: number[] = [];
    let size: HeaderSize | undefined;
    while (size === undefined && forms.length < maxTokens && forms.at(-1) !== ended) {
      const form = nextForm();
      forms.push(form);
      size = known.get(form);
    }
    if (size === undefined) {
      const tokens = createTokens(line);
      size = measure(tokens.tokenAt);
      if (known.size >= maxKnown) {
        known.clear();
      }
      const decisive = forms[tokens.asked() - 1] ?? ended;
      if (decisive !== ended) {
        known.set(decisive, size);
      }
    }
    return { start: size.tokens === 0 ? 0 : startOf(line, size.tokens), level: size.level };
  };
};
