/** Classes of ASCII characters as the scanner sees them; everything above ASCII is a letter. */
export const charClass = { letter: 0, digit: 1, mark: 2, separator: 3, space: 4 } as const;

/** Characters that stand between words: a key from its value, the members of a list, brackets and quotes. */
const separators = '=:,;()[]{}"\'<>|#`';

const classes = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const char = String.fromCharCode(code);
  if (code <= 32 || code === 127) {
    classes[code] = charClass.space;
  } else if (separators.includes(char)) {
    classes[code] = charClass.separator;
  } else if (code >= 48 && code <= 57) {
    classes[code] = charClass.digit;
  } else if (/[a-z]/i.test(char)) {
    classes[code] = charClass.letter;
  } else {
    classes[code] = charClass.mark;
  }
}

/** The class of a UTF-16 code unit. */
export const classOf = (code: number): number => (code < 128 ? (classes[code] ?? 0) : charClass.letter);
