import { standardEditorsRegistry, standardFieldConfigEditorRegistry } from '@grafana/data';

/** Names of the option editors that Grafana's core registers; a panel module fails to load where one is unknown. */
const optionEditors = [
  ...[
    'boolean',
    'color',
    'date',
    'fieldColor',
    'field-name',
    'links',
    'mappings',
    'multi-select',
    'number',
    'radio',
    'select',
    'slider',
  ],
  ...['stats-picker', 'string', 'strings', 'text', 'thresholds', 'timezone', 'unit', 'dashboard-uid'],
];

/** Standard field settings that are applied to data; the rest has no meaning without Grafana's editors. */
const fieldSettings = ['displayName', 'unit', 'decimals', 'min', 'max', 'noValue', 'color', 'thresholds', 'mappings'];

const nothing = () => null;

/** Registers names without editors: the host page shows panels and edits none. */
export const registerEditors = (): void => {
  standardEditorsRegistry.setInit(() => optionEditors.map((id) => ({ id, name: id, editor: nothing }) as never));
  standardFieldConfigEditorRegistry.setInit(() =>
    fieldSettings.map(
      (id) =>
        ({
          id,
          path: id,
          name: id,
          editor: nothing,
          override: nothing,
          process: (value: unknown) => value,
          shouldApply: () => true,
          settings: {},
        }) as never
    )
  );
};
