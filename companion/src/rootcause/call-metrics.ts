import type { MetricSeries } from './metric-series.js';

const other = /\(([^()]{1,200})\)\s*$/;
const seenByCaller = /source|client|outbound|egress|upstream/i;

/**
 * The service that a metric speaks for. Some metrics are of a call and name its other end in brackets: what the caller measures of
 * its calls to x (`source_50(x)`, `client_latency(x)`) speaks for x; what the callee measures speaks for the callee itself.
 */
export const blamedService = (series: MetricSeries, services: ReadonlySet<string>): string => {
  const named = other.exec(series.metric)?.[1];
  return named !== undefined && services.has(named) && seenByCaller.test(series.metric) ? named : series.service;
};

/** A public host name, a URL or an IP address instead of a service's name: a door that callers see, behind which a service stands. */
export const isAddress = (service: string): boolean =>
  /:\/\/|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|[\w-]\.(com|net|org|io)(?![a-z0-9])/i.test(service);
