import { useCallback, useState } from 'react';
import { SeriesVisibilityChangeMode, usePanelContext } from '@grafana/ui';

const toggled = (
  hidden: ReadonlySet<string>,
  name: string,
  names: readonly string[],
  append: boolean
): ReadonlySet<string> => {
  if (append) {
    const next = new Set(hidden);
    if (!next.delete(name)) {
      next.add(name);
    }
    return next.size === names.length ? new Set() : next;
  }
  const others = names.filter((other) => other !== name);
  const isolated = others.every((other) => hidden.has(other)) && !hidden.has(name);
  return isolated ? new Set() : new Set(others);
};

/**
 * Which lines the legend hides. Grafana keeps that in the panel's overrides; where it does not offer to, the panel does it
 * for as long as it is open. A click shows one line alone or all again, with Ctrl, Cmd or Shift it adds and removes.
 */
export const useHiddenFields = (names: readonly string[]) => {
  const { onToggleSeriesVisibility } = usePanelContext();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (name: string, append: boolean) => {
      if (onToggleSeriesVisibility) {
        onToggleSeriesVisibility(
          name,
          append ? SeriesVisibilityChangeMode.AppendToSelection : SeriesVisibilityChangeMode.ToggleSelection
        );
      } else {
        setHidden((before) => toggled(before, name, names, append));
      }
    },
    [onToggleSeriesVisibility, names]
  );
  return { hidden, toggle };
};
