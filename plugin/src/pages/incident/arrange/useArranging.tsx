import React, { useCallback, useState, type ReactNode } from 'react';
import type { Incident } from '@watchroom/contract';
import { movesBack, useArrange } from '../../../data/arrange';
import { ArrangeModal } from './ArrangeModal';
import { countedAlerts, doneWords, type Wanted } from './arrangeWords';

/** What came of it. */
export interface Arranged {
  text: string;
  /** Where the alerts are now; null after an undo or where that failed. */
  incident: Incident | null;
  error: unknown;
  /** Null where there is no way back at once. */
  undo: (() => void) | null;
}

/**
 * The dialogs in which alerts are split off, moved and merged. `ask` opens one; `say` is told what came of it, of undoing too.
 * `dialog` is to be rendered.
 */
export const useArranging = (say: (done: Arranged, wanted: Wanted) => void) => {
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const { mutateAsync } = useArrange();
  const close = useCallback(() => setWanted(null), []);

  const done = (incident: Incident, what: Wanted) => {
    const back = what.kind === 'merge' ? null : movesBack(what.alerts);
    const undo = async () => {
      try {
        for (const move of back ?? []) {
          await mutateAsync(move);
        }
        const count = what.kind === 'merge' ? 0 : what.alerts.length;
        say({ text: `Undone for ${countedAlerts(count)}`, incident: null, error: null, undo: null }, what);
      } catch (error) {
        say({ text: 'It could not be undone', incident: null, error, undo: null }, what);
      }
    };
    setWanted(null);
    say({ text: doneWords(what), incident, error: null, undo: back && (() => void undo()) }, what);
  };

  const dialog: ReactNode = wanted && (
    <ArrangeModal wanted={wanted} onClose={close} onDone={(incident) => done(incident, wanted)} />
  );
  return { ask: setWanted, dialog };
};
