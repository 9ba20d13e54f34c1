import {
  inhibitionRuleSpec,
  maintenanceWindowSpec,
  storedSilence,
  type InhibitionRuleSpec,
  type MaintenanceWindowSpec,
  type StoredSilence,
} from '@watchroom/contract';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { createDocumentBook } from '../detection/document-book.js';
import type { LiveHub } from '../http/live-hub.js';
import type { Service } from '../service.js';
import type { AlertStore } from '../stores/alert-store.js';
import { createBoard, type Board } from './board.js';
import { checkMatchers, checkRegexes } from './invalid.js';
import { createNamedRules } from './named-rules.js';
import { createSilenceBook } from './silence-book.js';
import { silenceStateAt } from './silence-rule.js';
import { createSilenceSweep } from './silence-sweep.js';
import { createSuppressionHandlers, type SuppressionHandlers } from './suppression-handlers.js';
import { createWindowRules } from './window-rule.js';
import { scheduleProblem } from './window-times.js';

/** What the YAML files say. */
export interface SuppressionConfig {
  silences: StoredSilence[];
  maintenanceWindows: MaintenanceWindowSpec[];
  inhibitionRules: InhibitionRuleSpec[];
}

export interface Suppressions extends Service {
  board: Board;
  handlers: SuppressionHandlers;
  /** What time does to silences; for whoever sweeps, once all firing alerts are known to the board. */
  sweep(): Promise<void>;
  /** Called when rules have changed, so that alerts are looked at again at once. */
  onChange(listener: () => void): void;
  /** Takes in what other companions on the same store changed; a timer does the same. */
  sync(): Promise<void>;
}

const syncMs = 5000;

/** Silences, maintenance windows and inhibition rules, of files and of people, and the board that they work on. */
export const createSuppressions = (deps: {
  store: AlertStore;
  hub: LiveHub;
  clock: Clock;
  logger: Logger;
  config: SuppressionConfig;
}): Suppressions => {
  const { store, hub, clock, config } = deps;
  const logger = deps.logger.child({ part: 'suppression' });
  const board = createBoard();
  const listeners: Array<() => void> = [];
  const windowRule = createWindowRules();
  const books = {
    silences: createDocumentBook({ store, kind: 'silence', schema: storedSilence, logger }),
    windows: createDocumentBook({ store, kind: 'maintenance-window', schema: maintenanceWindowSpec, logger }),
    inhibitions: createDocumentBook({ store, kind: 'inhibition-rule', schema: inhibitionRuleSpec, logger }),
  };

  const tell = (notice: string | null): void => hub.publish({ type: 'suppression', notice });
  const applyTimed = (): void => {
    const now = clock.now();
    const running = silences.all().filter((silence) => silenceStateAt(silence, now) !== 'expired');
    board.setTimed([...running.map(silences.ruleOf), ...windows.all().map(({ spec }) => windowRule(spec))]);
  };
  const applyInhibitions = (): void => board.setInhibitions(inhibitions.all().map(({ spec }) => spec));
  const announce = (): void => {
    tell(null);
    listeners.forEach((listener) => listener());
  };
  const timedChanged = (): void => {
    applyTimed();
    announce();
  };

  const silences = createSilenceBook({
    book: books.silences,
    files: config.silences,
    onChange: timedChanged,
    clock,
    logger,
  });
  const windows = createNamedRules({
    what: 'maintenance window',
    book: books.windows,
    files: config.maintenanceWindows,
    check: (spec) => [...checkMatchers('matchers', spec.matchers), ...[scheduleProblem(spec) ?? []].flat()],
    onChange: timedChanged,
    logger,
  });
  const inhibitions = createNamedRules({
    what: 'inhibition rule',
    book: books.inhibitions,
    files: config.inhibitionRules,
    check: ({ source, target }) => [...checkRegexes('source', source), ...checkRegexes('target', target)],
    onChange: () => {
      applyInhibitions();
      announce();
    },
    logger,
  });
  const sweepSilences = createSilenceSweep({ silences, board, store, clock, tell });

  const sync = async (): Promise<void> => {
    const changedTimed = [...(await books.silences.sync()), ...(await books.windows.sync())];
    const changedRules = await books.inhibitions.sync();
    if (changedTimed.length > 0) {
      applyTimed();
    }
    if (changedRules.length > 0) {
      applyInhibitions();
    }
    if (changedTimed.length + changedRules.length > 0) {
      announce();
    }
  };

  let timer: NodeJS.Timeout | undefined;
  let syncing: Promise<void> | null = null;
  const syncOnce = (): Promise<void> =>
    (syncing ??= sync().finally(() => {
      syncing = null;
    }));

  return {
    board,
    sync: syncOnce,
    onChange: (listener) => void listeners.push(listener),
    sweep: async () => {
      if (board.tick(clock.now())) {
        tell(null);
      }
      await sweepSilences();
    },
    handlers: createSuppressionHandlers({ silences, windows, windowRule, inhibitions, board, store, clock }),
    start: async () => {
      await syncOnce();
      applyTimed();
      applyInhibitions();
      timer = setInterval(() => {
        syncOnce().catch((error: unknown) =>
          logger.warn({ err: error }, 'silences and other rules could not be read; trying again in some seconds')
        );
      }, syncMs);
      timer.unref();
    },
    stop: async () => {
      clearInterval(timer);
      await syncing?.catch(() => undefined);
    },
  };
};
