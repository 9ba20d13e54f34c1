import { useEffect, useRef } from 'react';

/** Closes by the Escape key wherever the focus is; Grafana's own drawer hears it only while the focus is inside. */
export const useEscape = (close: () => void): void => {
  const current = useRef(close);
  useEffect(() => {
    current.current = close;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const menuOpen = document.querySelector('[role="menu"], [role="listbox"]') !== null;
      if (event.key === 'Escape' && !event.defaultPrevented && !menuOpen) {
        event.preventDefault();
        current.current();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
};
