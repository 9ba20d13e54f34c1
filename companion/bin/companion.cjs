#!/usr/bin/env node
// CommonJS, because the size of libuv's thread pool counts only until its first use and loading an ES module uses it. ClickHouse in this
// process takes one thread for each query that runs.
process.env.UV_THREADPOOL_SIZE ??= '16';

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const entry = join(__dirname, '../dist/main.js');
if (existsSync(entry)) {
  import(pathToFileURL(entry).href);
} else {
  console.error('Watchroom is not built yet: run npm run build');
  process.exitCode = 1;
}
