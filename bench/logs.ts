import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort, startProcess, waitForHttp } from '../scripts/processes.mjs';
import { createLogRequests, type LogRequests } from './log-load/log-requests.js';
import { sendLogs, type SentLogs } from './log-load/log-sender.js';
import { readStoredRequests, type StoredRequests } from './log-load/stored-lines.js';

/** As many agents that send at once. */
const connections = 16;

interface Companion {
  pid: number;
  port: number;
  stop(): Promise<void>;
  /** Resolves when it has ended by `kill -9`. */
  kill(): Promise<void>;
}

const startCompanion = async (folder: string): Promise<Companion> => {
  const port = await freePort();
  const args = ['companion/bin/companion.cjs', '--port', String(port), '--data', folder];
  const quiet = ['--no-lab', '--no-collect-host', '--log-level', 'error'];
  const child = startProcess('the companion', process.execPath, [...args, ...quiet], {
    log: (line) => console.error(line),
  });
  const { pid = 0, ended } = child;
  await waitForHttp(`http://127.0.0.1:${port}/readyz`, { seconds: 60, ended });
  return {
    pid,
    port,
    stop: () => child.stop(),
    kill: async () => {
      process.kill(pid, 'SIGKILL');
      await ended;
    },
  };
};

/** Processor seconds that a process and its threads have used, or with `/task/<id>` one of its threads, by Linux. */
const cpuSeconds = async (pid: number, of = ''): Promise<number> => {
  const fields = (await readFile(`/proc/${pid}${of}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

/** Busy and all ticks of each core since the machine's start, by Linux. */
const coreTicks = async (): Promise<Array<{ busy: number; all: number }>> =>
  [...(await readFile('/proc/stat', 'utf8')).matchAll(/^cpu\d+ (.*)$/gm)].map(([, text = '']) => {
    const ticks = text.split(' ').slice(0, 8).map(Number);
    const all = ticks.reduce((sum, count) => sum + count, 0);
    return { busy: all - (ticks[3] ?? 0) - (ticks[4] ?? 0), all };
  });

const quantile = (times: readonly number[], q: number): number => {
  const sorted = [...times].sort((a, b) => a - b);
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN).toFixed(1));
};

/** Sends and measures; figures begin with `name`. */
const measure = async (
  name: string,
  companion: Companion,
  send: () => Promise<SentLogs>,
  linesPerRequest: number
): Promise<{ sent: SentLogs; figures: Record<string, number> }> => {
  const mainThread = `/task/${companion.pid}`;
  const [cores, used, own] = [await coreTicks(), await cpuSeconds(companion.pid), process.cpuUsage()];
  const usedByMain = await cpuSeconds(companion.pid, mainThread);
  const sent = await send();
  const ownAfter = process.cpuUsage(own);
  const cpu = (await cpuSeconds(companion.pid)) - used;
  const mainCpu = (await cpuSeconds(companion.pid, mainThread)) - usedByMain;
  const lines = sent.acknowledged.size * linesPerRequest;
  const figures: Record<string, number> = {
    [`${name}_lines_per_second`]: Math.round(lines / sent.seconds),
    [`${name}_p50_ms`]: quantile(sent.times, 0.5),
    [`${name}_p99_ms`]: quantile(sent.times, 0.99),
    [`${name}_refused_requests`]: sent.refusals,
    [`${name}_companion_cores`]: Number((cpu / sent.seconds).toFixed(2)),
    [`${name}_event_loop_cores`]: Number((mainCpu / sent.seconds).toFixed(2)),
    [`${name}_sender_cores`]: Number(((ownAfter.user + ownAfter.system) / 1e6 / sent.seconds).toFixed(2)),
    [`${name}_companion_cpu_us_per_line`]: Number(((cpu / lines) * 1e6).toFixed(1)),
  };
  (await coreTicks()).forEach(({ busy, all }, core) => {
    const before = cores[core] ?? { busy: 0, all: 0 };
    figures[`${name}_core_${core}_busy_percent`] = Math.round(((busy - before.busy) / (all - before.all)) * 100);
  });
  return { sent, figures };
};

/** Acknowledged lines that are not stored, and lines stored more than once: of acknowledged requests, and of those sent again. */
const compare = (
  stored: StoredRequests,
  acknowledged: ReadonlySet<number>,
  sentAgain: ReadonlySet<number>,
  { linesPerRequest }: LogRequests
): Record<string, number> => {
  let missing = 0;
  let twice = 0;
  let twiceSentAgain = 0;
  for (const number of acknowledged) {
    const { lines = 0, different = 0 } = stored.get(number) ?? {};
    missing += linesPerRequest - different;
    if (sentAgain.has(number)) {
      twiceSentAgain += lines - different;
    } else {
      twice += lines - different;
    }
  }
  return {
    acknowledged_lines: acknowledged.size * linesPerRequest,
    missing_lines: missing,
    lines_stored_twice: twice,
    lines_stored_twice_after_no_answer: twiceSentAgain,
    requests_without_answer: sentAgain.size,
  };
};

/**
 * Log lines by HTTP (JSON lines, `--lines` a request, 1000) into a companion with embedded chDB: as many as it takes for `--seconds` (10),
 * then `--rate` lines a second (50000) for as long; then `kill -9` amid the load, a restart, what had no answer sent again, and a count of
 * what is stored. The sender runs on the same cores.
 */
export async function run(args: string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '10' },
      rate: { type: 'string', default: '50000' },
      lines: { type: 'string', default: '1000' },
    },
    allowPositionals: true,
  });
  const ms = Number(values.seconds) * 1000;
  const requests = createLogRequests({
    linesPerRequest: Number(values.lines),
    slots: connections,
    at: Date.now() - 60_000,
  });
  const acknowledged = new Set<number>();
  let number = 0;
  const send = async (companion: Companion, next: () => number | null, linesPerSecond?: number): Promise<SentLogs> => {
    const sent = await sendLogs({ port: companion.port, connections, requests, next, linesPerSecond });
    sent.acknowledged.forEach((it) => acknowledged.add(it));
    return sent;
  };
  const sendFor = (companion: Companion, duration: number, linesPerSecond?: number) => (): Promise<SentLogs> => {
    const end = performance.now() + duration;
    return send(companion, () => (performance.now() < end ? ++number : null), linesPerSecond);
  };
  const folder = await mkdtemp(join(tmpdir(), 'watchroom-logs-'));
  try {
    let companion = await startCompanion(folder);
    await sendFor(companion, ms / 3)();
    const free = await measure('free', companion, sendFor(companion, ms), requests.linesPerRequest);
    const paced = await measure(
      'paced',
      companion,
      sendFor(companion, ms, Number(values.rate)),
      requests.linesPerRequest
    );

    const broken = sendFor(companion, 60_000)();
    await delay(3000 + ms / 10);
    await companion.kill();
    const { unanswered } = await broken;
    const restarting = performance.now();
    companion = await startCompanion(folder);
    const again = [...unanswered];
    await send(companion, () => again.pop() ?? null);
    const restartSeconds = (performance.now() - restarting) / 1000;
    await sendFor(companion, ms / 5)();
    await companion.stop();
    const stored = await readStoredRequests(folder);
    return {
      line_bytes: requests.lineBytes,
      ...free.figures,
      ...paced.figures,
      restart_seconds: Number(restartSeconds.toFixed(2)),
      ...compare(stored, acknowledged, unanswered, requests),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
