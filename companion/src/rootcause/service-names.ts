const podSuffix = /-[0-9a-f]{5,10}-[a-z0-9]{5}$|-\d{1,3}$/;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/**
 * Gives names of one source those of another: a pod (`cart-5d9c7b-x2x4q`) that of its service, `CartService` that of `cart-service`. What
 * is not known by any spelling stays as it is, less the pod's suffix.
 */
export const createServiceNames = (known: Iterable<string>): ((name: string) => string) => {
  const bySpelling = new Map<string, string>();
  for (const name of known) {
    bySpelling.set(name, name);
    if (!bySpelling.has(plain(name))) {
      bySpelling.set(plain(name), name);
    }
  }
  const found = new Map<string, string>();
  return (name) => {
    let service = found.get(name);
    if (service === undefined) {
      const short = name.replace(podSuffix, '');
      service = [name, plain(name), short, plain(short)].map((each) => bySpelling.get(each)).find(Boolean) ?? short;
      found.set(name, service);
    }
    return service;
  };
};
