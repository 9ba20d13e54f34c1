import { fromEvent, lastValueFrom, takeUntil } from 'rxjs';
import { getBackendSrv, isFetchError } from '@grafana/runtime';
import { routes, type RouteInput, type RouteName, type RouteResult, type RouteSpec } from '@watchroom/contract';
import { resourcesPath } from '../pluginId';
import { ApiProblem, problemFrom } from './apiProblem';

const filledPath = (path: string, params: Record<string, string>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === '') {
      throw new Error(`The path ${path} needs ${name}`);
    }
    return encodeURIComponent(value);
  });

/**
 * Query as `a=1&a=2&b=x`; what is undefined or empty is left out. A lone value of a list that holds a comma is given twice,
 * since the API splits a parameter at commas where it stands once.
 */
export const queryString = (query: Record<string, unknown>): string => {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const list = Array.isArray(value) ? (value as unknown[]) : [value];
    const lone = Array.isArray(value) && list.length === 1 && String(list[0]).includes(',');
    for (const item of lone ? [list[0], list[0]] : list) {
      if (item !== undefined && item !== null && item !== '') {
        parts.append(name, String(item));
      }
    }
  }
  return parts.toString();
};

/** Grafana's path (from its root) for an operation. */
export const resourceUrl = <N extends RouteName>(name: N, input: RouteInput<N> = {}): string => {
  const query = queryString((input.query ?? {}) as Record<string, unknown>);
  return `${resourcesPath}${filledPath(routes[name].path, input.params ?? {})}${query === '' ? '' : `?${query}`}`;
};

const asProblem = (error: unknown): unknown => {
  if (isFetchError(error)) {
    return error.cancelled ? error : problemFrom(error.status ?? 0, error.data);
  }
  // The browser's fetch rejects with a TypeError where there is no answer at all.
  return error instanceof TypeError ? new ApiProblem(0, 'Grafana did not answer') : error;
};

/**
 * Calls an operation of the companion's API through Grafana's backend.
 *
 * `query` is in its wire form (ISO 8601 times), `body` in the inside form (milliseconds); the answer is in the inside form.
 * Fails with an `ApiProblem`. An aborted call is taken back from the browser and fails with the signal's reason.
 */
export const call = async <N extends RouteName>(
  name: N,
  input: RouteInput<N> = {},
  { signal }: { signal?: AbortSignal } = {}
): Promise<RouteResult<N>> => {
  const route: RouteSpec = routes[name];
  signal?.throwIfAborted();
  const request = getBackendSrv().fetch<unknown>({
    method: route.method,
    url: resourceUrl(name, input),
    data: route.body && input.body !== undefined ? route.body.encode(input.body) : undefined,
    // The pages say what went wrong where it matters, so no toast on top.
    showErrorAlert: false,
    showSuccessAlert: false,
  });
  const answer = await lastValueFrom(signal ? request.pipe(takeUntil(fromEvent(signal, 'abort'))) : request).catch(
    (error: unknown) => {
      signal?.throwIfAborted();
      throw asProblem(error);
    }
  );
  const decoded = route.response.safeDecode(answer.data);
  if (!decoded.success) {
    const issue = decoded.error.issues[0];
    throw new ApiProblem(
      500,
      `The answer of ${route.path} is not what this version of the plugin understands (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}). Plugin and companion may differ in version.`
    );
  }
  return decoded.data as RouteResult<N>;
};
