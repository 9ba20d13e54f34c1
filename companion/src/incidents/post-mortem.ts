import type { Alert, Incident, TimelineEntry } from '@watchroom/contract';

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** Text as it is, in a line of Markdown: nothing of it is markup. */
const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>#|~!]/g, '\\$&')
    .trim();

const duration = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

const facts = (incident: Incident, now: number): string[] => [
  '| | |',
  '|---|---|',
  `| Severity | ${incident.severity} |`,
  `| Status | ${incident.status}, ${incident.stage ?? 'open'} |`,
  `| Started | ${time(incident.startsAt)} |`,
  `| Resolved | ${incident.resolvedAt === null ? 'not yet' : time(incident.resolvedAt)} |`,
  `| Duration | ${duration((incident.resolvedAt ?? now) - incident.startsAt)} |`,
  `| Lead | ${plain(incident.lead ?? 'nobody')} |`,
  `| Services | ${plain(incident.services.join(', ') || 'none named')} |`,
  `| Alerts | ${incident.alertCount} |`,
];

const shownAlerts = 200;

/**
 * An incident as a post-mortem to be written on, in Markdown: what Watchroom knows filled in, what only people know as headings.
 *
 * @param timeline oldest first
 * @param now ms, for the duration of what goes on still
 */
export const postMortem = (
  incident: Incident,
  alerts: readonly Alert[],
  timeline: readonly TimelineEntry[],
  now: number
): string => {
  const comments = timeline.filter(({ kind }) => kind === 'commented');
  const tasks = incident.tasks ?? [];
  return [
    `# Post-mortem: ${plain(incident.title)}`,
    '',
    ...facts(incident, now),
    '',
    '## Summary',
    '',
    '## Impact',
    '',
    '## Root cause',
    '',
    '## Timeline',
    '',
    ...timeline.map(
      ({ at, text, actor }) =>
        `- ${time(at)} ${plain(text)}${actor === null || text.includes(actor) ? '' : ` (${plain(actor)})`}`
    ),
    '',
    '## Alerts',
    '',
    '| Severity | Alert | Service | First seen | Why it is in this incident |',
    '|---|---|---|---|---|',
    ...alerts
      .slice(0, shownAlerts)
      .map(
        ({ severity, name, service, firstSeenAt, incidentReason }) =>
          `| ${severity} | ${plain(name)} | ${plain(service ?? '')} | ${time(firstSeenAt)} | ${plain(incidentReason ?? '')} |`
      ),
    ...(alerts.length > shownAlerts ? ['', `And ${alerts.length - shownAlerts} more.`] : []),
    '',
    '## Notes taken meanwhile',
    '',
    ...comments.map(({ at, actor, text }) => `- ${time(at)} ${plain(actor ?? '')}: ${plain(text)}`),
    '',
    '## What went well',
    '',
    '## What went badly',
    '',
    '## Tasks',
    '',
    ...tasks.map(
      ({ done, text, assignee }) =>
        `- [${done ? 'x' : ' '}] ${plain(text)}${assignee === null ? '' : ` (${plain(assignee)})`}`
    ),
    '',
  ].join('\n');
};
