import { z } from 'zod';
import { checked } from '../intake/checked.js';
import { InvalidPayload, type IncomingEvent } from '../intake/sender.js';
import { severityFromWord } from '../intake/severity.js';

/**
 * A recorded alert; a time without offset is UTC. One without severity is an occurrence; one with may say that it has resolved. Fields that
 * are not named here are not looked at.
 */
const recorded = z.object({
  timestamp: z.iso.datetime({ offset: true, local: true, error: 'expected a time in ISO 8601' }),
  name: z.string().min(1, 'is empty').max(10_000),
  severity: z.string().max(1000).nullish(),
  status: z.enum(['firing', 'resolved']).default('firing'),
  source: z.string().min(1, 'is empty').max(1000),
  labels: z.record(z.string().max(1000), z.string().max(65_536)).default({}),
});

/** How long a recorded alert holds without another: recordings have no resolves. Alertmanager's default `resolve_timeout`. */
const holdsMs = 5 * 60_000;

export interface ReplayLine {
  source: string;
  at: number;
  event: IncomingEvent;
}

/**
 * Reads one line of a recording.
 *
 * @throws {InvalidPayload} naming the field.
 */
export const readReplayLine = (line: string): ReplayLine => {
  const { timestamp, name, severity, status, source, labels } = checked(recorded, parsed(line));
  const at = Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(timestamp) ? timestamp : `${timestamp}Z`);
  const named = { alertname: name, ...labels };
  return {
    source,
    at,
    event: {
      identity: [
        name,
        ...Object.entries(labels)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .flat(),
      ],
      name,
      status,
      severity: severityFromWord(severity),
      summary: '',
      description: '',
      labels: named,
      annotations: {},
      links: [],
      startsAt: at,
      endsAt: status === 'firing' ? at + holdsMs : at,
      ...((severity ?? '') === '' && { occurrence: true }),
    },
  };
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    throw new InvalidPayload([{ field: 'line', message: 'is not JSON' }]);
  }
};
