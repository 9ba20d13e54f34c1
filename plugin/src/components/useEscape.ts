import { useEffect, useRef } from 'react';
import { isMenuOpen } from './isMenuOpen';

/**
 * Closes by the Escape key wherever the focus is. It listens before the page does: 10.1's drawer hears the key only while the focus is
 * inside, and 13's keeps it to itself without closing.
 */
export const useEscape = (close: () => void): void => {
  const current = useRef(close);
  useEffect(() => {
    current.current = close;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !isMenuOpen()) {
        event.preventDefault();
        event.stopPropagation();
        current.current();
      }
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
};
