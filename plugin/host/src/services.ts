import { AppEvents, EventBusSrv, type BusEvent } from '@grafana/data';
import {
  config,
  setAppEvents,
  setBackendSrv,
  type BackendSrv,
  type BackendSrvRequest,
  type FetchResponse,
} from '@grafana/runtime';
import { firstValueFrom, from, Observable, switchMap } from 'rxjs';

const queryOf = (params: Record<string, unknown> | undefined): string => {
  const query = new URLSearchParams(Object.entries(params ?? {}).map(([name, value]) => [name, String(value)]));
  return query.size > 0 ? `?${query.toString()}` : '';
};

const send = async <T>(request: BackendSrvRequest, signal: AbortSignal): Promise<FetchResponse<T>> => {
  const url = `${request.url.startsWith('/') ? '' : '/'}${request.url}${queryOf(request.params as Record<string, unknown> | undefined)}`;
  const response = await fetch(url, {
    method: request.method ?? 'GET',
    headers: { 'Content-Type': 'application/json', ...(request.headers as Record<string, string> | undefined) },
    body: request.data === undefined ? undefined : JSON.stringify(request.data),
    signal,
  });
  const text = await response.text();
  const data = (text === '' ? undefined : JSON.parse(text)) as T;
  const answer = {
    data,
    status: response.status,
    statusText: response.statusText,
    ok: response.ok,
    headers: response.headers,
    redirected: response.redirected,
    type: response.type,
    url: response.url,
    config: request,
  };
  if (!response.ok) {
    throw answer;
  }
  return answer as FetchResponse<T>;
};

const fetchObservable = <T>(request: BackendSrvRequest): Observable<FetchResponse<T>> =>
  new Observable((subscriber) => {
    const abort = new AbortController();
    const subscription = from(send<T>(request, abort.signal)).subscribe(subscriber);
    return () => {
      abort.abort();
      subscription.unsubscribe();
    };
  });

const plain =
  (method: string) =>
  <T>(url: string, data?: unknown): Promise<T> =>
    firstValueFrom(fetchObservable<T>({ url, method, data }).pipe(switchMap((response) => [response.data])));

/** Grafana's services, as far as the plugin uses them. There is no Grafana Live here. */
export const setServices = (): void => {
  const backend: Partial<BackendSrv> = {
    fetch: fetchObservable,
    datasourceRequest: (request) => firstValueFrom(fetchObservable(request)),
    get: <T>(url: string, params?: Record<string, unknown>) => plain('GET')<T>(`${url}${queryOf(params)}`),
    post: plain('POST'),
    put: plain('PUT'),
    patch: plain('PATCH'),
    delete: plain('DELETE'),
  };
  setBackendSrv(backend as BackendSrv);
  const events = new EventBusSrv();
  events.subscribe({ type: AppEvents.alertError.name } as never, (event: BusEvent) => console.warn(event.payload));
  // Not in every version of the package.
  (setAppEvents as ((bus: EventBusSrv) => void) | undefined)?.(events);
  config.appSubUrl = '';
};
