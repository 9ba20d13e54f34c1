import React from 'react';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import {
  dateTime,
  EventBusSrv,
  FieldType,
  LoadingState,
  toDataFrame,
  type DataFrame,
  type PanelProps,
} from '@grafana/data';
import { LegendDisplayMode, SortOrder, TooltipDisplayMode, VisibilityMode } from '@grafana/schema';
import { PanelContextProvider, SeriesVisibilityChangeMode, type VizLayoutProps } from '@grafana/ui';
import type * as grafanaUi from '@grafana/ui';
import { suppliedBandsRequest, type Band } from '@watchroom/contract';
import { describe, expect, it, vi } from 'vitest';
import { answer, on, refuse, server } from '../../../test/kit/server';
import { AnomalyPanel } from './AnomalyPanel';
import type { AnomalyPanelOptions } from './options';
import { anomalyPanelTestIds } from './testIds';

const charts: Array<{ data: unknown[]; config: unknown }> = [];

// uPlot draws on a canvas and the layout waits to be measured, which jsdom does neither. What the plot is given is looked at.
vi.mock('@grafana/ui', async (original) => ({
  ...(await original<typeof grafanaUi>()),
  VizLayout: Object.assign(
    ({ width, height, legend, children }: VizLayoutProps) => (
      <>
        {children(width, height)}
        {legend}
      </>
    ),
    { Legend: ({ children }: { children: React.ReactNode }) => <>{children}</> }
  ),
  UPlotChart: (props: { data: unknown[]; config: unknown; children?: React.ReactNode }) => {
    charts.push(props);
    return <>{props.children}</>;
  },
}));

const options: AnomalyPanelOptions = {
  sensitivity: 0.5,
  direction: 'both',
  season: 'auto',
  showBand: true,
  showExpected: false,
  showPoints: VisibilityMode.Auto,
  markLine: true,
  markAxis: true,
  minScore: 0,
  minDuration: 0,
  showAnnotations: true,
  legend: { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom', calcs: [] },
  tooltip: { mode: TooltipDisplayMode.Single, sort: SortOrder.None },
};

let unique = 0;
/** Values that no other test has asked for, since answers are kept for the whole page. */
const frame = (name = 'cpu', values = [1, 2, ++unique + 3]): DataFrame =>
  toDataFrame({
    refId: 'A',
    fields: [
      { name: 'time', type: FieldType.time, values: values.map((_, i) => i * 1000) },
      { name, type: FieldType.number, values },
    ],
  });

const props = (series: DataFrame[], change: Partial<AnomalyPanelOptions> = {}): PanelProps<AnomalyPanelOptions> => {
  const timeRange = { from: dateTime(0), to: dateTime(3000), raw: { from: 'now-1h', to: 'now' } };
  return {
    id: 1,
    data: { series, state: LoadingState.Done, timeRange },
    timeRange,
    timeZone: 'utc',
    options: { ...options, ...change },
    fieldConfig: { defaults: {}, overrides: [] },
    transparent: false,
    width: 600,
    height: 300,
    renderCounter: 0,
    title: '',
    eventBus: new EventBusSrv(),
    replaceVariables: (text) => text,
    onOptionsChange: () => undefined,
    onFieldConfigChange: () => undefined,
    onChangeTimeRange: () => undefined,
  };
};

/** Answers as the companion does: a band around 1 for every series, the last point odd. */
const answerBands = (change: Partial<Band> = {}) => {
  const bodies: unknown[] = [];
  server.use(
    on('bands', async ({ request }) => {
      const body = suppliedBandsRequest.parse(await request.json());
      bodies.push(body);
      return answer('bands', {
        items: body.series.map(({ name, labels, times, values }): Band => ({
          series: { id: '', name, labels, unit: null, lastAt: null, lastValue: null },
          times,
          values,
          expected: times.map(() => 1),
          lower: times.map(() => 0),
          upper: times.map(() => 2),
          score: times.map(() => 0.5),
          isAnomaly: times.map((_, i) => i === times.length - 1),
          baseline: 'rolling',
          ...change,
        })),
      });
    })
  );
  return bodies;
};
const lastData = () => charts.at(-1)?.data;

describe('the anomaly panel', () => {
  it('draws the line at once, asks for its band, and says how many anomalies there are', async () => {
    const bodies = answerBands();
    render(<AnomalyPanel {...props([frame('cpu', [1, 2, 77])], { sensitivity: 0.8, direction: 'up' })} />);
    expect(lastData()).toEqual([
      [0, 1000, 2000],
      [undefined, undefined, undefined],
      [undefined, undefined, undefined],
      [1, 2, 77],
    ]);
    await screen.findByRole('img', { name: 'Chart: 1 series, 1 anomaly' });
    expect(lastData()).toEqual([
      [0, 1000, 2000],
      [2, 2, 2],
      [0, 0, 0],
      [1, 2, 77],
    ]);
    expect(bodies).toEqual([
      {
        kind: 'supplied',
        series: [{ name: 'cpu', labels: {}, times: [0, 1000, 2000], values: [1, 2, 77] }],
        options: { sensitivity: 0.8, direction: 'up', season: 'auto' },
      },
    ]);
    expect(screen.getByText('cpu')).toBeInTheDocument();
  });

  it('counts no anomaly that is too short or too weak, and the dashboard’s annotations where they are drawn', async () => {
    answerBands();
    const annotations = [
      toDataFrame({
        fields: [
          { name: 'time', type: FieldType.time, values: [1000] },
          { name: 'text', type: FieldType.string, values: ['Deploy'] },
        ],
      }),
    ];
    const series = [frame()];
    const withNotes = (change: Partial<AnomalyPanelOptions>) => {
      const given = props(series, change);
      return <AnomalyPanel {...given} data={{ ...given.data, annotations }} />;
    };
    const { rerender } = render(withNotes({}));
    await screen.findByRole('img', { name: 'Chart: 1 series, 1 anomaly, 1 annotation' });
    rerender(withNotes({ minDuration: 60 }));
    await screen.findByRole('img', { name: 'Chart: 1 series, no anomalies, 1 annotation' });
    rerender(withNotes({ minScore: 0.9, showAnnotations: false }));
    await screen.findByRole('img', { name: 'Chart: 1 series, no anomalies' });
  });

  it('keeps plot and band over a refresh', async () => {
    answerBands();
    const { rerender } = render(<AnomalyPanel {...props([frame()])} />);
    await screen.findByRole('img', { name: /1 anomaly/ });
    const { config } = charts.at(-1) ?? {};
    const before = charts.length;
    rerender(<AnomalyPanel {...props([frame('cpu', [1, 2, 3, ++unique + 50])])} />);
    await waitFor(() => expect((lastData()?.[1] as unknown[])?.[3]).toBe(2));
    const since = charts.slice(before);
    expect(since.every((chart) => chart.config === config)).toBe(true);
    expect(since.every(({ data }) => (data[1] as unknown[])[0] === 2)).toBe(true);
  });

  it('draws what came with a band without asking', () => {
    const times = [0, 1000];
    const number = (name: string, values: number[], band?: string) => ({
      name,
      type: FieldType.number,
      values,
      labels: { host: 'a', ...(band ? { band } : {}) },
    });
    const own = toDataFrame({
      meta: { custom: { baseline: 'hour-of-day' } },
      fields: [
        { name: 'time', type: FieldType.time, values: times },
        number('cpu', [1, 9]),
        number('lower', [0, 0], 'lower'),
        number('upper', [2, 2], 'upper'),
        number('is_anomaly', [0, 1], 'is_anomaly'),
      ],
    });
    render(<AnomalyPanel {...props([own])} />);
    expect(screen.getByRole('img', { name: 'Chart: 1 series, 1 anomaly' })).toBeInTheDocument();
    expect(lastData()).toEqual([times, [2, 2], [0, 0], [1, 9]]);
  });

  it('still draws the line where the companion is away, and says what to do', async () => {
    server.use(on('bands', () => refuse(502, 'Bad gateway', 'connection refused')));
    render(<AnomalyPanel {...props([frame()])} />);
    const note = await screen.findByTestId(anomalyPanelTestIds.notes);
    expect(note).toHaveAccessibleName(/cannot be reached.*connection refused/);
    expect(screen.getByRole('img', { name: /no expected range known/ })).toBeInTheDocument();
  });

  it('says that there is too little history', async () => {
    answerBands({ baseline: 'too short', isAnomaly: [false, false, false] });
    render(<AnomalyPanel {...props([frame()])} />);
    await screen.findByText(/too little history/);
  });

  it.each([
    ['No data', []],
    ['no numeric field', [toDataFrame({ fields: [{ name: 'time', type: FieldType.time, values: [1] }] })]],
    ['no time field', [toDataFrame({ fields: [{ name: 'cpu', type: FieldType.number, values: [1] }] })]],
  ])('says %s', (words, series) => {
    render(<AnomalyPanel {...props(series)} />);
    expect(screen.getByTestId(anomalyPanelTestIds.message)).toHaveTextContent(words);
  });

  it('hides lines by a click in the legend: by Grafana where it can, else by itself', async () => {
    answerBands();
    const onToggleSeriesVisibility = vi.fn();
    const series = [frame('cpu'), frame('memory')];
    const { rerender } = render(<AnomalyPanel {...props(series)} />);
    await screen.findByRole('img', { name: 'Chart: 2 series, 2 anomalies' });
    fireEvent.click(screen.getByText('cpu'));
    expect(screen.getByRole('img', { name: 'Chart: 1 series, 1 anomaly' })).toBeInTheDocument();
    fireEvent.click(screen.getByText('cpu'));
    expect(screen.getByRole('img', { name: 'Chart: 2 series, 2 anomalies' })).toBeInTheDocument();

    rerender(
      <PanelContextProvider value={{ eventsScope: '', eventBus: new EventBusSrv(), onToggleSeriesVisibility }}>
        <AnomalyPanel {...props(series)} />
      </PanelContextProvider>
    );
    fireEvent.click(await screen.findByText('memory'), { ctrlKey: true });
    expect(onToggleSeriesVisibility).toHaveBeenCalledExactlyOnceWith(
      'memory',
      SeriesVisibilityChangeMode.AppendToSelection
    );
  });
});
