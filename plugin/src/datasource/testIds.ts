export const datasourceTestIds = {
  metric: 'watchroom-series-metric',
  matcher: 'watchroom-series-matcher',
  addMatcher: 'watchroom-series-add-matcher',
  sensitivity: 'watchroom-series-sensitivity',
  url: 'watchroom-series-url',
  secret: 'watchroom-series-secret',
  caCert: 'watchroom-series-ca-cert',
  tlsSkipVerify: 'watchroom-series-tls-skip-verify',
} as const;
