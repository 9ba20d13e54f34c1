import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfigDir } from './config-dir.js';
import { InvalidConfig } from './config-error.js';
import { readSenders } from './sender-settings.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'watchroom-config-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const write = (files: Record<string, string>) =>
  Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(dir, name), text)));
const problems = async (files: Record<string, string>): Promise<string[]> => {
  await write(files);
  const error: unknown = await readConfigDir(dir).then(
    () => null,
    (reason: unknown) => reason
  );
  return error instanceof InvalidConfig
    ? error.problems.map(({ line, key, message }) => `${line} ${key}: ${message}`)
    : [];
};

describe('senders in YAML', () => {
  it('a secret comes from the environment, a mapping becomes a sender', async () => {
    await write({
      'a.yaml': `apiVersion: 1
senders:
  - type: sentry
    secret: \${SENTRY}
  - type: cloudwatch
    topics: ['arn:aws:sns:eu-west-1:123456789012:alarms']
  - type: generic
    name: crm
    mapping: { name: title, labels: tags }
`,
    });
    const { senders } = await readConfigDir(dir);
    expect(await readSenders(senders, { SENTRY: 's3cret' })).toMatchObject({
      problems: [],
      senders: [
        { type: 'sentry', options: { secret: 's3cret' }, generic: null },
        { type: 'cloudwatch', options: { secret: null, topics: ['arn:aws:sns:eu-west-1:123456789012:alarms'] } },
        { type: 'generic', generic: { name: 'crm', mapping: { labels: { '*': 'tags' } } } },
      ],
    });
    expect((await readSenders(senders, {})).problems).toMatchObject([{ line: 4, key: 'senders[0].secret' }]);
  });

  it('names file, line and key of what is wrong', async () => {
    expect(
      await problems({
        'a.yaml': `apiVersion: 1
senders:
  - type: alerta
    secret: \${A}
  - type: sentry
    secret: plain
  - type: pigeon
  - type: generic
    name: crm
    mapping:
      name: title
      labels: { a: 'x..y.' }
      identity: ['$now()']
      strange: 1
  - type: sentry
  - type: sentry
`,
      })
    ).toEqual([
      expect.stringMatching(/^4 senders\[0\]\.secret: alerta has no signature/) as string,
      expect.stringMatching(/^6 senders\[1\]\.secret: must be a variable/) as string,
      expect.stringMatching(/^7 senders\[2\]\.type: must be one of "generic", "alertmanager"/) as string,
      expect.stringMatching(/^12 senders\[3\]\.mapping\.labels\.a: is no JSONata/) as string,
      expect.stringMatching(/^13 senders\[3\]\.mapping\.identity\[0\]: must not use \$now/) as string,
      expect.stringMatching(/^14 senders\[3\]\.mapping\.strange: unknown key; known here: events, name/) as string,
    ]);
    expect(await problems({ 'a.yaml': 'apiVersion: 1\nsenders:\n  - type: sentry\n  - type: sentry\n' })).toEqual([
      expect.stringContaining('4 senders[1].type: "sentry" is set already') as string,
    ]);
  });
});

describe('enrichment in YAML', () => {
  const rule = (table: string) => `apiVersion: 1
enrichment:
  - name: owners
    table: { file: ${table}, match: [namespace, service] }
`;

  it('reads tables of CSV and YAML', async () => {
    await write({
      'a.yaml': `${rule('owners.csv')}  - name: more
    table: { file: more.table.yaml, match: [host] }
`,
      'owners.csv': 'namespace,service,owner,runbook\nshop,cart,ada,https://wiki.example/cart\nshop,pay,bob,\n',
      'more.table.yaml': '- { host: a, rack: 12 }\n',
    });
    const { enrichment } = await readConfigDir(dir);
    expect(enrichment.map(({ table }) => [...(table?.rows ?? [])])).toEqual([
      [
        ['["shop","cart"]', { owner: 'ada', runbook: 'https://wiki.example/cart' }],
        ['["shop","pay"]', { owner: 'bob' }],
      ],
      [['["a"]', { rack: '12' }]],
    ]);
  });

  it('names what is wrong in rules and tables', async () => {
    expect(
      await problems({
        'a.yaml': `${rule('owners.csv')}  - name: both
    set: { team: a }
    extract: { from: pod, pattern: '(a+)+' }
  - name: bad
    set: { severity: terrible, 'a b': x }
  - { name: none }
`,
      })
    ).toEqual([
      expect.stringContaining('5 enrichment[1]: has set and extract') as string,
      expect.stringContaining('7 enrichment[1].extract.pattern: repeats a group') as string,
      expect.stringContaining('9 enrichment[2].set.severity: must be one of critical') as string,
      expect.stringContaining('9 enrichment[2].set.a b: "a b" is none that can be set') as string,
      expect.stringContaining('10 enrichment[3]: must have one of') as string,
    ]);
    expect(await problems({ 'a.yaml': rule('owners.csv') })).toEqual([
      expect.stringContaining("4 enrichment[0].table.file: owners.csv can't be read") as string,
    ]);
    expect(
      await problems({
        'a.yaml': rule('owners.csv'),
        'owners.csv': 'namespace,service,severity,a b\nshop,cart,bad,1\nshop,cart,high,2\n',
      })
    ).toEqual([
      expect.stringContaining('column "a b"') as string,
      expect.stringContaining('row 1: severity must be one of') as string,
      expect.stringContaining('row 2 has the same namespace, service') as string,
    ]);
    expect(await problems({ 'a.yaml': rule('owners.csv'), 'owners.csv': 'namespace,owner\nshop,ada\n' })).toEqual([
      expect.stringContaining('has no column service') as string,
    ]);
  });
});
