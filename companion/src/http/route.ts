import type { Identity, RouteBody, RouteName, RouteQuery, RouteResult } from '@watchroom/contract';

/** What a handler is given: checked and decoded by the contract's schemas. */
export interface RouteRequest<N extends RouteName> {
  params: Record<string, string>;
  query: RouteQuery<N>;
  body: RouteBody<N>;
  identity: Identity;
  /** Aborted when the caller hangs up. */
  signal?: AbortSignal;
}

/** Answers one route of the contract; throws `HttpProblem` (or a store's error) where it can't. */
export type Handler<N extends RouteName> = (request: RouteRequest<N>) => Promise<RouteResult<N>>;

/** A handler for every route. Each feature supplies its part. */
export type Handlers = { [N in RouteName]: Handler<N> };
