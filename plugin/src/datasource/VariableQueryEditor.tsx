import React, { useState } from 'react';
import { InlineField, Input } from '@grafana/ui';
import { parseVariableQuery, variableHelp } from './variableQuery';

interface Props {
  query: string;
  onChange: (query: string, definition: string) => void;
}

const faultIn = (text: string): string | null => {
  try {
    parseVariableQuery(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** The query of a dashboard variable, as text. */
export const VariableQueryEditor = ({ query, onChange }: Props) => {
  const [text, setText] = useState(typeof query === 'string' ? query : '');
  const fault = text === '' ? null : faultIn(text);
  return (
    <InlineField label="Query" labelWidth={20} tooltip={variableHelp} grow invalid={fault !== null} error={fault}>
      <Input
        aria-label="Query"
        placeholder="label_values(shop_requests_per_second, service)"
        value={text}
        onChange={({ currentTarget }: React.ChangeEvent<HTMLInputElement>) => setText(currentTarget.value)}
        onBlur={() => {
          if (text !== '' && fault === null) {
            onChange(text, text);
          }
        }}
      />
    </InlineField>
  );
};
