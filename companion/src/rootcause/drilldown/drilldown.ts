import type { DrilldownQuery, DrilldownResult, DrilldownSlice } from '@watchroom/contract';
import type { SliceReads } from '../../stores/timeseries/slice-reads.js';
import { sliceCharts, type SliceChart } from './charts.js';
import { findSlices, type FoundSlices, type ScoredSlice } from './find-slices.js';
import { totalsOf } from './fit.js';
import { meanInputs, rateInputs, ratioInputs, sumInputs } from './inputs.js';
import { additiveLeaves, meanLeaves, type Leaf } from './leaf.js';
import { planOf, type Part, type Plan } from './plan.js';
import { summarise } from './words.js';

/** Series that are compared at most, the largest. */
const mostSeries = 5000;
/** Steps of a window for the sums: enough that a gap shows, long enough that each holds a point. */
const sumSteps = 12;
/** Less than this part of what it was is no change. */
const leastChange = 0.01;
const nothing: FoundSlices = { explaining: [], others: [] };

const pairOf = ({ before, after, length }: Plan, { matchers, measure }: Part) => ({
  matchers,
  measure,
  before,
  after,
  length,
});

const readLeaves = async (store: SliceReads, plan: Plan) => {
  const options = { steps: sumSteps, most: mostSeries };
  const [main, per] = await Promise.all([
    store.windowSums(pairOf(plan, plan.part), options),
    plan.per ? store.windowSums(pairOf(plan, plan.per), options) : null,
  ]);
  const inputs = {
    sum: () => additiveLeaves(sumInputs(main.series)),
    rate: () => additiveLeaves(rateInputs(main.series, plan.length)),
    mean: () => meanLeaves(meanInputs(main.series)),
    ratio: () => meanLeaves(ratioInputs(main.series, per?.series ?? [])),
  };
  return {
    leaves: inputs[plan.measure](),
    examined: main.series.length,
    cut: Math.max(main.found, per?.found ?? 0) > mostSeries,
  };
};

const isAdditive = ({ measure }: Plan): boolean => measure === 'sum' || measure === 'rate';

/** Value of some leaves in a window: their sum, or their mean; null where they had nothing. */
const valueOf = (plan: Plan, leaves: readonly Leaf[], window: 'before' | 'after'): number | null => {
  const sum = leaves.reduce((total, leaf) => total + leaf[window].sum, 0);
  const weight = leaves.reduce((total, leaf) => total + leaf[window].weight, 0);
  return weight === 0 ? null : isAdditive(plan) ? sum : sum / weight;
};

/** The whole in both windows, and the change in the unit of the leaves' sums. */
const wholeOf = (plan: Plan, leaves: readonly Leaf[]) => {
  const before = valueOf(plan, leaves, 'before');
  const after = valueOf(plan, leaves, 'after');
  const difference = before === null || after === null ? 0 : after - before;
  const weight = isAdditive(plan) ? 1 : leaves.reduce((total, leaf) => total + leaf.after.weight, 0);
  const { forecast, actual } = totalsOf(leaves, leaves.keys());
  const change = difference * weight;
  return {
    before,
    after,
    change,
    moved: Math.abs(difference) > leastChange * Math.abs(before ?? 0),
    mixShare: isAdditive(plan) || change === 0 ? null : 1 - (actual - forecast) / change,
  };
};

const toSlice = (
  plan: Plan,
  all: readonly Leaf[],
  scored: ScoredSlice,
  explains: boolean,
  chart: SliceChart
): DrilldownSlice => {
  const leaves = scored.leaves.map((index) => all[index] as Leaf);
  const weight = leaves.reduce((total, leaf) => total + leaf.after.weight, 0);
  return {
    labels: scored.labels,
    explains,
    before: valueOf(plan, leaves, 'before'),
    after: valueOf(plan, leaves, 'after'),
    expected: isAdditive(plan) ? scored.expected : weight === 0 ? null : scored.expected / weight,
    share: scored.share,
    surprise: scored.surprise,
    size: scored.size,
    series: leaves.length,
    points: chart.points,
    rest: chart.rest,
  };
};

/** One step a minute or longer, 60 a window at most: shorter ones would show how often senders send. */
const chartSteps = (length: number): number => Math.max(1, Math.min(60, Math.floor(length / 60_000)));

const readCharts = async (store: SliceReads, plan: Plan, scored: readonly ScoredSlice[]): Promise<SliceChart[]> => {
  if (scored.length === 0) {
    return [];
  }
  const options = { steps: chartSteps(plan.length), slices: scored.map(({ labels }) => labels) };
  const [main, per] = await Promise.all([
    store.sliceSteps(pairOf(plan, plan.part), options),
    plan.per ? store.sliceSteps(pairOf(plan, plan.per), options) : null,
  ]);
  return sliceCharts(plan.measure, Math.ceil(plan.length / options.steps), main, per);
};

/** Which label values carry the change of a metric between two windows. Errors as `planOf` and the store's. */
export const drillDown = async (store: SliceReads, query: DrilldownQuery, now: number): Promise<DrilldownResult> => {
  const plan = planOf(query, now);
  const { leaves, examined, cut } = await readLeaves(store, plan);
  const whole = wholeOf(plan, leaves);
  const { explaining, others } = whole.moved && whole.change !== 0 ? findSlices(leaves, whole.change) : nothing;
  const scored = [...explaining, ...others];
  const charts = await readCharts(store, plan, scored);
  const noChart = { points: { times: [], values: [] }, rest: { times: [], values: [] } };
  return {
    measure: plan.measure,
    from: plan.after,
    to: plan.after + plan.length,
    beforeFrom: plan.before,
    beforeTo: plan.before + plan.length,
    before: whole.before,
    after: whole.after,
    mixShare: whole.mixShare,
    seriesExamined: examined,
    cut,
    standsOut: explaining.length > 0,
    summary: summarise({ ...whole, metric: plan.part.metric, measure: plan.measure, explaining }),
    slices: scored.map((slice, index) =>
      toSlice(plan, leaves, slice, index < explaining.length, charts[index] ?? noChart)
    ),
  };
};
