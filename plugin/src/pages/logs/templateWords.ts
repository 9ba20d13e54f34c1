import type { LogTemplate } from '@watchroom/contract';

/** A template's text; one that is no longer remembered shows its id. */
export const templateText = ({ id, template }: Pick<LogTemplate, 'id' | 'template'>): string =>
  template === '' ? `template ${id}` : template;

/** How the lines differ from those of the window that they are compared with. */
export const changeText = ({ lines, linesBefore, change }: LogTemplate): string => {
  if (linesBefore === null) {
    return '–';
  }
  if (linesBefore === 0) {
    return lines === 0 ? '–' : 'from none';
  }
  if (lines === 0) {
    return 'to none';
  }
  const ratio = change ?? lines / linesBefore;
  if (ratio > 0.95 && ratio < 1.05) {
    return 'as before';
  }
  return ratio >= 1 ? `× ${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)}` : `÷ ${(1 / ratio).toFixed(1)}`;
};
