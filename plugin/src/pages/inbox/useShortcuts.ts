import { useEffect, useRef } from 'react';

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && target.type !== 'checkbox'));

/** What Enter does by itself there. */
const activatable = (target: EventTarget | null): boolean =>
  target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || target instanceof HTMLInputElement;

const overlayOpen = (): boolean => document.querySelector('[role="dialog"], [role="menu"]') !== null;

/**
 * Keys for the whole page, by `KeyboardEvent.key`. Silent while somebody types, a dialog or menu is open, or a modifier is held;
 * a key that was used does not reach Grafana's own shortcuts.
 */
export const useShortcuts = (keys: Record<string, () => void>): void => {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const run = Object.hasOwn(current.current, event.key) ? current.current[event.key] : undefined;
      const taken = event.key === 'Enter' && activatable(event.target);
      if (!run || taken || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      if (typing(event.target) || overlayOpen()) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      run();
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
};
