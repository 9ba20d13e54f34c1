import { from, type Observable } from 'rxjs';
import { config, setBackendSrv, type BackendSrv, type BackendSrvRequest, type FetchResponse } from '@grafana/runtime';
import type { Role } from '@watchroom/contract';

const send = async <T>(options: BackendSrvRequest): Promise<FetchResponse<T>> => {
  const response = await fetch(options.url, {
    method: options.method ?? 'GET',
    headers: options.data === undefined ? {} : { 'Content-Type': 'application/json' },
    body: options.data === undefined ? undefined : JSON.stringify(options.data),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const data = json ? (JSON.parse(text) as T) : (text as T);
  const { ok, status, statusText, headers, redirected, type, url } = response;
  if (!ok) {
    // As Grafana does: failures are objects with status and data, not errors.
    throw { status, statusText, data, config: options };
  }
  return { ok, status, statusText, headers, redirected, type, url, data, config: options };
};

/** The part of Grafana's BackendSrv that the plugin uses, over the browser's fetch. */
export const connectBackendSrv = (): void => {
  const service: Pick<BackendSrv, 'fetch'> = {
    fetch: <T>(options: BackendSrvRequest): Observable<FetchResponse<T>> => from(send<T>(options)),
  };
  setBackendSrv(service as BackendSrv);
};

export const login = 'erika';

/** Who Grafana says is using it. */
export const signIn = (role: Role): void => {
  Object.assign(config.bootData.user, { login, orgRole: role });
};
