import { parseMatchers, type AlertWhy } from '@watchroom/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { senderMapping } from '../../src/config/generic-sender-schema.js';
import { t0 } from './builders.js';
import { ada, byService, openDesk, type DeskKit } from './desk-kit.js';
import { webhook } from './fixtures.js';

let desk: DeskKit;
afterEach(() => desk.close());

const minute = 60_000;
const send = async (...alerts: Parameters<typeof webhook>) => {
  expect((await desk.post('/intake/alertmanager', webhook(...alerts))).status).toBe(200);
  await desk.settled();
};
const why = async (name: string): Promise<AlertWhy> => {
  const alert = (await desk.listed()).find((one) => one.name === name);
  const [params, none] = [{ id: alert?.id ?? '' }, undefined as never];
  return desk.alerts.handlers.alertWhy({ params, query: none, body: none, identity: ada });
};
const texts = ({ decisions }: AlertWhy) => decisions.map(({ text }) => text);
const routing = { hasRoute: true, groupIntervalMs: 5 * minute };

describe('why people did not hear of it', () => {
  it.each([
    [
      'silence deploy',
      {
        silences: [
          {
            id: 's1',
            matchers: parseMatchers('{service="cart"}'),
            startsAt: t0 - minute,
            endsAt: t0 + 60 * minute,
            comment: 'deploy',
            createdBy: 'ada',
            createdAt: t0 - minute,
            updatedBy: null,
            updatedAt: t0 - minute,
            endedBecause: null,
            firstHitAt: null,
            noticedEnd: null,
            endsOnResolve: false,
            mode: 'enforce' as const,
          },
        ],
      },
    ],
    [
      'inhibition host down',
      {
        inhibitionRules: [
          {
            name: 'host down',
            comment: '',
            source: parseMatchers('{alertname="HostDown"}'),
            target: parseMatchers('{alertname!="HostDown"}'),
            equal: ['cluster'],
            mode: 'enforce' as const,
          },
        ],
      },
    ],
  ])('held by %s', async (rule, suppression) => {
    desk = await openDesk({ stages: { routing }, suppression });
    await send({ labels: { alertname: 'HostDown', service: 'host' } });
    await send({});
    const answer = await why('HighErrorRate');
    expect(texts(answer)).toContain(`Not sent: suppressed by ${rule}`);
    expect(answer.summary).toContain(`Never sent. The last decision: Not sent: suppressed by ${rule}`);
    expect(answer.summary).toContain(`It is held now by ${rule}`);
    expect(answer.ifNow).toMatchObject({
      send: false,
      reason: 'suppressed',
      suppressedBy: [{ name: rule.split(' ').slice(1).join(' ') }],
    });
  });

  it('grouped with what people were told of a moment ago; a repeat; acknowledged', async () => {
    desk = await openDesk({ stages: { routing } });
    await send({});
    desk.clock.advance(minute);
    await send({ labels: { alertname: 'Slow' } });
    expect(texts(await why('Slow')).at(-1)).toBe('Waits: new alerts of one incident are sent together');
    expect((await why('Slow')).ifNow).toMatchObject({ send: false, reason: 'waiting' });
    await send({});
    const first = await why('HighErrorRate');
    expect(first.summary).toContain('Last sent at');
    expect(first.summary).toContain('2 events came in all; those that say nothing new are not sent');
    const id = (await desk.listed()).find(({ name }) => name === 'Slow')?.id ?? '';
    desk.clock.advance(1000);
    await desk.act(id, { action: 'acknowledge' });
    expect((await why('Slow')).decisions.at(-1)).toMatchObject({ kind: 'acknowledged', actor: 'ada' });
  });

  it('too few alerts for an incident, or nobody to tell', async () => {
    desk = await openDesk({ stages: { routing }, correlation: [{ ...byService, minAlerts: 3 }] });
    await send({});
    const waits = await why('HighErrorRate');
    expect(texts(waits)).toContain('Waits: too few alerts for an incident');
    await desk.close();
    desk = await openDesk({});
    await send({});
    expect((await why('HighErrorRate')).summary).toContain('no route is configured, so nobody is notified');
  });

  it('what comes all the time says so; asking teaches nothing', async () => {
    desk = await openDesk({
      stages: { routing },
      correlation: [{ ...byService, occurrences: false }],
      senders: [
        {
          type: 'generic',
          options: { secret: null, signatureHeader: null, timestampHeader: null, topics: [] },
          generic: { name: 'ids', mapping: senderMapping.parse({ name: 'n', labels: 'l', occurrence: true }) },
        },
      ],
    });
    const say = async (n: string, host = 'a') => {
      expect((await desk.post('/intake/generic/ids', { n, l: { host } })).status).toBeLessThan(300);
      await desk.settled();
    };
    await say('Port scan');
    for (let n = 0; n < 12; n++) {
      desk.clock.advance(2 * minute);
      expect((await why('Port scan')).ifNow.reason).not.toBe('routine');
    }
    desk.clock.advance(40 * minute);
    await say('Port scan');
    expect((await desk.incidents()).some(({ routine }) => routine)).toBe(false);
    for (let n = 0; n < 16; n++) {
      desk.clock.advance(30 * minute);
      await say('Signatures updated');
    }
    desk.clock.advance(2 * minute);
    await say('Signatures updated', 'b');
    const routine = (await desk.listed()).find(
      ({ name, labels }) => name === 'Signatures updated' && labels['host'] === 'b'
    );
    const answer = await desk.alerts.handlers.alertWhy({
      params: { id: routine?.id ?? '' },
      query: undefined as never,
      body: undefined as never,
      identity: ada,
    });
    expect(texts(answer).at(-1)).toBe('Not sent: this comes all the time');
    expect(answer.ifNow).toMatchObject({ send: false, reason: 'routine' });
  });
});
