/** One thing that is wrong in the configuration. */
export interface ConfigProblem {
  /** Null where it came from the environment. */
  file: string | null;
  /** From 1; null where there is no line. */
  line: number | null;
  /** `detectors[0].matchers`, or a variable's name. */
  key: string;
  message: string;
}

/** `file:line: key.path: message`. */
export const formatProblem = ({ file, line, key, message }: ConfigProblem): string => {
  const place = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  return `${place}${key === '' ? '' : `${key}: `}${message}`;
};

/** Everything that is wrong at once; stops the start. */
export class InvalidConfig extends Error {
  override name = 'InvalidConfig';
  constructor(readonly problems: ConfigProblem[]) {
    super(problems.map(formatProblem).join('\n'));
  }
}
