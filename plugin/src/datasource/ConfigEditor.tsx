import React, { type ChangeEvent } from 'react';
import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { FieldSet, InlineField, InlineSwitch, Input, SecretInput, SecretTextArea } from '@grafana/ui';
import { datasourceTestIds } from './testIds';
import type { SeriesJsonData, SeriesSecureJsonData } from './types';

type Props = DataSourcePluginOptionsEditorProps<SeriesJsonData, SeriesSecureJsonData>;

const labelWidth = 24;
const inputWidth = 50;

/** Where the companion is, and the secret shared with it: the same as on the app's Configuration page. */
export const ConfigEditor = ({ options, onOptionsChange }: Props) => {
  const { jsonData, secureJsonFields, secureJsonData } = options;
  const setJson = (part: Partial<SeriesJsonData>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...part } });
  const setSecret = (name: keyof SeriesSecureJsonData, value: string) =>
    onOptionsChange({ ...options, secureJsonData: { ...secureJsonData, [name]: value } });
  const reset = (name: keyof SeriesSecureJsonData) =>
    onOptionsChange({
      ...options,
      secureJsonFields: { ...secureJsonFields, [name]: false },
      secureJsonData: { ...secureJsonData, [name]: '' },
    });
  return (
    <FieldSet label="Companion">
      <InlineField
        label="URL"
        labelWidth={labelWidth}
        tooltip="As Grafana’s server reaches it, such as http://127.0.0.1:8787"
      >
        <Input
          id="watchroom-companion-url"
          width={inputWidth}
          placeholder="http://127.0.0.1:8787"
          value={jsonData.companionUrl ?? ''}
          data-testid={datasourceTestIds.url}
          onChange={({ currentTarget }: ChangeEvent<HTMLInputElement>) =>
            setJson({ companionUrl: currentTarget.value })
          }
        />
      </InlineField>
      <InlineField label="Shared secret" labelWidth={labelWidth} tooltip="The companion’s WATCHROOM_PLUGIN_SECRET">
        <SecretInput
          id="watchroom-plugin-secret"
          width={inputWidth}
          isConfigured={secureJsonFields['pluginSecret'] ?? false}
          value={secureJsonData?.pluginSecret ?? ''}
          data-testid={datasourceTestIds.secret}
          onChange={({ currentTarget }: ChangeEvent<HTMLInputElement>) =>
            setSecret('pluginSecret', currentTarget.value)
          }
          onReset={() => reset('pluginSecret')}
        />
      </InlineField>
      <InlineField
        label="CA certificate"
        labelWidth={labelWidth}
        tooltip="PEM, where the companion’s certificate is signed by an authority that this machine does not know"
      >
        <SecretTextArea
          id="watchroom-ca-cert"
          cols={inputWidth}
          rows={4}
          placeholder="-----BEGIN CERTIFICATE-----"
          isConfigured={secureJsonFields['tlsCACert'] ?? false}
          value={secureJsonData?.tlsCACert ?? ''}
          data-testid={datasourceTestIds.caCert}
          onChange={({ currentTarget }: ChangeEvent<HTMLTextAreaElement>) =>
            setSecret('tlsCACert', currentTarget.value)
          }
          onReset={() => reset('tlsCACert')}
        />
      </InlineField>
      <InlineField
        label="Skip TLS verification"
        labelWidth={labelWidth}
        tooltip="Takes any certificate, so anyone in between can read and change what is sent. For trying out only."
      >
        <InlineSwitch
          id="watchroom-tls-skip-verify"
          value={jsonData.tlsSkipVerify ?? false}
          data-testid={datasourceTestIds.tlsSkipVerify}
          onChange={({ currentTarget }: ChangeEvent<HTMLInputElement>) =>
            setJson({ tlsSkipVerify: currentTarget.checked })
          }
        />
      </InlineField>
    </FieldSet>
  );
};
