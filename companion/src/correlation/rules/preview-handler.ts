import type { Alert } from '@watchroom/contract';
import type { Clock } from '../../clock.js';
import type { Handler } from '../../http/route.js';
import type { AlertStore } from '../../stores/alert-store.js';
import { checkRegexes, invalid } from '../../suppression/invalid.js';
import { inOrder, type RuleInOrder } from './rule-order.js';
import { previewRule } from './rule-preview.js';

const pageSize = 1000;
/** Alerts that a preview looks at. */
const maxExamined = 20_000;
const dayMs = 24 * 3_600_000;

/** Answers what a rule would have made of the alerts that began in the last days. @throws {HttpProblem} 400 naming each field. */
export const createPreviewHandler = (deps: {
  store: Pick<AlertStore, 'listAlerts'>;
  clock: Clock;
  ordered: () => readonly RuleInOrder[];
}): Handler<'previewCorrelationRule'> => {
  const begunSince = async (since: number): Promise<{ alerts: Alert[]; cut: boolean }> => {
    const alerts: Alert[] = [];
    let cursor: string | undefined;
    do {
      const page = await deps.store.listAlerts({ sort: 'startsAt', order: 'desc', limit: pageSize, cursor });
      const within = page.items.filter(({ startsAt }) => startsAt >= since);
      alerts.push(...within);
      cursor = within.length < page.items.length ? undefined : (page.nextCursor ?? undefined);
    } while (cursor !== undefined && alerts.length < maxExamined);
    return { alerts: alerts.reverse(), cut: cursor !== undefined };
  };

  return async ({ body: { rule, days } }) => {
    invalid('correlation rule', checkRegexes('matchers', rule.matchers));
    const people = deps.ordered().flatMap(({ spec, origin }) => (origin === 'ui' ? [spec] : []));
    const order = inOrder([...people.filter(({ name }) => name !== rule.name), rule], [], []);
    const before = order.slice(
      0,
      order.findIndex(({ spec }) => spec === rule)
    );
    const { alerts, cut } = await begunSince(deps.clock.now() - days * dayMs);
    return {
      examined: alerts.length,
      cut,
      ...previewRule(
        rule,
        before.map(({ spec }) => spec),
        alerts
      ),
    };
  };
};
