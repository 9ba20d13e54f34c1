import { alertStatus, severities } from '@watchroom/contract';
import type { IncidentQuery } from '../../data/incidents';

const values = (params: URLSearchParams, name: string): string[] => (params.get(name) ?? '').split(',');

/** Reads `?status=resolved&severity=critical&q=cart`; without `status` it is what is firing, `any` is all. */
export const parseIncidentsUrl = (search: string): IncidentQuery => {
  const params = new URLSearchParams(search);
  const asked = values(params, 'status');
  return {
    status: params.has('status') ? alertStatus.options.filter((status) => asked.includes(status)) : ['firing'],
    severity: severities.filter((severity) => values(params, 'severity').includes(severity)),
    text: params.get('q') ?? '',
  };
};

/** The inverse of `parseIncidentsUrl`. */
export const formatIncidentsUrl = ({ status, severity, text }: IncidentQuery): string => {
  const params = new URLSearchParams();
  if (status.length !== 1 || status[0] !== 'firing') {
    params.set('status', status.length === 0 ? 'any' : status.join(','));
  }
  if (severity.length > 0) {
    params.set('severity', severity.join(','));
  }
  if (text !== '') {
    params.set('q', text);
  }
  const written = params.toString();
  return written === '' ? '' : `?${written}`;
};
