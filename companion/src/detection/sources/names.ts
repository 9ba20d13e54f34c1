/** A label's name as selectors can write it: letters, digits and _, not beginning with a digit. */
export const labelNameOf = (text: string): string => {
  const name = text.replace(/[^a-zA-Z0-9_]/g, '_');
  return /^[0-9]/.test(name) || name === '' ? `_${name}` : name;
};

/** A detector's name as the name of a metric: `Checkout latency (p99)` becomes `checkout_latency_p99`. */
export const metricNameOf = (detector: string): string => {
  const name = detector
    .toLowerCase()
    .replace(/[^a-z0-9_:]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return name === '' ? 'detector_query' : /^[0-9]/.test(name) ? `_${name}` : name;
};
