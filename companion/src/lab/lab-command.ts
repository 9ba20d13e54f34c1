import { setTimeout as wait } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { createFaultPlan, isScenario, scenarios, type Scenario } from './faults.js';
import { createLabApi, judgeFaults, type Verdict } from './lab-judge.js';
import { createShopModel, type ShopModel } from './shop-model.js';
import { createShopSender } from './shop-sender.js';
import { createShopTransport, type ShopTransport } from './shop-transport.js';

/** Not the labels of the shop that a companion may be running itself: the two must not write the same series. */
const runLabels = { cluster: 'lab-run', namespace: 'shop-run' };
const scrapeInterval = 5000;
const historyLength = 2 * 3_600_000;
const historyStep = 60_000;
const scrapesPerRequest = 30;
/** Time for the last alerts to become incidents. */
const settle = 3000;

interface RunOptions {
  url: string;
  seed: number;
  duration: number;
  token?: string;
  intakeToken?: string;
  json?: boolean;
}

const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least) {
      throw new InvalidArgumentError(`expected a whole number of at least ${least}`);
    }
    return value;
  };

const address = (text: string): string => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('expected an address such as http://127.0.0.1:8787');
  }
  return text;
};

const scenarioArgument = (text: string): Scenario => {
  if (!isScenario(text)) {
    throw new InvalidArgumentError(`there are ${Object.keys(scenarios).join(', ')}`);
  }
  return text;
};

const sendHistory = async (model: ShopModel, transport: ShopTransport, now: number): Promise<void> => {
  for (let from = now - historyLength; from < now; from += scrapesPerRequest * historyStep) {
    const times = Array.from({ length: scrapesPerRequest }, (_, index) => from + index * historyStep);
    await transport.write(times.filter((at) => at < now).map((at) => ({ at, samples: model.sampleAt(at, null) })));
  }
};

const tell = (verdict: Verdict): string => {
  const { fault, rank, incidentTitle } = verdict;
  const found = rank === null ? 'the cause was not ranked' : `the cause was ranked ${rank}`;
  return [
    `${fault.id} at ${fault.service}: ${incidentTitle === null ? verdict.summary : `incident "${incidentTitle}", ${found}`}`,
    ...(incidentTitle === null ? [] : [`  ${verdict.summary}`]),
  ].join('\n');
};

const report = (scenario: Scenario, verdicts: readonly Verdict[], options: RunOptions): void => {
  const within = (most: number): number => verdicts.filter(({ rank }) => rank !== null && rank <= most).length;
  for (const verdict of verdicts) {
    process.stdout.write(`${tell(verdict)}\n`);
  }
  process.stdout.write(`${verdicts.length} faults: ${within(1)} ranked first, ${within(3)} among the first three\n`);
  if (options.json) {
    const faults = verdicts.map(({ fault, incidentId, rank, confident, candidates }) => ({
      ...{ id: fault.id, kind: fault.kind, service: fault.service, started_at: new Date(fault.startsAt).toISOString() },
      ...{ incident_id: incidentId, rank, confident, candidates },
    }));
    const counts = { faults_total: verdicts.length, ranked_first: within(1), ranked_top3: within(3) };
    process.stdout.write(`${JSON.stringify({ scenario, seed: options.seed, ...counts, faults })}\n`);
  }
};

const run = async (scenario: Scenario, options: RunOptions): Promise<void> => {
  const token = options.token ?? process.env['WATCHROOM_TOKEN'];
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const model = createShopModel({ seed: options.seed, ...runLabels });
    const transport = createShopTransport({ baseUrl: options.url, token: options.intakeToken ?? token });
    await sendHistory(model, transport, Date.now());
    const startedAt = Date.now();
    const plan = createFaultPlan(scenario, options.seed, startedAt);
    const sender = createShopSender({ model, plan, labels: runLabels, transport });
    while (Date.now() < startedAt + options.duration * 1000 && !interrupted.signal.aborted) {
      const at = Date.now();
      await sender.step(at);
      const rest = Math.min(at + scrapeInterval, startedAt + options.duration * 1000) - Date.now();
      await wait(Math.max(0, rest), undefined, { signal: interrupted.signal }).catch(() => undefined);
    }
    await wait(settle);
    const verdicts = await judgeFaults(createLabApi(options.url, token), sender.truth(Date.now()), runLabels);
    await sender.resolveAll(Date.now());
    report(scenario, verdicts, options);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
};

/** `watchroom lab`: a simulated shop with faults, sent to a running companion. */
export const labCommand = (): Command => {
  const lab = new Command('lab').description('a simulated shop with known faults, to try a companion with');
  lab
    .command('list')
    .description('the scenarios')
    .action(() => {
      for (const [name, kinds] of Object.entries(scenarios)) {
        process.stdout.write(`${name}: ${kinds.length > 0 ? kinds.join(', then ') : 'no faults'}\n`);
      }
    });
  lab
    .command('run')
    .description('send two hours of history and then a live shop, and say whether the causes of its faults were found')
    .argument('<scenario>', `one of ${Object.keys(scenarios).join(', ')}`, scenarioArgument)
    .option('--url <address>', 'address of the companion', address, 'http://127.0.0.1:8787')
    .option('--seed <number>', 'the same seed gives the same shop and faults', wholeNumber(0), 1)
    .option('--duration <seconds>', 'how long to run; the first fault begins after 12 s', wholeNumber(1), 240)
    .option('--token <token>', 'bearer token for the API; WATCHROOM_TOKEN by default')
    .option(
      '--intake-token <token>',
      'token for the intake, where it is not on this machine; the same token by default'
    )
    .option('--json', 'print the result as one JSON object on the last line')
    .action(run);
  return lab;
};
