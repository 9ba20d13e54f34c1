import type { StatusReport } from '@watchroom/contract';
import { ApiProblem } from '../../api/apiProblem';
import type { HealthAnswer } from '../../data/companion';

export interface DoctorStep {
  name: string;
  status: 'ok' | 'failing' | 'starting';
  /** What was tried and what answered. */
  detail: string;
  /** What to do; empty where nothing is wrong. */
  remedy: string;
}

const statusOf = (status: string): DoctorStep['status'] =>
  status === 'ok' ? 'ok' : status === 'starting' ? 'starting' : 'failing';

const failure = (name: string, error: unknown, remedy: string): DoctorStep => ({
  name,
  status: 'failing',
  detail: error instanceof ApiProblem ? `${error.sentence} (HTTP ${error.status})` : String(error),
  remedy: error instanceof ApiProblem && error.kind !== 'not-found' ? error.remedy : remedy,
});

/** The way from this page to the plugin's backend, and the steps that the backend tried. */
export const backendSteps = (health: HealthAnswer | null, error: unknown): DoctorStep[] => {
  const name = 'Plugin backend';
  if (!health) {
    return [
      failure(
        name,
        error,
        'Grafana did not start the plugin’s backend. Check that the plugin is enabled, that gpx_watchroom for this machine lies in its folder, and Grafana’s log.'
      ),
    ];
  }
  const steps = health.details?.steps ?? [];
  return [
    { name, status: 'ok', detail: 'Grafana’s health check reached the plugin’s backend', remedy: '' },
    ...steps.map((step) => ({ ...step, status: statusOf(step.status) })),
    // An older backend tells no steps, only the outcome.
    ...(steps.length === 0
      ? [{ name: 'Companion', status: statusOf(health.status.toLowerCase()), detail: health.message, remedy: '' }]
      : []),
  ];
};

/** What the companion says of itself to this user. */
export const companionSteps = (status: StatusReport | null, error: unknown): DoctorStep[] => {
  if (!status) {
    return [failure('Your access', error, 'Mend the steps above first.')];
  }
  return [
    {
      name: 'Your access',
      status: 'ok',
      detail: `The companion knows you as ${status.user.login} with the role ${status.user.role}`,
      remedy: '',
    },
    ...status.checks.map(({ name, status: state, detail, remedy }) => ({
      name: `Companion: ${name}`,
      status: state,
      detail,
      remedy: remedy ?? '',
    })),
  ];
};
