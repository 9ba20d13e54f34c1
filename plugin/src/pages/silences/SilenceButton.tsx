import React from 'react';
import { LinkButton, Button, Dropdown, Menu } from '@grafana/ui';
import { formatMatchers, type Alert, type SilenceSpec } from '@watchroom/contract';
import { ProblemState } from '../../components/ProblemState';
import { mayCall } from '../../data/user';
import { useSaveSilence } from '../../data/suppression';
import { appHref } from '../../navigation';
import { matchersFor, newSilencePage } from './silencesUrl';

interface Props {
  alerts: readonly Alert[];
}

const hour = 3_600_000;
const week = 7 * 24 * hour;
const choices = [
  { label: 'For 1 hour', ms: hour, endsOnResolve: false },
  { label: 'For 4 hours', ms: 4 * hour, endsOnResolve: false },
  { label: 'For 1 day', ms: 24 * hour, endsOnResolve: false },
  { label: 'Until it resolves', ms: week, endsOnResolve: true },
];

const silenceOf = (alert: Alert, { ms, endsOnResolve }: (typeof choices)[number]): SilenceSpec => {
  const now = Date.now();
  return {
    matchers: matchersFor([alert]),
    startsAt: now,
    endsAt: now + ms,
    comment: `${alert.name}${alert.service === null ? '' : ` on ${alert.service}`}`,
    endsOnResolve,
    mode: 'enforce',
  };
};

/** Silences one alert in two clicks; for several, or with more to say, the form opens with what they have in common. */
export const SilenceButton = ({ alerts }: Props) => {
  const { mutate, isPending, error } = useSaveSilence(null);
  const matchers = matchersFor(alerts);
  const [only] = alerts;
  if (!mayCall('createSilence')) {
    return null;
  }
  if (only === undefined || alerts.length > 1 || matchers.length === 0) {
    return (
      <LinkButton size="sm" variant="secondary" icon="eye-slash" href={appHref(newSilencePage(matchers))}>
        Silence…
      </LinkButton>
    );
  }
  return (
    <>
      <Dropdown
        placement="bottom-end"
        overlay={
          <Menu>
            {choices.map((choice) => (
              <Menu.Item key={choice.label} label={choice.label} onClick={() => mutate(silenceOf(only, choice))} />
            ))}
            <Menu.Item label="More…" url={appHref(newSilencePage(matchers))} />
          </Menu>
        }
      >
        <Button
          size="sm"
          variant="secondary"
          icon="eye-slash"
          disabled={isPending}
          title={`Silences what matches ${formatMatchers(matchers)}`}
        >
          Silence
        </Button>
      </Dropdown>
      {error && <ProblemState error={error} what="The silence could not be made" />}
    </>
  );
};
