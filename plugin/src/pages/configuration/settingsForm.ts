import type { PluginSettings, StoredSettings } from '../../data/companion';

/** What an admin edits. A secret that is set but not edited is null: it can't be read back and is left as it is. */
export interface SettingsDraft {
  companionUrl: string;
  pluginSecret: string | null;
  tlsSkipVerify: boolean;
  tlsCACert: string | null;
}

export const draftOf = ({ jsonData, secureJsonFields }: StoredSettings): SettingsDraft => ({
  companionUrl: jsonData.companionUrl ?? '',
  pluginSecret: secureJsonFields.pluginSecret ? null : '',
  tlsSkipVerify: jsonData.tlsSkipVerify ?? false,
  tlsCACert: secureJsonFields.tlsCACert ? null : '',
});

const urlError = (text: string): string | null => {
  const trimmed = text.trim();
  if (trimmed === '') {
    return 'Enter the companion’s address, such as http://127.0.0.1:8787';
  }
  try {
    const url = new URL(trimmed);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      return 'The address must begin with http:// or https://';
    }
    return url.username !== '' || url.password !== ''
      ? 'The address must not hold a user or password: use the shared secret'
      : null;
  } catch {
    return 'This is not an address; it looks like http://127.0.0.1:8787';
  }
};

const certError = (text: string | null): string | null =>
  text === null || text.trim() === '' || text.includes('-----BEGIN CERTIFICATE-----')
    ? null
    : 'Paste the certificate in PEM form: it begins with -----BEGIN CERTIFICATE-----';

export type DraftErrors = Partial<Record<keyof SettingsDraft, string>>;

/** What is wrong with each field; empty where the draft may be saved. */
export const draftErrors = ({ companionUrl, pluginSecret, tlsCACert }: SettingsDraft): DraftErrors => {
  const errors: Array<[keyof SettingsDraft, string | null]> = [
    ['companionUrl', urlError(companionUrl)],
    [
      'pluginSecret',
      pluginSecret === '' ? 'Enter the same secret as in the companion’s WATCHROOM_PLUGIN_SECRET' : null,
    ],
    ['tlsCACert', certError(tlsCACert)],
  ];
  return Object.fromEntries(errors.filter(([, error]) => error !== null)) as DraftErrors;
};

/** What goes to Grafana: only secrets that were typed; an emptied certificate is stored as empty. */
export const settingsOf = (draft: SettingsDraft, stored: StoredSettings): PluginSettings => ({
  enabled: true,
  pinned: stored.pinned,
  jsonData: {
    ...stored.jsonData,
    companionUrl: draft.companionUrl.trim().replace(/\/+$/, ''),
    tlsSkipVerify: draft.tlsSkipVerify,
  },
  secureJsonData: {
    ...(draft.pluginSecret !== null && { pluginSecret: draft.pluginSecret }),
    ...(draft.tlsCACert !== null && { tlsCACert: draft.tlsCACert.trim() }),
  },
});
