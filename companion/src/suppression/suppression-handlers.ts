import type {
  InhibitionRule,
  InhibitionRuleSpec,
  MaintenanceWindow,
  MaintenanceWindowSpec,
  Silence,
  StoredSilence,
} from '@watchroom/contract';
import type { Clock } from '../clock.js';
import type { Handlers } from '../http/route.js';
import type { AlertStore } from '../stores/alert-store.js';
import { createAlertmanagerSilences } from './alertmanager-silences.js';
import type { Board } from './board.js';
import type { NamedRule, NamedRules } from './named-rules.js';
import { createPreview } from './preview.js';
import type { SilenceBook } from './silence-book.js';
import { silenceStateAt, silenceView } from './silence-rule.js';
import type { MaintenanceRule } from './window-rule.js';

export type SuppressionHandlers = Pick<
  Handlers,
  | 'listSilences'
  | 'createSilence'
  | 'getSilence'
  | 'updateSilence'
  | 'expireSilence'
  | 'previewSuppression'
  | 'listMaintenanceWindows'
  | 'createMaintenanceWindow'
  | 'updateMaintenanceWindow'
  | 'deleteMaintenanceWindow'
  | 'listInhibitionRules'
  | 'createInhibitionRule'
  | 'updateInhibitionRule'
  | 'deleteInhibitionRule'
  | 'alertmanagerSilences'
  | 'alertmanagerGetSilence'
  | 'alertmanagerPostSilence'
  | 'alertmanagerExpireSilence'
>;

const shownStarts = 5;

/** The next starts; none where the rule names none within ten years. */
const startsOf = (rule: MaintenanceRule, now: number): number[] => {
  try {
    return rule.next(now, shownStarts);
  } catch {
    return [];
  }
};

/** Answers the contract's routes about silences, maintenance windows and inhibition rules. */
export const createSuppressionHandlers = (deps: {
  silences: SilenceBook;
  windows: NamedRules<MaintenanceWindowSpec>;
  windowRule: (spec: MaintenanceWindowSpec) => MaintenanceRule;
  inhibitions: NamedRules<InhibitionRuleSpec>;
  board: Board;
  store: Pick<AlertStore, 'getAlerts'>;
  clock: Clock;
}): SuppressionHandlers => {
  const { silences, windows, inhibitions, board, clock } = deps;

  const shownSilence = (silence: StoredSilence): Silence => {
    const now = clock.now();
    const over = silenceStateAt(silence, now) === 'expired';
    return silenceView(silence, {
      now,
      origin: silences.isFromFile(silence.id) ? 'file' : 'ui',
      hits: over ? 0 : board.hitsOf(silences.ruleOf(silence)).length,
    });
  };
  const shownWindow = ({ spec, origin }: NamedRule<MaintenanceWindowSpec>): MaintenanceWindow => {
    const rule = deps.windowRule(spec);
    const now = clock.now();
    const activeUntil = rule.activeUntil(now);
    const next = startsOf(rule, now);
    return {
      spec,
      origin,
      state: activeUntil !== null ? 'active' : next.length > 0 ? 'upcoming' : 'over',
      activeUntil,
      next,
      hits: board.hitsOf(rule).length,
    };
  };
  const shownRule = ({ spec, origin }: NamedRule<InhibitionRuleSpec>): InhibitionRule => {
    const { sources, targets } = board.countsOf(spec);
    return { spec, origin, sources, hits: targets };
  };

  return {
    listSilences: ({ query }) => {
      const shown = silences.all().map(shownSilence);
      const wanted = shown.filter(({ state }) => query.state === undefined || state === query.state);
      return Promise.resolve({ items: wanted.sort((a, b) => b.endsAt - a.endsAt || (a.id < b.id ? -1 : 1)) });
    },
    getSilence: async ({ params }) => Promise.resolve(shownSilence(silences.get(params['id'] ?? ''))),
    createSilence: async ({ body, identity }) => shownSilence(await silences.create(body, identity.sub)),
    updateSilence: async ({ params, body, identity }) =>
      shownSilence(await silences.update(params['id'] ?? '', body, identity.sub)),
    expireSilence: async ({ params, identity }) =>
      shownSilence(await silences.expire(params['id'] ?? '', identity.sub, `Ended by ${identity.sub}`)),
    previewSuppression: ({ body }) => createPreview(deps)(body),

    listMaintenanceWindows: () => Promise.resolve({ items: windows.all().map(shownWindow) }),
    createMaintenanceWindow: async ({ body, identity }) => shownWindow(await windows.create(body, identity.sub)),
    updateMaintenanceWindow: async ({ params, body, identity }) =>
      shownWindow(await windows.update(params['name'] ?? '', body, identity.sub)),
    deleteMaintenanceWindow: async ({ params, identity }) =>
      shownWindow(await windows.remove(params['name'] ?? '', identity.sub)),

    listInhibitionRules: () => Promise.resolve({ items: inhibitions.all().map(shownRule) }),
    createInhibitionRule: async ({ body, identity }) => shownRule(await inhibitions.create(body, identity.sub)),
    updateInhibitionRule: async ({ params, body, identity }) =>
      shownRule(await inhibitions.update(params['name'] ?? '', body, identity.sub)),
    deleteInhibitionRule: async ({ params, identity }) =>
      shownRule(await inhibitions.remove(params['name'] ?? '', identity.sub)),

    ...createAlertmanagerSilences(deps),
  };
};
