/** Types of processes.mjs for benches, which are TypeScript. */
export interface RunningProcess {
  pid: number | undefined;
  ended: Promise<string>;
  stop: () => Promise<void>;
}
export const startProcess: (
  name: string,
  command: string,
  args: string[],
  options?: { env?: Record<string, string>; log?: (line: string) => unknown }
) => RunningProcess;
export const freePort: () => Promise<number>;
export const inRoot: (path: string) => string;
export const waitForHttp: (url: string, options: { seconds: number; ended: Promise<string> }) => Promise<void>;
