import grafana from '@grafana/eslint-config';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const typescript = ['**/*.ts', '**/*.tsx'];

export default defineConfig([
  globalIgnores(['**/node_modules/', '**/dist/', 'plugin/host/*/public/', 'coverage/', '.cache/', '.data/']),
  { files: [...typescript, '**/*.mjs'], extends: grafana },
  {
    files: typescript,
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser },
  },
  {
    files: typescript,
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "CallExpression[callee.name=/^use(Layout)?Effect$/] > ArrowFunctionExpression[body.type!='BlockStatement']",
          message: 'An effect that answers with a value hands it to React as its clean-up: give it a block.',
        },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['**/*.d.ts'], rules: { '@typescript-eslint/consistent-type-imports': 'off' } },
  // The host page hands moment on to the plugin as Grafana does.
  { files: ['plugin/host/src/modules.ts'], rules: { 'no-restricted-imports': 'off' } },
  // @tanstack/react-virtual is known not to be memoized by the React Compiler, which is not used here.
  {
    files: ['plugin/src/pages/inbox/AlertList.tsx', 'plugin/src/pages/anomalies/Heatmap.tsx'],
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
  { files: ['**/*.test.ts', '**/*.test.tsx', '**/*.conformance.ts', 'plugin/e2e/**'], rules: { 'max-lines': 'off' } },
  { files: ['contract/src/index.ts', '**/*.mjs', 'companion/src/cli.ts'], rules: { 'no-console': 'off' } },
]);
