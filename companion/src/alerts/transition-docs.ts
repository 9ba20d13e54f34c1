import type { TriageState } from '@watchroom/contract';
import {
  actionTable,
  sourceTable,
  whileResolved,
  type MovingAction,
  type SourceChange,
  type Step,
} from './transitions.js';

const states = Object.keys(actionTable) as TriageState[];

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: string[][]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const stepText = (step: Step): string => ('to' in step ? `**${step.to}**` : `refused: ${step.refuse}`);

const causes: Record<SourceChange, string> = {
  refired: 'it fires again after it had resolved',
  severity_rose: 'its severity rises',
  snooze_ended: "the snooze's time is up",
  resolved: 'it resolves (a snooze until then only)',
};

/** The tables of transitions as Markdown, for docs/alerts.md; a test holds the two together. */
export const transitionTables = (): string => {
  const actions = Object.keys(actionTable.open) as MovingAction[];
  const people = table(
    ['A person', ...states.map((state) => `while ${state}`), 'while it has resolved'],
    actions.map((action) => {
      const resolved = whileResolved[action];
      return [
        action,
        ...states.map((state) => stepText(actionTable[state][action])),
        resolved ? stepText(resolved) : 'the same',
      ];
    })
  );
  const events = table(
    ['The sender or time', ...states.map((state) => `while ${state}`)],
    (Object.keys(causes) as SourceChange[]).map((change) => [
      causes[change],
      ...states.map((state) => {
        const to = sourceTable[change][state];
        return to === undefined ? 'stays' : `**${to}**`;
      }),
    ])
  );
  return `${people}\n\n${events}`;
};
