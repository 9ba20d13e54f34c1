import { placedCorrelationRule, type Alert, type PlacedCorrelationRule } from '@watchroom/contract';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { CorrelationRule } from '../../config/settings.js';
import { createDocumentBook } from '../../detection/document-book.js';
import { HttpProblem } from '../../http/http-problem.js';
import type { LiveHub } from '../../http/live-hub.js';
import type { Handlers } from '../../http/route.js';
import { createPlacing, defaultCorrelation, fallbackRule, type Place } from '../../pipeline/correlate.js';
import type { Service } from '../../service.js';
import type { AlertStore } from '../../stores/alert-store.js';
import { checkRegexes } from '../../suppression/invalid.js';
import { createNamedRules } from '../../suppression/named-rules.js';
import { inOrder, type RuleInOrder } from './rule-order.js';
import { createPreviewHandler } from './preview-handler.js';

export type CorrelationRuleHandlers = Pick<
  Handlers,
  | 'listCorrelationRules'
  | 'createCorrelationRule'
  | 'updateCorrelationRule'
  | 'deleteCorrelationRule'
  | 'previewCorrelationRule'
>;

export interface CorrelationRules extends Service {
  /** Where an alert belongs by the rules as they are now. */
  place(alert: Alert): Place;
  /** The longest window, ms. */
  longestWindowMs(): number;
  /** Takes in what other companions on the same store changed; a timer does the same. */
  sync(): Promise<void>;
  handlers: CorrelationRuleHandlers;
}

const syncMs = 5000;
/** Firing incidents that are counted by rule. */
const counted = 1000;
/** What incidents are named after that no rule made. */
const reserved = new Set([fallbackRule.name, 'by hand', 'burst', 'routine']);

/** Correlation rules of files and of people, and what they say of an alert. What people change holds for what comes from then on. */
export const createCorrelationRules = (deps: {
  store: AlertStore;
  hub: LiveHub;
  clock: Clock;
  logger: Logger;
  /** As the files say; where they say none, the built-in ones hold. */
  files: readonly CorrelationRule[];
}): CorrelationRules => {
  const { store, hub, clock, files } = deps;
  const logger = deps.logger.child({ part: 'correlation' });
  const book = createDocumentBook({ store, kind: 'correlation-rule', schema: placedCorrelationRule, logger });
  let ordered: RuleInOrder[] = [];
  let placing: (alert: Alert) => Place = createPlacing([]);

  const apply = (): void => {
    const people = [...book.entries().values()].map(({ value }) => value);
    const provisioned = new Set(files.map(({ name }) => name));
    ordered = inOrder(
      people.filter(({ name }) => !provisioned.has(name)),
      files,
      defaultCorrelation
    );
    placing = createPlacing(ordered.map(({ spec }) => spec));
  };
  apply();
  const changed = (): void => {
    apply();
    hub.publish({ type: 'correlation' });
  };

  const rules = createNamedRules<PlacedCorrelationRule>({
    what: 'correlation rule',
    book,
    files: inOrder([], files, []).map(({ spec }) => spec),
    check: ({ name, matchers }) => [
      ...checkRegexes('matchers', matchers),
      ...(reserved.has(name) ? [{ field: 'name', message: 'is a name that Watchroom itself uses' }] : []),
    ],
    onChange: changed,
    logger,
  });

  const refuseBuiltIn = (name: string): void => {
    if (ordered.some(({ spec, origin }) => spec.name === name && origin === 'built-in')) {
      throw new HttpProblem(409, "Can't change this correlation rule", {
        detail: `"${name}" is built in: make a rule of the same name to replace it`,
      });
    }
  };
  const firingByRule = async (): Promise<Map<string, number>> => {
    const { items } = await store.listIncidents({ status: ['firing'], limit: counted });
    const counts = new Map<string, number>();
    items.forEach(({ rule }) => counts.set(rule, (counts.get(rule) ?? 0) + 1));
    return counts;
  };
  const shown = async (spec: PlacedCorrelationRule) => ({
    spec,
    origin: 'ui' as const,
    firing: (await firingByRule()).get(spec.name) ?? 0,
  });

  const sync = async (): Promise<void> => {
    if ((await book.sync()).length > 0) {
      changed();
    }
  };
  let timer: NodeJS.Timeout | undefined;
  let syncing: Promise<void> | null = null;
  const syncOnce = (): Promise<void> =>
    (syncing ??= sync().finally(() => {
      syncing = null;
    }));

  return {
    place: (alert) => placing(alert),
    longestWindowMs: () =>
      Math.max(...[fallbackRule, ...ordered.map(({ spec }) => spec)].map(({ windowSeconds }) => windowSeconds * 1000)),
    sync: syncOnce,
    handlers: {
      listCorrelationRules: async () => {
        const firing = await firingByRule();
        return { items: ordered.map((rule) => ({ ...rule, firing: firing.get(rule.spec.name) ?? 0 })) };
      },
      createCorrelationRule: async ({ body, identity }) => shown((await rules.create(body, identity.sub)).spec),
      updateCorrelationRule: async ({ params, body, identity }) => {
        const name = params['name'] ?? '';
        refuseBuiltIn(name);
        return shown((await rules.update(name, body, identity.sub)).spec);
      },
      deleteCorrelationRule: async ({ params, identity }) => {
        const name = params['name'] ?? '';
        refuseBuiltIn(name);
        return shown((await rules.remove(name, identity.sub)).spec);
      },
      previewCorrelationRule: createPreviewHandler({ store, clock, ordered: () => ordered }),
    },
    start: async () => {
      await syncOnce();
      timer = setInterval(() => {
        syncOnce().catch((error: unknown) =>
          logger.warn({ err: error }, 'correlation rules could not be read; trying again in some seconds')
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
