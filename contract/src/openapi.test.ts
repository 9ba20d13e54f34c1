import { describe, expect, test } from 'vitest';
import { openApiDocument, routes, type RouteName, type RouteSpec } from './index.js';

type Json = Record<string, unknown>;
interface Operation {
  operationId: string;
  parameters: Array<{ name: string; in: string; required: boolean; schema: Json }>;
  requestBody?: { content: Json };
  responses: Record<string, { content: Record<string, { schema: Json }> }>;
}

const document = openApiDocument('1.2.3') as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
};
const operationOf = ({ path, method }: RouteSpec): Operation =>
  document.paths[path]?.[method.toLowerCase()] as Operation;

describe('the OpenAPI document', () => {
  test.each(Object.entries<RouteSpec>(routes))('has %s with its parameters, body and answers', (name, route) => {
    const operation = operationOf(route);
    expect(operation.operationId).toBe(name);
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    expect(operation.parameters.filter((parameter) => parameter.in === 'path').map((one) => one.name)).toEqual(inPath);
    expect(operation.parameters.filter((parameter) => parameter.in === 'query').map((one) => one.name)).toEqual(
      Object.keys(route.query?.shape ?? {})
    );
    expect(Boolean(operation.requestBody)).toBe(Boolean(route.body));
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['200', '400', '401', '403', '503']));
  });

  test('every reference leads somewhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference]) => reference ?? ''
    );
    expect(references.length).toBeGreaterThan(10);
    for (const reference of new Set(references)) {
      expect(reference).toMatch(/^#\/components\/schemas\//);
      expect(document.components.schemas).toHaveProperty(reference.split('/').at(-1) ?? '');
    }
  });

  test('moments are text on the wire', () => {
    const alert = document.components.schemas.Alert as { properties: Record<string, Json> };
    expect(alert.properties.startsAt).toMatchObject({ type: 'string', format: 'date-time' });
  });

  test('operations are named once', () => {
    const places = Object.values<RouteSpec>(routes).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
  });
});

test('reading needs no more than a Viewer, changing needs an Editor', () => {
  const changing: RouteName[] = [
    'triageAlert',
    'triageAlerts',
    'openIncident',
    'createCorrelationRule',
    'updateCorrelationRule',
    'deleteCorrelationRule',
    'previewCorrelationRule',
    'changeIncident',
    'commentOnIncident',
    'addIncidentTask',
    'changeIncidentTask',
    'mergeIncidents',
    'splitIncident',
    'moveAlerts',
    'countForBulk',
    'bulkTriage',
    'createSilence',
    'updateSilence',
    'expireSilence',
    'createMaintenanceWindow',
    'updateMaintenanceWindow',
    'deleteMaintenanceWindow',
    'createInhibitionRule',
    'updateInhibitionRule',
    'deleteInhibitionRule',
    'alertmanagerPostSilence',
    'alertmanagerExpireSilence',
    'mergeLogTemplates',
    'splitLogTemplate',
    'rootCauseFeedback',
    'giveFeedback',
    'revertFeedback',
    'createDetector',
    'updateDetector',
    'deleteDetector',
    // They store nothing, but cost as much as a detector's run, or following a rule for ten years.
    'previewDetector',
    'previewSender',
    // What was refused may hold what no alert shows.
    'getRejection',
    'replayRejection',
    'discardRejection',
    'discardRejections',
    'previewSuppression',
  ];
  for (const [name, { role }] of Object.entries<RouteSpec>(routes)) {
    expect([name, role]).toEqual([name, changing.includes(name as RouteName) ? 'Editor' : 'Viewer']);
  }
});
