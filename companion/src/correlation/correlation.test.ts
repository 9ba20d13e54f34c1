import { describe, expect, it } from 'vitest';
import { anAlert, t0 } from '../../test/intake/builders.js';
import { createBudget } from './pace.js';
import { createCoOccurrence } from './co-occurrence.js';
import { createCorrelator } from './correlator.js';
import { combined, joinFrom, likeness, weights } from './evidence.js';
import { createOpeningRate } from './surprise.js';
import { templateOf } from './templates.js';
import { callsOf, createTopology } from './topology.js';

const second = 1000;
const hour = 3_600_000;

describe('templates', () => {
  it.each([
    ['Disk 93.5 % full on web-12.eu.shop.example', 'Disk <n> % full on <host>'],
    ['Job 7b0c2d1e-1111-4222-8333-444455556666 failed at 10.0.0.7:8080', 'Job <id> failed at <ip>'],
    ['Pod cart-7f9c failed', 'Pod <name> failed'],
    ['Web server error code', 'Web server error code'],
  ])('%s', (text, template) => expect(templateOf(text)).toBe(template));
});

describe('co-occurrence', () => {
  it('learns what comes together more often than by chance, and forgets it', () => {
    const learnt = createCoOccurrence(5 * second, 24 * hour);
    for (let n = 0; n < 20; n++) {
      const at = t0 + n * hour;
      learnt.observe('a', at);
      learnt.observe('b', at + second);
      learnt.observe('c', at + 30 * 60 * second);
    }
    expect(learnt.share('a', 'b')).toBeGreaterThan(0.9);
    expect(learnt.share('a', 'c')).toBe(0);
    expect(learnt.partners('b', 0.5)).toEqual(['a']);
    for (let n = 20; n < 140; n++) {
      learnt.observe('a', t0 + n * hour);
    }
    expect(learnt.share('a', 'b')).toBeLessThan(0.1);
    const restored = createCoOccurrence(5 * second, 24 * hour);
    restored.restore(structuredClone(learnt.snapshot(10)));
    expect(restored.share('b', 'a')).toBeGreaterThan(0.9);
  });

  it('takes what is always there for chance', () => {
    const learnt = createCoOccurrence(5 * second, 24 * hour);
    for (let at = 0; at < 6 * hour; at += 4 * second) {
      learnt.observe('hum', t0 + at);
      if (at % (600 * second) === 0) {
        learnt.observe('rare', t0 + at + 1);
      }
    }
    expect(learnt.share('rare', 'hum')).toBeLessThan(0.2);
  });
});

describe('evidence', () => {
  it('is enough by the service map or history, not by machine, words and moment', () => {
    expect(combined([{ weight: weights.hop, text: '' }])).toBeGreaterThan(joinFrom);
    expect(combined([{ weight: weights.learnt, text: '' }])).toBeGreaterThan(joinFrom);
    const others = [weights.host, weights.template, weights.moment].map((weight) => ({ weight, text: '' }));
    expect(combined(others)).toBeLessThan(joinFrom);
    expect(combined([{ weight: weights.surprise, text: '' }])).toBeLessThan(joinFrom);
    expect(likeness(new Set(['disk', 'full']), new Set(['disk', 'slow']))).toBeCloseTo(1 / 3);
  });

  it('has nothing against chance until it knows how often incidents open', () => {
    const rate = createOpeningRate();
    expect(rate.against(second, t0)).toBe(0);
    for (let n = 0; n < 40; n++) {
      rate.opened(t0 + n * hour);
    }
    expect(rate.against(second, t0 + 40 * hour)).toBeGreaterThan(0.9);
    expect(rate.against(hour, t0 + 40 * hour)).toBe(0);
  });
});

describe('the service map', () => {
  it('tells neighbours both ways within hops, and does not pass through hubs', () => {
    const topology = createTopology(
      callsOf([
        { service: 'web', calls: ['cart'] },
        { service: 'cart', calls: ['db', 'hub'] },
        { service: 'hub', calls: Array.from({ length: 20 }, (_, at) => `s${at}`) },
      ])
    );
    expect([...topology.near('web', 2)]).toEqual([
      ['cart', 1],
      ['db', 2],
      ['hub', 2],
    ]);
    expect([...topology.near('cart', 2).keys()].sort()).toEqual(['db', 'hub', 'web']);
    topology.learn({ caller: 'db', callee: 'disk' });
    expect(topology.near('web', 3).get('disk')).toBe(3);
  });

  it('brings alerts of neighbours into one incident and says why', () => {
    const correlator = createCorrelator({ topology: callsOf([{ service: 'web', calls: ['cart'] }]) });
    correlator.placed('i1', anAlert({ id: 'a', service: 'cart' }), t0);
    const web = anAlert({ id: 'b', service: 'web', name: 'Errors', summary: '' });
    expect(correlator.related(web, t0 + 120 * second)).toEqual({
      incidentId: 'i1',
      reason: 'Belongs to this incident by the service map, next to cart (70 % sure)',
    });
    expect(correlator.related(web, t0 + 301 * second)).toBeNull();
    correlator.closed('i1');
    expect(correlator.related(web, t0 + 120 * second)).toBeNull();
  });
});

describe('bursts of occurrences', () => {
  const say = (correlator: ReturnType<typeof createCorrelator>) => {
    let incidents = 0;
    return (at: number, name: string, host: string) => {
      const place = correlator.occurrence(anAlert({ name, service: null, labels: { host } }), t0 + at);
      const id = place.incidentId ?? `i${++incidents}`;
      place.opened(id);
      return { id, reason: place.reason, routine: place.routine };
    };
  };

  it('gathers a burst over hosts and ends it after quiet', () => {
    const at = say(createCorrelator());
    const first = at(0, 'scan', 'a');
    expect(first.reason).toContain('rare');
    for (let n = 1; n < 30; n++) {
      expect(at(n * second, n % 2 ? 'scan' : 'denied', `h${n % 5}`).id).toBe(first.id);
    }
    expect(at(45 * second, 'shell', 'a').id).not.toBe(first.id);
  });

  it('parts a flood of one host from what went before, without any quiet', () => {
    const at = say(createCorrelator());
    const scan = at(0, 'scan', 'a');
    for (let n = 1; n < 120; n++) {
      at(n * 500, 'scan', `h${n % 6}`);
    }
    let flood = scan;
    for (let n = 0; n < 400; n++) {
      flood = at(61 * second + n * 3, 'not found', 'web');
    }
    expect(flood.id).not.toBe(scan.id);
  });

  it('learns what is routine: it glues nothing, and a surge of it is no routine', () => {
    const at = say(createCorrelator());
    const days = Array.from({ length: 30 }, (_, n) => at(n * 600 * second, 'update', 'a'));
    const last = days.at(-1);
    expect(last).toMatchObject({ routine: true, reason: expect.stringMatching(/^Routine: has come back \d+ times/) });
    const now = 30 * 600 * second;
    const rare = at(now, 'shell', 'b');
    expect(rare.routine).toBe(false);
    expect(at(now + 1, 'update', 'a')).toMatchObject({ routine: true });
    const surge = Array.from({ length: 500 }, (_, n) => at(now + hour + n * 10, 'update', 'a'));
    expect(surge.at(-1)?.routine).toBe(false);
  });

  it('gathers rare ones that there is no room for, and opens again with time', () => {
    const budget = createBudget(2, 1);
    budget.spend(0);
    budget.spend(0);
    expect(budget.left(0)).toBe(false);
    expect(budget.left(hour)).toBe(true);
    const at = say(createCorrelator({ bursts: { openingsAtOnce: 3, openingsPerHour: 0 } }));
    const ids = Array.from({ length: 20 }, (_, n) => at(n * 900 * second, `kind ${'x'.repeat(n + 1)}`, `host-${n}`).id);
    expect(new Set(ids).size).toBeLessThan(8);
  });

  it('keeps over a restart what it has learnt', () => {
    const before = createCorrelator();
    const at = say(before);
    Array.from({ length: 10 }, (_, n) => at(n * 600 * second, 'update', 'a'));
    const after = createCorrelator();
    after.restore(structuredClone(before.learnt()));
    expect(say(after)(10 * 600 * second, 'update', 'a').routine).toBe(true);
  });
});
