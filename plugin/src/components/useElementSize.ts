import { useLayoutEffect, useState, type RefObject } from 'react';

/** Width of an element in px, followed as it changes; 0 before it is known. */
export const useElementWidth = (ref: RefObject<HTMLElement | null>): number => {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) {
      return;
    }
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
};

/** Height in px that takes an element from where it begins to the bottom of the window, but at least `least`. */
export const useRemainingHeight = (ref: RefObject<HTMLElement | null>, least: number, margin: number): number => {
  const [height, setHeight] = useState(least);
  useLayoutEffect(() => {
    const measure = () => {
      const top = ref.current?.getBoundingClientRect().top ?? 0;
      setHeight(Math.max(least, window.innerHeight - Math.max(0, top) - margin));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [ref, least, margin]);
  return height;
};
