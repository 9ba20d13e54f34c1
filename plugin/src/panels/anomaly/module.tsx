import React, { lazy, Suspense } from 'react';
import { FieldColorModeId, FieldConfigProperty, PanelPlugin, type PanelProps } from '@grafana/data';
import { LineInterpolation, VisibilityMode } from '@grafana/schema';
import { commonOptionsBuilder, graphFieldOptions, LoadingPlaceholder } from '@grafana/ui';
import type { AnomalyFieldConfig, AnomalyPanelOptions } from './options';

const LazyPanel = lazy(async () => ({ default: (await import('./AnomalyPanel')).AnomalyPanel }));

const Panel = (props: PanelProps<AnomalyPanelOptions>) => (
  <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
    <LazyPanel {...props} />
  </Suspense>
);

const judgement = ['Anomaly detection'];
const drawing = ['Drawing'];

export const plugin = new PanelPlugin<AnomalyPanelOptions, AnomalyFieldConfig>(Panel)
  .useFieldConfig({
    standardOptions: {
      [FieldConfigProperty.Color]: {
        settings: { byValueSupport: false, bySeriesSupport: true, preferThresholdsMode: false },
        defaultValue: { mode: FieldColorModeId.PaletteClassic },
      },
    },
    disableStandardOptions: [FieldConfigProperty.Thresholds],
    useCustomConfig: (builder) => {
      builder
        .addRadio({
          path: 'lineInterpolation',
          name: 'Line interpolation',
          category: ['Line'],
          defaultValue: LineInterpolation.Linear,
          settings: { options: graphFieldOptions.lineInterpolation },
        })
        .addSliderInput({
          path: 'lineWidth',
          name: 'Line width',
          category: ['Line'],
          defaultValue: 1,
          settings: { min: 0, max: 10, step: 1 },
        })
        .addSliderInput({
          path: 'bandOpacity',
          name: 'Band opacity',
          category: ['Line'],
          defaultValue: 20,
          settings: { min: 0, max: 100, step: 1 },
        })
        .addColorPicker({
          path: 'bandColor',
          name: 'Band colour',
          description: 'Nothing chosen means the line’s own',
          category: ['Line'],
        });
      commonOptionsBuilder.addAxisConfig(builder, {});
      commonOptionsBuilder.addHideFrom(builder);
    },
  })
  .setPanelOptions((builder) => {
    builder
      .addSliderInput({
        path: 'sensitivity',
        name: 'Sensitivity',
        description:
          'From 0, only the grossest, to 1, everything odd. This and the next two hold for results without a band; Watchroom’s own queries set them in the query.',
        category: judgement,
        defaultValue: 0.5,
        settings: { min: 0, max: 1, step: 0.05 },
      })
      .addRadio({
        path: 'direction',
        name: 'Direction',
        description: 'Which way a value has to leave its range',
        category: judgement,
        defaultValue: 'both',
        settings: {
          options: [
            { value: 'both', label: 'Both' },
            { value: 'up', label: 'Up' },
            { value: 'down', label: 'Down' },
          ],
        },
      })
      .addSelect({
        path: 'season',
        name: 'Season',
        description: 'What a value is compared with',
        category: judgement,
        defaultValue: 'auto',
        settings: {
          options: [
            { value: 'auto', label: 'Automatic', description: 'Found in the series itself' },
            { value: 'none', label: 'None', description: 'The time just before' },
            { value: 'hour-of-day', label: 'Hour of day', description: 'The same hour of other days' },
            { value: 'hour-of-week', label: 'Hour of week', description: 'The same hour of the same weekday' },
          ],
        },
      })
      .addBooleanSwitch({ path: 'showBand', name: 'Expected range', category: drawing, defaultValue: true })
      .addBooleanSwitch({ path: 'showExpected', name: 'Expected value', category: drawing, defaultValue: false })
      .addRadio({
        path: 'showPoints',
        name: 'Points',
        category: drawing,
        defaultValue: VisibilityMode.Auto,
        settings: { options: graphFieldOptions.showPoints },
      })
      .addBooleanSwitch({ path: 'markLine', name: 'Anomalies red on the line', category: drawing, defaultValue: true })
      .addBooleanSwitch({
        path: 'markAxis',
        name: 'Anomalies on the time axis',
        category: drawing,
        defaultValue: true,
      })
      .addSliderInput({
        path: 'minScore',
        name: 'Mark scores from',
        description: 'Anomalies with a lower score are neither marked nor counted. 0 marks all.',
        category: drawing,
        defaultValue: 0,
        settings: { min: 0, max: 1, step: 0.05 },
      })
      .addNumberInput({
        path: 'minDuration',
        name: 'Mark from a duration of',
        description: 'In seconds. Shorter anomalies are neither marked nor counted. 0 marks all.',
        category: drawing,
        defaultValue: 0,
        settings: { min: 0, integer: true },
      })
      .addBooleanSwitch({
        path: 'showAnnotations',
        name: 'Annotations',
        description: 'Those of the dashboard',
        category: drawing,
        defaultValue: true,
      });
    commonOptionsBuilder.addTooltipOptions(builder);
    commonOptionsBuilder.addLegendOptions(builder);
  });
