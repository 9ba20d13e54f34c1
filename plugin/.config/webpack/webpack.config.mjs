import path from 'node:path';
import CopyWebpackPlugin from 'copy-webpack-plugin';
import ReplaceInFileWebpackPlugin from 'replace-in-file-webpack-plugin';
import TerserPlugin from 'terser-webpack-plugin';
import { SubresourceIntegrityPlugin } from 'webpack-subresource-integrity';
import VirtualModulesPlugin from 'webpack-virtual-modules';
import { externals } from './externals.mjs';
import { appId, appVersion, distDir, entries, pluginRoot, sourceDir } from './plugins.mjs';
import { publicPathModule } from './public-path.mjs';

/** `--env out=DIR` builds somewhere else, for a test that must not touch the real one. */
const outputDir = (env) => (env.out ? path.resolve(env.out) : distDir);

/**
 * From what @grafana/create-plugin 7 scaffolds; differences: read by Node 20 as it is, classic JSX, only what Grafana 10.1
 * shares is external, the contract is compiled from source, nested plugins find the app's chunks.
 */
export default (env) => ({
  mode: env.production ? 'production' : 'development',
  context: sourceDir,
  entry: entries(),
  externals,
  devtool: env.production ? 'source-map' : 'eval-source-map',
  cache: {
    type: 'filesystem',
    buildDependencies: { config: [import.meta.filename] },
  },
  module: {
    rules: [
      // First, or else source maps break.
      {
        test: /src\/(?:.*\/)?module\.tsx?$/,
        use: [{ loader: 'imports-loader', options: { imports: 'side-effects grafana-public-path' } }],
      },
      {
        test: /\.[tj]sx?$/,
        exclude: /node_modules/,
        use: {
          loader: 'swc-loader',
          options: {
            jsc: {
              target: 'es2020',
              loose: false,
              parser: { syntax: 'typescript', tsx: true, dynamicImport: true },
              transform: { react: { runtime: 'classic' } },
            },
          },
        },
      },
      {
        test: /\.(png|jpe?g|gif|svg)$/,
        type: 'asset/resource',
        generator: { filename: env.production ? '[hash][ext]' : '[file]' },
      },
    ],
  },
  optimization: {
    minimize: Boolean(env.production),
    minimizer: [new TerserPlugin({ extractComments: false, minify: TerserPlugin.swcMinify })],
  },
  output: {
    // The Go backend is built into the same folder.
    clean: { keep: /(.*?_(amd64|arm(64)?)(.exe)?|go_plugin_build_manifest)$/ },
    path: outputDir(env),
    filename: '[name].js',
    chunkFilename: env.production ? '[name].js?_cache=[contenthash]' : '[name].js',
    library: { type: 'amd' },
    publicPath: `public/plugins/${appId}/`,
    uniqueName: appId,
    crossOriginLoading: 'anonymous',
  },
  plugins: [
    new VirtualModulesPlugin({
      [path.join(pluginRoot, 'node_modules/grafana-public-path.js')]: publicPathModule(appId),
    }),
    new CopyWebpackPlugin({
      patterns: [
        { from: '**/plugin.json', to: '.' },
        { from: 'dashboards/*.json', to: '.', noErrorOnMissing: true },
        { from: '**/img/*', to: '.', noErrorOnMissing: true },
        { from: 'README.md', to: '.' },
        { from: '../../LICENSE', to: '.', noErrorOnMissing: true },
        { from: '../../CHANGELOG.md', to: '.', noErrorOnMissing: true },
      ],
    }),
    new ReplaceInFileWebpackPlugin([
      {
        dir: outputDir(env),
        test: [/(^|\/)plugin\.json$/, /(^|\/)README\.md$/],
        rules: [
          { search: /%VERSION%/g, replace: appVersion },
          { search: /%TODAY%/g, replace: new Date().toISOString().substring(0, 10) },
          { search: /%PLUGIN_ID%/g, replace: appId },
        ],
      },
    ]),
    new SubresourceIntegrityPlugin({ hashFuncNames: ['sha256'] }),
  ],
  resolve: {
    alias: {
      'react/jsx-runtime$': path.join(import.meta.dirname, 'jsx-runtime.mjs'),
      'react/jsx-dev-runtime$': path.join(import.meta.dirname, 'jsx-runtime.mjs'),
    },
    extensions: ['.ts', '.tsx', '.js', '.jsx'],
    // The contract's package names its TypeScript source under `source`; its imports end in .js as Node wants.
    conditionNames: ['source', 'module', 'browser', 'import', 'require', 'default'],
    extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
    modules: [path.join(pluginRoot, 'node_modules'), 'node_modules'],
  },
  performance: { hints: false },
});
