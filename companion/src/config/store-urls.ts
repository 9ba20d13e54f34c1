import type { ConfigProblem } from './config-error.js';
import type { EnvironmentSettings } from './environment.js';
import type { Settings } from './settings.js';

/** The URL without user, password, query and fragment, and the user and password that stood in it. */
const split = (text: string): { url: string; username: string | null; password: string | null; path: string } => {
  const url = new URL(text);
  const username = decodeURIComponent(url.username) || null;
  const password = decodeURIComponent(url.password) || null;
  const path = url.pathname.replace(/^\/|\/$/g, '');
  return { url: `${url.protocol}//${url.host}`, username, password, path };
};

/** Where ClickHouse is; the path of the URL is the database. Variables of their own win over parts of the URL. */
export const clickhouseSettings = (env: EnvironmentSettings): Settings['clickhouse'] => {
  if (env.CLICKHOUSE_URL === undefined) {
    return null;
  }
  const { url, username, password, path } = split(env.CLICKHOUSE_URL);
  return {
    url,
    username: env.CLICKHOUSE_USER ?? username ?? 'default',
    password: env.CLICKHOUSE_PASSWORD ?? password ?? '',
    database: env.CLICKHOUSE_DATABASE ?? (path || 'watchroom'),
  };
};

/** Where Elasticsearch is. An API key or a user with a password, not both. */
export const elasticsearchSettings = (env: EnvironmentSettings): Settings['elasticsearch'] => {
  if (env.ELASTICSEARCH_URL === undefined) {
    return null;
  }
  const { url, username, password, path } = split(env.ELASTICSEARCH_URL);
  return {
    url: path === '' ? url : `${url}/${path}`,
    apiKey: env.ELASTICSEARCH_API_KEY ?? null,
    username: env.ELASTICSEARCH_USERNAME ?? username,
    password: env.ELASTICSEARCH_PASSWORD ?? password,
    prefix: env.ELASTICSEARCH_PREFIX,
  };
};

/** What does not go together, given the variables that are set. */
export const storeProblems = (env: EnvironmentSettings): ConfigProblem[] => {
  const problems: ConfigProblem[] = [];
  const wrong = (key: string, message: string) => problems.push({ file: null, line: null, key, message });
  const elasticsearch = elasticsearchSettings(env);
  if (elasticsearch?.apiKey && (elasticsearch.username || elasticsearch.password)) {
    wrong('ELASTICSEARCH_API_KEY', 'a user or password is set as well; keep one way to sign in');
  } else if (elasticsearch && (elasticsearch.username === null) !== (elasticsearch.password === null)) {
    const missing = elasticsearch.username === null ? 'USERNAME' : 'PASSWORD';
    wrong(`ELASTICSEARCH_${missing}`, 'is missing: a user and a password go together');
  }
  const clickhouse = clickhouseSettings(env);
  if (clickhouse && !/^\w+$/.test(clickhouse.database)) {
    wrong('CLICKHOUSE_URL', `the path must be the name of a database, not "${clickhouse.database}"`);
  }
  return problems;
};
