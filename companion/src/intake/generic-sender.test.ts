import { describe, expect, it } from 'vitest';
import { senderMapping } from '../config/generic-sender-schema.js';
import { createGenericSender } from './generic-sender.js';
import { expressionProblem } from './mapping-expression.js';
import { senderConformance } from './sender.conformance.js';
import { genericMapping, payloadAt, testdata } from '../../test/intake/testdata.js';

const sender = (change: object = {}) =>
  createGenericSender({ name: 'crm', mapping: senderMapping.parse({ ...genericMapping, ...change }) });
const alarm = (change: object = {}) => {
  const payload = testdata('generic') as { alarms: object[] };
  return { ...payload, alarms: [{ ...payload.alarms[0], ...change }] };
};

senderConformance(sender(), {
  receivedAt: payloadAt,
  payloads: [testdata('generic')],
  invalid: [
    ['an event without a name', alarm({ headline: '' }), 'events[0].name'],
    ['a status that nobody knows', alarm({ state: 'strange' }), 'events[0].status'],
    ['a time that is none', alarm({ since: 'soon' }), 'events[0].startsAt'],
    ['nothing that identifies it', alarm({ key: null }), 'events[0].identity[1]'],
    ['labels that are no map', alarm({ where: 'here' }), 'events[0].labels'],
  ],
  sameAlert: [alarm(), alarm({ where: { zone: 'c' }, headline: 'Other' })],
});

describe('a sender by mapping', () => {
  it('makes events of a payload', async () => {
    expect(await sender().parse(testdata('generic'), payloadAt + 9)).toMatchObject([
      {
        name: 'Queue is stuck',
        status: 'firing',
        severity: 'critical',
        identity: ['crm', 'a-1'],
        labels: { host: 'crm-1', zone: 'b', team: 'crm' },
        links: [{ title: 'Alarm', url: 'https://crm.example/a-1' }],
        startsAt: payloadAt,
      },
      { name: 'Mail is slow', status: 'resolved', severity: 'warning', startsAt: payloadAt, links: [] },
    ]);
  });

  it("keeps the sender's count, and says where events are occurrences", async () => {
    const counting = sender({ count: 'times', occurrence: true });
    expect(await counting.parse(alarm({ times: '12' }), payloadAt)).toMatchObject([
      { senderCount: 12, occurrence: true },
    ]);
    for (const times of [0, -3, 1.5, 'many', undefined]) {
      expect((await counting.parse(alarm({ times }), payloadAt))[0]).not.toHaveProperty('senderCount');
    }
  });

  it('an event is the payload, fires and is known by name and labels where the mapping says no more', async () => {
    const plain = createGenericSender({
      name: 'x',
      mapping: senderMapping.parse({ name: 'n', labels: 'l', holdsSeconds: 60 }),
    });
    expect(await plain.parse({ n: 'A', l: { b: 1, a: 'x', deep: {} } }, payloadAt)).toMatchObject([
      {
        status: 'firing',
        severity: 'unknown',
        labels: { a: 'x', b: '1' },
        identity: ['A', 'a', 'x', 'b', '1'],
        endsAt: payloadAt + 60_000,
      },
    ]);
  });

  it.each([
    ['an endless loop', '($f := function($n) { $f($n + 1) }; $f(0))', 'takes longer than'],
    ['deep recursion', '($f := function($n) { 1 + $f($n + 1) }; $f(0))', 'too deeply'],
    [
      'a text that doubles',
      '($f := function($s) { $length($s) > 1e9 ? $s : $f($s & $s) }; $f("aaaaaaaa"))',
      /makes a text of more than|takes longer than/,
    ],
    ['a list without end', '$split($join([$payload.t, $payload.t]), "")', 'makes a list of more than'],
    ['a function that is not there', '$nothing(1)', /function/],
  ])('bounds %s', async (_, name, message) => {
    const startedAt = performance.now();
    const parsing = createGenericSender({ name: 'x', mapping: senderMapping.parse({ name }) }).parse(
      { t: 'x'.repeat(20_000) },
      payloadAt
    );
    await expect(parsing).rejects.toThrow(message);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe('expressions that are refused', () => {
  it.each([
    ['$eval(x)', '$eval'],
    ['$pad("x", 1000000000)', '$pad'],
    ['$now()', '$now'],
    ['[1..10000000]', 'ranges'],
    ['$match(x, /(a+)+$/)', 'the pattern'],
    ['a.b.', 'is no JSONata'],
    ['x'.repeat(4001), 'at most 4000'],
  ])('%s', (source, why) => {
    expect(expressionProblem(source)).toContain(why);
  });

  it('those that are bounded are not', () => {
    expect(expressionProblem('$match(x, /^([a-z]+)-/)[0].groups[0]')).toBeNull();
  });
});
