/** Labels that name the machine, most telling first. */
const hostLabels = ['host', 'hostname', 'host_name', 'nodename', 'node', 'instance'] as const;

/** The machine that an alert is about, where labels tell it; without a port. */
export const hostOf = (labels: Readonly<Record<string, string>>): string => {
  for (const label of hostLabels) {
    const value = labels[label];
    if (value) {
      return label === 'instance' ? value.replace(/:\d{1,5}$/, '') : value;
    }
  }
  return '';
};
