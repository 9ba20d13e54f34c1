import { createBoard, type Board } from './board.js';
import type { SuppressionConfig } from './create-suppressions.js';
import { silenceRule } from './silence-rule.js';
import { createWindowRules } from './window-rule.js';

/** A board with what YAML files say and nothing else, for replays. */
export const createFixedBoard = ({ silences, maintenanceWindows, inhibitionRules }: SuppressionConfig): Board => {
  const board = createBoard();
  const windowRule = createWindowRules();
  board.setTimed([...silences.map(silenceRule), ...maintenanceWindows.map(windowRule)]);
  board.setInhibitions(inhibitionRules);
  return board;
};
