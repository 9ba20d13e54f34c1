/** Labels that name the affected service, most telling first; `job` is Prometheus' own and comes last. */
const serviceLabels = [
  'service',
  'service_name',
  'app_kubernetes_io_name',
  'label_app_kubernetes_io_name',
  'app',
  'application',
  'component',
  'deployment',
  'statefulset',
  'daemonset',
  'job_name',
  'job',
] as const;

/** The affected service, where labels tell it. A job such as `shop/cart` is the service after the namespace. */
export const serviceOf = (labels: Readonly<Record<string, string>>): string | null => {
  for (const label of serviceLabels) {
    const value = labels[label]?.trim();
    if (value) {
      return label === 'job' ? value.slice(value.lastIndexOf('/') + 1) || value : value;
    }
  }
  return null;
};
