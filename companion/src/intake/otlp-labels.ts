import { labelNameOf } from '../detection/sources/names.js';
import type { OtlpAttributes } from './otlp-message.js';

/** Of a resource, what tells where something runs; the rest (process ids, versions of libraries) would make a new series of each restart. */
const promoted = new Set([
  'service.name',
  'service.namespace',
  'deployment.environment',
  'deployment.environment.name',
  'cloud.region',
  'cloud.availability_zone',
  'host.name',
  'container.name',
  'k8s.cluster.name',
  'k8s.namespace.name',
  'k8s.deployment.name',
  'k8s.statefulset.name',
  'k8s.daemonset.name',
  'k8s.cronjob.name',
  'k8s.node.name',
  'k8s.pod.name',
  'k8s.container.name',
]);

type Attribute = NonNullable<OtlpAttributes>[number];
type AnyValue = Record<string, unknown>;

const isValue = (value: unknown): value is AnyValue => typeof value === 'object' && value !== null;
const listOf = (value: unknown): unknown[] => {
  const values = isValue(value) ? value['values'] : undefined;
  return Array.isArray(values) ? (values as unknown[]) : [];
};

/** What JSON shows of a list or a map. */
const plain = (value: unknown): unknown => {
  if (!isValue(value)) {
    return null;
  }
  if ('arrayValue' in value) {
    return listOf(value['arrayValue']).map(plain);
  }
  if ('kvlistValue' in value) {
    return Object.fromEntries(
      listOf(value['kvlistValue'])
        .filter(isValue)
        .map((pair) => [String(pair['key']), plain(pair['value'])])
    );
  }
  return Object.values(value)[0] ?? null;
};

/** What an attribute's value says, as text; lists and maps as JSON. */
export const textOf = ({ value }: Pick<Attribute, 'value'>): string => {
  const simple = value?.['stringValue'];
  if (typeof simple === 'string') {
    return simple;
  }
  const given = plain(value);
  return given === null ? '' : typeof given === 'object' ? JSON.stringify(given) : String(given);
};

const tidy = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Attributes as labels; of those whose names become the same, the values are joined by `;`, as Prometheus does. */
export const addLabels = (attributes: OtlpAttributes, into: Record<string, string>): Record<string, string> => {
  const own: string[] = [];
  for (const attribute of attributes ?? []) {
    const name = tidy.test(attribute.key) ? attribute.key : labelNameOf(attribute.key);
    const text = textOf(attribute);
    const value = own.includes(name) ? `${into[name] ?? ''};${text}` : text;
    own.push(name);
    if (name === '__proto__') {
      // An assignment would set the prototype.
      Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
    } else {
      into[name] = value;
    }
  }
  return into;
};

/** Labels of a resource: `job` and `instance` as Prometheus makes them, and those attributes that tell where it runs. */
export const resourceLabels = (attributes: OtlpAttributes): Record<string, string> => {
  const texts = new Map((attributes ?? []).map((attribute) => [attribute.key, textOf(attribute)]));
  const service = texts.get('service.name') ?? '';
  const namespace = texts.get('service.namespace') ?? '';
  const instance = texts.get('service.instance.id') ?? '';
  return {
    ...addLabels(
      (attributes ?? []).filter(({ key }) => promoted.has(key)),
      {}
    ),
    ...(service !== '' && { job: namespace === '' ? service : `${namespace}/${service}` }),
    ...(instance !== '' && { instance }),
  };
};
