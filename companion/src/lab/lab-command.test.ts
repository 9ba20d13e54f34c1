import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Incident, RootCauseResult } from '@watchroom/contract';
import type { Fault } from './faults.js';
import { labCommand } from './lab-command.js';
import { judgeFaults } from './lab-judge.js';

afterEach(() => void vi.restoreAllMocks());

const capture = (stream: 'stdout' | 'stderr'): string[] => {
  const lines: string[] = [];
  vi.spyOn(process[stream], 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  return lines;
};

describe('watchroom lab', () => {
  it('lists its scenarios', async () => {
    const lines = capture('stdout');
    await labCommand().parseAsync(['list'], { from: 'user' });
    expect(lines.join('')).toContain('default: bad-deploy, then memory-leak, then dependency-down\ncalm: no faults\n');
  });

  it.each([
    [['run', 'storm'], /there are default, calm/],
    [['run', 'calm', '--url', 'nowhere'], /expected an address/],
    [['run', 'calm', '--duration', 'long'], /whole number/],
  ])('refuses %j', async (args, message) => {
    capture('stderr');
    const command = labCommand();
    command.commands.forEach((each) => each.exitOverride().configureOutput({ writeErr: () => undefined }));
    await expect(command.parseAsync(args, { from: 'user' })).rejects.toThrow(message);
  });
});

describe('judgeFaults', () => {
  const startsAt = Date.UTC(2026, 10, 23, 5);
  const fault: Fault = {
    id: 'f',
    kind: 'bad-deploy',
    service: 'cart',
    startsAt,
    endsAt: startsAt + 300_000,
    change: null,
  };
  const sharedLabels = { cluster: 'lab-run' };
  const opened = (id: string, after: number, labels = sharedLabels): Incident =>
    ({ id, title: id, sharedLabels: labels, startsAt: startsAt + after }) as unknown as Incident;
  const api = (incidents: Incident[]) => ({
    incidents: () => Promise.resolve(incidents),
    rootCause: (id: string) =>
      Promise.resolve({
        confident: true,
        summary: id,
        candidates: ['orders', 'cart'].map((service) => ({ service, metric: 'm' })),
      } as RootCauseResult),
  });

  it('takes the first incident of the shop during the fault and finds the rank of the true service', async () => {
    const incidents = [
      opened('later', 90_000),
      opened('ours', 30_000),
      opened('before', -1),
      opened('other', 10_000, { cluster: 'lab' }),
    ];
    const [verdict] = await judgeFaults(api(incidents), [fault], sharedLabels);
    expect(verdict).toMatchObject({ incidentId: 'ours', rank: 2, candidates: ['orders (m)', 'cart (m)'] });
  });

  it('says that there was no incident', async () => {
    const [verdict] = await judgeFaults(api([]), [fault], sharedLabels);
    expect(verdict).toMatchObject({ incidentId: null, rank: null, summary: 'No incident was opened' });
  });
});
