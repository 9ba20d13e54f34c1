import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { shortDuration } from './time';

interface Props {
  at: number;
  now: number;
  suffix?: string;
}

/** How long ago; the exact time stands in the tooltip. */
export const TimeAgo = ({ at, now, suffix = '' }: Props) => {
  const age = shortDuration(Math.max(0, now - at));
  return (
    <time dateTime={new Date(at).toISOString()} title={dateTimeFormat(at)}>
      {age === 'now' ? 'now' : `${age}${suffix}`}
    </time>
  );
};
