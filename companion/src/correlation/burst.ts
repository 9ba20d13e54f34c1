import type { BurstSettings } from './burst-settings.js';

/** An occurrence, as bursts look at it. */
export interface Occurrence {
  at: number;
  /** What kind of thing it says, the same on every host: sender and template of its name. */
  kind: string;
  /** Where; empty where nothing tells. */
  host: string;
  /** Alerts of this host in a second, now. */
  pace: number;
}

/** An incident of occurrences that may still grow, with the rhythm that it has had. */
export interface Burst {
  incidentId: string;
  startedAt: number;
  lastAt: number;
  alerts: number;
  /** Sum of the logarithms of the gaps between its alerts, the opening one included; ms. */
  logGaps: number;
  kinds: Set<string>;
  hosts: Set<string>;
  own: Set<string>;
  /** The host that floods, where it began as a flood. */
  floods: string | null;
  /** Takes what there was no room for an incident of its own. */
  assorted: boolean;
}

/** Why an occurrence is in a burst. */
export type Tie = 'again' | 'host' | 'kind' | 'moment' | 'assorted';

const second = 1000;

export const ownKey = ({ kind, host }: Occurrence): string => `${kind}\n${host}`;

export const startBurst = (
  incidentId: string,
  occurrence: Occurrence,
  assorted: boolean,
  settings: BurstSettings
): Burst => {
  const burst: Burst = {
    incidentId,
    startedAt: occurrence.at,
    lastAt: occurrence.at,
    alerts: 0,
    logGaps: 0,
    kinds: new Set(),
    hosts: new Set(),
    own: new Set(),
    floods: null,
    assorted,
  };
  growBurst(burst, occurrence, settings);
  return burst;
};

/** Takes an occurrence in. The rhythm is the geometric mean of the gaps, none counted shorter than a second. */
export const growBurst = (burst: Burst, occurrence: Occurrence, settings: BurstSettings): void => {
  const gap = burst.alerts === 0 ? settings.openingGapMs : Math.max(second, occurrence.at - burst.lastAt);
  burst.logGaps += Math.log(gap);
  burst.alerts++;
  burst.lastAt = Math.max(burst.lastAt, occurrence.at);
  burst.kinds.add(occurrence.kind);
  burst.hosts.add(occurrence.host);
  burst.own.add(ownKey(occurrence));
  if (burst.alerts < settings.floodJumpAlerts && occurrence.pace > settings.floodPerSecond) {
    burst.floods = occurrence.host;
  }
};

const perSecond = (burst: Burst): number => burst.alerts / ((burst.lastAt - burst.startedAt) / second + 1);

/** How long a burst waits for more: nothing for a while ends it, the sooner the denser it was. */
const quietOf = (burst: Burst, settings: BurstSettings): { dense: number; rhythm: number } => {
  const dense = perSecond(burst) > settings.floodPerSecond ? settings.gapMs / settings.floodGapDivisor : settings.gapMs;
  const rhythm = Math.exp(burst.logGaps / burst.alerts);
  return { dense, rhythm: Math.min(settings.longestGapMs, Math.max(dense, rhythm)) };
};

/** A host floods that has not been flooding here, far denser than all of this incident was. */
const isAnotherFlood = (burst: Burst, { host, pace }: Occurrence, settings: BurstSettings): boolean =>
  pace > settings.floodPerSecond &&
  burst.alerts >= settings.floodJumpAlerts &&
  burst.floods !== host &&
  pace > settings.floodJump * perSecond(burst);

/**
 * Whether and how closely an occurrence belongs to a burst; null where it does not. The closer, the higher `strength`.
 *
 * @param routine whether its kind comes all the time: it then needs to come in the midst of the burst
 */
export const tieTo = (
  burst: Burst,
  occurrence: Occurrence,
  routine: boolean,
  settings: BurstSettings
): { tie: Tie; strength: number } | null => {
  const gap = Math.max(0, occurrence.at - burst.lastAt);
  const { dense, rhythm } = quietOf(burst, settings);
  if (gap > rhythm || isAnotherFlood(burst, occurrence, settings)) {
    return null;
  }
  const tied = (tie: Tie, within: number) => (gap <= within ? { tie, strength: within / (gap + second) } : null);
  const moment = Math.min(rhythm, dense);
  if (burst.own.has(ownKey(occurrence))) {
    return tied('again', routine ? moment : rhythm);
  }
  if (burst.hosts.has(occurrence.host)) {
    return tied('host', routine ? second : rhythm);
  }
  if (routine) {
    return null;
  }
  return burst.kinds.has(occurrence.kind)
    ? tied('kind', Math.min(rhythm, settings.sameKindMs))
    : tied('moment', moment);
};
