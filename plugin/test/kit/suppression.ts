import {
  inhibitionRuleSpec,
  maintenanceWindowSpec,
  type InhibitionRule,
  type MaintenanceWindow,
  type Silence,
} from '@watchroom/contract';
import { startedAt } from './fixtures';

const hour = 3_600_000;
const matchers = [{ label: 'service', op: '=' as const, value: 'cart' }];

export const aSilence = (id: string, change: Partial<Silence> = {}): Silence => ({
  id,
  matchers,
  startsAt: startedAt,
  endsAt: startedAt + 2 * hour,
  comment: `Silence ${id}`,
  endsOnResolve: false,
  mode: 'enforce',
  createdBy: 'erika',
  createdAt: startedAt,
  updatedBy: null,
  updatedAt: startedAt,
  endedBecause: null,
  origin: 'ui',
  state: 'active',
  hits: 3,
  ...change,
});

export const aWindow = (name: string, change: Partial<MaintenanceWindow> = {}): MaintenanceWindow => ({
  spec: maintenanceWindowSpec.parse({
    name,
    matchers,
    start: '2026-12-06T02:00',
    timezone: 'Europe/Berlin',
    rrule: 'FREQ=WEEKLY;BYDAY=SU',
    durationMinutes: 90,
  }),
  origin: 'ui',
  state: 'upcoming',
  activeUntil: null,
  next: [Date.UTC(2026, 11, 6, 1)],
  hits: 0,
  ...change,
});

export const aRule = (name: string, change: Partial<InhibitionRule> = {}): InhibitionRule => ({
  spec: inhibitionRuleSpec.parse({
    name,
    source: [{ label: 'alertname', op: '=', value: 'HostDown' }],
    target: [{ label: 'alertname', op: '!=', value: 'HostDown' }],
    equal: ['host'],
  }),
  origin: 'ui',
  sources: 1,
  hits: 4,
  ...change,
});
