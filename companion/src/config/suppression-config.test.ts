import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfigDir } from './config-dir.js';
import { formatProblem, InvalidConfig } from './config-error.js';
import { lifecyclePolicy } from './lifecycle-schema.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'watchroom-config-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const faults = async (text: string): Promise<string[]> => {
  await writeFile(join(dir, 'f.yaml'), text);
  const outcome: unknown = await readConfigDir(dir).catch((error: unknown) => error);
  return outcome instanceof InvalidConfig
    ? outcome.problems.map((problem) => formatProblem(problem).replace(`${dir}/`, ''))
    : [];
};

test('reads what suppresses alerts, and how long senders are believed', async () => {
  await writeFile(
    join(dir, 'f.yaml'),
    `apiVersion: 1
lifecycle:
  autoResolve: [{ sender: grafana, minutes: 60 }]
  flapping: { changes: 2 }
silences:
  - { name: Move, matchers: '{service="db"}', startsAt: 2026-12-01T22:00:00Z, endsAt: 2026-12-02T04:00:00+01:00 }
maintenanceWindows:
  - name: Sunday
    matchers: '{tier="web"}'
    start: 2026-12-06T02:00
    timezone: Europe/Berlin
    rrule: FREQ=WEEKLY;BYDAY=SU
    durationMinutes: 90
    mode: monitor
inhibitionRules:
  - { name: Host down, source: '{alertname="HostDown"}', target: '{alertname!="HostDown"}', equal: [host] }
`
  );
  const { suppression, lifecycle } = await readConfigDir(dir);
  expect(suppression.silences).toMatchObject([
    {
      id: 'file:Move',
      comment: 'Move',
      matchers: [{ label: 'service', op: '=', value: 'db' }],
      startsAt: Date.parse('2026-12-01T22:00:00Z'),
      endsAt: Date.parse('2026-12-02T03:00:00Z'),
      mode: 'enforce',
    },
  ]);
  expect(suppression.maintenanceWindows).toMatchObject([{ name: 'Sunday', mode: 'monitor', comment: '' }]);
  expect(suppression.inhibitionRules).toMatchObject([{ name: 'Host down', equal: ['host'], mode: 'enforce' }]);
  const policy = lifecyclePolicy(lifecycle);
  expect([policy.timeoutMs('grafana'), policy.timeoutMs('other')]).toEqual([3_600_000, null]);
  expect(policy.flapping).toEqual({ changes: 2, windowMs: 1_800_000, calmMs: 900_000 });
});

test('names file, line and key of what is wrong', async () => {
  expect(
    await faults(`apiVersion: 1
lifecycle:
  autoResolve: [{ sender: a, minutes: 5 }, { sender: a, minutes: 0 }]
  flaps: true
silences:
  - name: One
    matchers: '{a=~"(b+)+"}'
    startsAt: 2026-12-01T22:00:00
    endsAt: 2026-12-01T21:00:00Z
    until: now
maintenanceWindows:
  - name: Two
    matchers: '{a=~".*"}'
    start: 2026-12-06T02:00
    timezone: Mars/Base
    durationMinutes: 0
inhibitionRules:
  - name: Two
    source: '{a="b"}'
    target: a{
    equal: host
  - { name: Two, source: '{a="b"}', target: '{a="c"}' }
`)
  ).toEqual([
    'f.yaml:3: lifecycle.autoResolve[1].minutes: must be at least 1',
    'f.yaml:3: lifecycle.autoResolve[1].sender: "a" stands twice',
    'f.yaml:4: lifecycle.flaps: unknown key; known here: autoResolve, flapping',
    'f.yaml:7: silences[0].matchers[0].value: repeats a group that holds repeats or alternatives; on some texts that would take too long',
    'f.yaml:8: silences[0].startsAt: must be a time with an offset, like 2026-12-01T22:00:00Z',
    'f.yaml:9: silences[0].endsAt: must be after startsAt (2026-12-01T22:00:00)',
    'f.yaml:10: silences[0].until: unknown key; known here: name, comment, matchers, startsAt, endsAt, mode',
    'f.yaml:13: maintenanceWindows[0].matchers: would match every alert: at least one matcher must ask for some text',
    'f.yaml:15: maintenanceWindows[0].timezone: must be a time zone of the IANA database, like Europe/Berlin',
    'f.yaml:16: maintenanceWindows[0].durationMinutes: must be at least 1',
    expect.stringMatching(/^f\.yaml:20: inhibitionRules\[0\]\.target: Expected/),
    'f.yaml:21: inhibitionRules[0].equal: must be a list, not text',
    expect.stringMatching(/^f\.yaml:22: inhibitionRules\[1\]\.name: "Two" is used already/),
  ]);
});

test('one file alone has the life cycle', async () => {
  await writeFile(join(dir, 'a.yaml'), 'apiVersion: 1\nlifecycle: {}\n');
  expect(await faults('apiVersion: 1\nlifecycle: {}\n')).toEqual([
    expect.stringMatching(/^f\.yaml:2: lifecycle: stands already in .*a\.yaml/),
  ]);
});
