import type { HealthCheck, Readiness } from '@watchroom/contract';

/** One thing that must work; never rejects. */
export type Check = () => Promise<HealthCheck>;

/** How long an answer stands, so that many askers don't load the stores. */
const freshMs = 1000;

const worst = (checks: HealthCheck[]): Readiness['status'] =>
  checks.some(({ status }) => status === 'failing')
    ? 'failing'
    : checks.some(({ status }) => status === 'starting')
      ? 'starting'
      : 'ok';

/** Runs all checks side by side; `ok` only where each one is. */
export const createReadiness = (version: string, checks: Check[]): (() => Promise<Readiness>) => {
  let last: { at: number; report: Promise<Readiness> } | null = null;
  const run = async (): Promise<Readiness> => {
    const results = await Promise.all(checks.map((check) => check()));
    return { status: worst(results), version, checks: results };
  };
  return () => {
    const now = performance.now();
    if (last === null || now - last.at > freshMs) {
      last = { at: now, report: run() };
    }
    return last.report;
  };
};
