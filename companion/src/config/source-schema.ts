import { z } from 'zod';
import { path, variable } from './secret-reader.js';

const url = z.string().superRefine((text, context) => {
  const wrong = (message: string) => context.addIssue({ code: 'custom', message });
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    wrong('must be a URL like http://host:port');
  } else if (new URL(text).username !== '' || new URL(text).password !== '') {
    wrong('must not hold a user or password: they have keys of their own');
  } else if (new URL(text).search !== '' || new URL(text).hash !== '') {
    wrong('must not hold a query or a fragment');
  }
});

const common = {
  name: z.string().trim().min(1).max(100),
  url,
  /** One request may take this long. */
  timeoutSeconds: z.number().min(1).max(600).default(30),
  /** Points younger than this are not asked for yet: the source may still be gathering them. */
  delaySeconds: z.number().min(0).max(86_400).default(5),
  tls: z.strictObject({ caFile: path }).nullable().default(null),
};
const password = {
  username: z.string().min(1).max(200).optional(),
  password: variable.optional(),
  passwordFile: path.optional(),
};
const token = { token: variable.optional(), tokenFile: path.optional() };

interface Credentials {
  username?: string | undefined;
  password?: string | undefined;
  passwordFile?: string | undefined;
  token?: string | undefined;
  tokenFile?: string | undefined;
}

/** One way to sign in, whole. */
const checkCredentials = (given: Credentials, context: z.core.$RefinementCtx): void => {
  const wrong = (key: keyof Credentials, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  if (given.password !== undefined && given.passwordFile !== undefined) {
    wrong('passwordFile', 'password is set as well; keep one of them');
  }
  if (given.token !== undefined && given.tokenFile !== undefined) {
    wrong('tokenFile', 'token is set as well; keep one of them');
  }
  const hasPassword = given.password !== undefined || given.passwordFile !== undefined;
  if (hasPassword && given.username === undefined) {
    wrong(given.password === undefined ? 'passwordFile' : 'password', 'needs a username');
  }
  if ((given.token !== undefined || given.tokenFile !== undefined) && given.username !== undefined) {
    wrong(given.token === undefined ? 'tokenFile' : 'token', 'a username is set as well; keep one way to sign in');
  }
};

export const clickhouseSourceConfig = z
  .strictObject({
    ...common,
    ...password,
    type: z.literal('clickhouse'),
    database: z.string().min(1).max(200).default('default'),
  })
  .superRefine(checkCredentials);

export const prometheusSourceConfig = z
  .strictObject({ ...common, ...password, ...token, type: z.literal('prometheus') })
  .superRefine(checkCredentials);

export const grafanaSourceConfig = z
  .strictObject({ ...common, ...token, type: z.literal('grafana') })
  .superRefine((given, context) => {
    if (given.token === undefined && given.tokenFile === undefined) {
      context.addIssue({ code: 'custom', message: "needs token or tokenFile: a Grafana service account's token" });
    }
    checkCredentials(given, context);
  });

/** A connection that detectors may query. */
export const sourceConfig = z.discriminatedUnion('type', [
  clickhouseSourceConfig,
  prometheusSourceConfig,
  grafanaSourceConfig,
]);
export type SourceConfig = z.output<typeof sourceConfig>;
