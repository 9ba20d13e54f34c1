import { useCallback, useEffect, useRef } from 'react';
import { locationService } from '@grafana/runtime';

const question = 'There are changes that are not saved. Leave without them?';

/**
 * Asks before unsaved changes are left behind: by a link within Grafana, the back button, or closing the tab. Grafana 10.1's router has no
 * `useBlocker`, so its history is asked. `release()` lets the next step pass, for after a save.
 */
export const useUnsavedGuard = (dirty: boolean): { release: () => void } => {
  const released = useRef(false);
  useEffect(() => {
    if (!dirty) {
      return;
    }
    released.current = false;
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!released.current) {
        event.preventDefault();
        // Chromium before 119 asks only where this is set.
        event.returnValue = question;
      }
    };
    window.addEventListener('beforeunload', onUnload);
    const unblock = locationService
      .getHistory()
      .block(() => (released.current || window.confirm(question) ? undefined : false));
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      unblock();
    };
  }, [dirty]);
  const release = useCallback(() => {
    released.current = true;
  }, []);
  return { release };
};
