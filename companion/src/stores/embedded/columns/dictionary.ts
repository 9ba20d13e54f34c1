import { foldText } from '@watchroom/contract';

/** Texts that many rows share, each once, by number. A text that no row holds any more makes room for another. */
export interface Dictionary {
  /** One more row holds the text; gives its number. */
  hold(text: string): number;
  /** A row holds it no more. */
  release(id: number): void;
  /** The number of a text; -1 where no row holds it. */
  find(text: string): number;
  text(id: number): string;
  /** As words look through it; worked out once. */
  folded(id: number): string;
  /** How many rows hold it; 0 where the number is free. */
  count(id: number): number;
  /** Numbers are below this. */
  readonly size: number;
  /** Another one where texts came or went. */
  readonly revision: number;
  /**
   * Whether a text passes, asked once for each and remembered under the key, also for later questions: `ask` must always say the same
   * of the same text.
   */
  remembered(key: string, ask: (text: string, id: number) => boolean): (id: number) => boolean;
  /** The same for all texts at once: 1 where a text passes. */
  allAnswers(key: string, ask: (text: string, id: number) => boolean): Uint8Array;
}

/** Questions whose answers are kept; a byte for each text. */
const maxQuestions = 12;
const yes = 1;
const no = 2;

export const createDictionary = (): Dictionary => {
  const ids = new Map<string, number>();
  const texts: string[] = [];
  const folds: Array<string | undefined> = [];
  const counts: number[] = [];
  const free: number[] = [];
  let revision = 0;
  const questions = new Map<string, { answers: Uint8Array }>();

  const questionOf = (key: string): { answers: Uint8Array } => {
    const question = questions.get(key) ?? { answers: new Uint8Array(0) };
    if (question.answers.length < texts.length) {
      const larger = new Uint8Array(Math.ceil(texts.length * 1.25));
      larger.set(question.answers);
      question.answers = larger;
    }
    // Put last again: the first is the one that was not asked for longest.
    questions.delete(key);
    questions.set(key, question);
    const oldest = questions.keys().next();
    if (questions.size > maxQuestions && !oldest.done) {
      questions.delete(oldest.value);
    }
    return question;
  };

  return {
    hold: (text) => {
      const known = ids.get(text);
      if (known !== undefined) {
        counts[known] = (counts[known] ?? 0) + 1;
        return known;
      }
      const id = free.pop() ?? texts.length;
      ids.set(text, id);
      texts[id] = text;
      folds[id] = undefined;
      revision += 1;
      counts[id] = 1;
      for (const { answers } of questions.values()) {
        answers[id] = 0;
      }
      return id;
    },
    release: (id) => {
      const left = (counts[id] ?? 0) - 1;
      counts[id] = left;
      if (left === 0) {
        ids.delete(texts[id] ?? '');
        texts[id] = '';
        folds[id] = undefined;
        revision += 1;
        free.push(id);
      }
    },
    find: (text) => ids.get(text) ?? -1,
    text: (id) => texts[id] ?? '',
    folded: (id) => (folds[id] ??= foldText(texts[id] ?? '')),
    count: (id) => counts[id] ?? 0,
    get size() {
      return texts.length;
    },
    get revision() {
      return revision;
    },
    remembered: (key, ask) => {
      const { answers } = questionOf(key);
      return (id) => {
        const known = answers[id] ?? 0;
        if (known !== 0) {
          return known === yes;
        }
        const answer = ask(texts[id] ?? '', id);
        answers[id] = answer ? yes : no;
        return answer;
      };
    },
    allAnswers: (key, ask) => {
      const { answers } = questionOf(key);
      for (let id = 0; id < texts.length; id += 1) {
        if (answers[id] === 0) {
          answers[id] = ask(texts[id] ?? '', id) ? yes : no;
        }
      }
      return answers;
    },
  };
};
