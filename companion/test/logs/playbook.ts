import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ansible = process.env['ANSIBLE_BIN'] ?? '';
const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../../provisioning/playbooks/collect/', import.meta.url));

export interface PlaybookRun {
  /** Whether all tasks went well. */
  ok: boolean;
  /** Tasks that changed something: posted lines. */
  changed: number;
  output: string;
}

/** Runs a collect playbook against this machine with a real ansible-core. */
export const playbook = async (
  name: string,
  options: { home: string; variables: Record<string, unknown>; args?: string[]; env?: Record<string, string> }
): Promise<PlaybookRun> => {
  const args = [
    '-i',
    'localhost,',
    '-c',
    'local',
    `${folder}${name}.yml`,
    '-e',
    JSON.stringify({ ansible_python_interpreter: '{{ ansible_playbook_python }}', ...options.variables }),
  ];
  const { stdout, stderr, ok } = await run(ansible, [...args, ...(options.args ?? [])], {
    env: {
      PATH: process.env['PATH'],
      HOME: options.home,
      LC_ALL: 'C.UTF-8',
      TZ: 'UTC',
      ANSIBLE_NOCOLOR: '1',
      ...options.env,
    },
    maxBuffer: 16 * 1024 * 1024,
  }).then(
    (done) => ({ ...done, ok: true }),
    (error: Error & { stdout?: string; stderr?: string }) => ({
      stdout: error.stdout ?? '',
      stderr: error.stderr ?? error.message,
      ok: false,
    })
  );
  return { ok, changed: Number(/changed=(\d+)/.exec(stdout)?.[1] ?? -1), output: `${stdout}\n${stderr}` };
};
