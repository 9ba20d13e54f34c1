import { describe, expect, it } from 'vitest';
import { senderConformance } from './sender.conformance.js';
import { payloadAt, testdata } from '../../test/intake/testdata.js';
import { zabbix } from './zabbix.js';

const problem = (change: object = {}) => ({ ...testdata('zabbix'), ...change });

senderConformance(zabbix, {
  receivedAt: payloadAt,
  payloads: ['zabbix', 'zabbix-resolved'].map(testdata),
  invalid: [
    ['no event', problem({ 'EVENT.ID': undefined }), 'event_id'],
    ['an unknown status', problem({ 'EVENT.STATUS': 'MAYBE' }), 'event_status'],
    ['tags that are no JSON', problem({ 'EVENT.TAGSJSON': 'service=cart' }), 'event_tagsjson'],
  ],
  sameAlert: [testdata('zabbix'), testdata('zabbix-resolved')],
});

describe('Zabbix', () => {
  it('takes macros as they are named, and leaves out those that were not filled in', () => {
    expect(zabbix.parse(problem(), payloadAt + 9)).toMatchObject([
      {
        name: 'Disk space is low (used > 90%)',
        severity: 'high',
        description: '',
        labels: { host: 'cart-1', ip: '10.0.4.17', service: 'cart', scope: 'capacity' },
        links: [{ url: 'https://zabbix.example/tr_events.php?triggerid=16502&eventid=908' }, { title: 'Trigger' }],
        startsAt: payloadAt,
      },
    ]);
  });

  it('acknowledged there is acknowledged here, and taken back too', () => {
    const update = (action: string, ack: string) =>
      zabbix.parse(
        problem({ 'EVENT.UPDATE.ACTION': action, 'EVENT.ACK.STATUS': ack, 'USER.FULLNAME': 'Ada' }),
        payloadAt
      )[0]?.triage;
    expect(update('acknowledged, commented', 'Yes')).toEqual({ action: 'acknowledge', by: 'Ada' });
    expect(update('unacknowledged', 'No')).toEqual({ action: 'unacknowledge', by: 'Ada' });
    expect(update('', 'No')).toBeUndefined();
  });
});
