import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { storedBandsRequest } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { interpolateMatcher } from '../src/datasource/interpolate';
import { bandFields } from '../src/datasource/types';
import { parseVariableQuery } from '../src/datasource/variableQuery';
import { alertListPanelId, anomalyPanelId, datasourceId } from '../src/pluginId';

const here = path.resolve(import.meta.dirname, '../src/dashboards');
const provisioning = path.resolve(here, '../../../provisioning/grafana/dashboards');
const files = readdirSync(here).filter((file) => file.endsWith('.json'));

const datasource = z.object({ type: z.literal(datasourceId), uid: z.literal('watchroom-series') });
const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  templating: z.object({ list: z.array(z.object({ name: z.string(), datasource, query: z.string() })) }),
  panels: z.array(
    z.object({
      id: z.number(),
      type: z.enum([anomalyPanelId, alertListPanelId]),
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z
        .array(
          z.object({
            datasource,
            refId: z.string(),
            matchers: storedBandsRequest.shape.matchers,
            direction: z.enum(['both', 'up', 'down']).optional(),
            fields: z.array(z.enum(bandFields)).optional(),
          })
        )
        .optional(),
    })
  ),
});
const read = (file: string) => dashboard.parse(JSON.parse(readFileSync(file, 'utf8')));

describe('dashboards', () => {
  it.each(files)('%s is provisioned as the plugin brings it along', (file) => {
    expect(readFileSync(path.join(provisioning, file), 'utf8')).toBe(readFileSync(path.join(here, file), 'utf8'));
  });

  it('are all provisioned, and no others', () => {
    expect(readdirSync(provisioning).filter((file) => file.endsWith('.json'))).toEqual(files);
  });

  it('have uids and titles of their own', () => {
    const all = files.map((file) => read(path.join(here, file)));
    expect(new Set(all.map(({ uid }) => uid)).size).toBe(all.length);
    expect(all.map(({ title }) => title).sort()).toEqual(['Watchroom: simulated shop', 'Watchroom: this machine']);
  });

  it.each(files)('%s has panels that do not overlap and queries that the datasource takes', (file) => {
    const { panels, templating } = read(path.join(here, file));
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`)
    );
    expect(new Set(cells).size).toBe(cells.length);
    templating.list.forEach(({ query }) => expect(() => parseVariableQuery(query)).not.toThrow());
    const names = new Set(templating.list.map(({ name }) => `$${name}`));
    for (const matcher of panels.flatMap(({ targets }) => targets ?? []).flatMap(({ matchers }) => matchers)) {
      if (matcher.value.startsWith('$')) {
        expect(names).toContain(matcher.value);
        expect(interpolateMatcher(matcher, () => 'x', {}).value).toBe('x');
      }
    }
  });
});
