import React, { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2, useTheme2 } from '@grafana/ui';
import type { GraphEdge, ServiceGraph as Graph } from '@watchroom/contract';
import { numberLabel } from '../chartGeometry';
import { SimpleTable } from '../SimpleTable';
import { layOut, nodeHeight, nodeWidth, type PlacedNode } from './graphLayout';

interface Props {
  graph: Graph;
  /** How much each service is to blame, 0 to 1; those that are not named are not blamed. */
  blame?: ReadonlyMap<string, number>;
  selected?: string | null;
  onSelect?: (service: string) => void;
  testId?: string;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const rateOf = ({ figures }: GraphEdge): string => (figures ? `${numberLabel(figures.ratePerSecond)}/s` : '–');
const errorsOf = ({ figures }: GraphEdge): string => (figures ? percent(figures.errorShare) : '–');
const durationOf = ({ figures }: GraphEdge): string => (figures ? `${numberLabel(figures.p95Ms)} ms` : '–');
const originWords = { spans: 'traces', labels: 'labels', yaml: 'configuration' } as const;
const originsOf = ({ origins }: GraphEdge): string => origins.map((origin) => originWords[origin]).join(', ');
const edgeKey = ({ caller, callee }: GraphEdge): string => `${caller}\n${callee}`;

const maxLetters = 20;
const shortName = (service: string): string =>
  service.length > maxLetters ? `${service.slice(0, maxLetters - 1)}…` : service;

/** The node that an arrow key leads to: up and down within a column, left and right to the nearest of the next. */
const nextNode = (nodes: readonly PlacedNode[], from: PlacedNode, key: string): PlacedNode | undefined => {
  const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[key];
  if (!step) {
    return undefined;
  }
  const [columns = 0, places = 0] = step;
  if (places !== 0) {
    return nodes.find(({ layer, place }) => layer === from.layer && place === from.place + places);
  }
  return nodes
    .filter(({ layer }) => layer === from.layer + columns)
    .sort((a, b) => Math.abs(a.y - from.y) - Math.abs(b.y - from.y))[0];
};

const pathOf = (from: PlacedNode, to: PlacedNode): string => {
  const forward = to.layer > from.layer;
  const startX = forward ? from.x + nodeWidth : from.x;
  const endX = forward ? to.x : to.x + nodeWidth;
  const startY = from.y + nodeHeight / 2;
  const endY = to.y + nodeHeight / 2;
  const bend = (endX - startX) / 2;
  return `M${startX},${startY} C${startX + bend},${startY} ${endX - bend},${endY} ${endX},${endY}`;
};

/** Who calls whom, in columns from callers to those they call, coloured by blame; the same as a table. Arrow keys go from node to node. */
export const ServiceGraph = ({ graph, blame, selected = null, onSelect, testId }: Props) => {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const arrowId = useId();
  const [asTable, setAsTable] = useState(false);
  const elements = useRef(new Map<string, SVGGElement>());
  const layout = useMemo(
    () =>
      layOut(
        graph.nodes.map(({ service }) => service),
        graph.edges
      ),
    [graph]
  );
  const places = new Map(layout.nodes.map((node) => [node.service, node]));

  const onKey = (event: KeyboardEvent, node: PlacedNode) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onSelect?.(node.service);
      return;
    }
    const next = nextNode(layout.nodes, node, event.key);
    if (next) {
      event.preventDefault();
      elements.current.get(next.service)?.focus();
    }
  };

  const drawEdge = (edge: GraphEdge) => {
    const from = places.get(edge.caller);
    const to = places.get(edge.callee);
    if (!from || !to) {
      return null;
    }
    const failing = (edge.figures?.errorShare ?? 0) >= 0.01;
    return (
      <path
        key={edgeKey(edge)}
        d={pathOf(from, to)}
        className={styles.edge}
        stroke={failing ? theme.colors.error.main : theme.colors.text.disabled}
        strokeWidth={1 + Math.min(3, Math.log10(1 + (edge.figures?.ratePerSecond ?? 0)))}
        strokeDasharray={edge.figures ? undefined : '4 3'}
        markerEnd={`url(#${arrowId})`}
      >
        <title>{`${edge.caller} calls ${edge.callee}: ${rateOf(edge)}, ${errorsOf(edge)} failed, p95 ${durationOf(edge)}, told by ${originsOf(edge)}`}</title>
      </path>
    );
  };

  const drawNode = (node: PlacedNode, index: number) => {
    const { service, x, y } = node;
    const share = Math.min(1, Math.max(0, blame?.get(service) ?? 0));
    const about = graph.nodes.find((one) => one.service === service);
    const said = share > 0 ? `blame ${percent(share)}` : about?.kind === 'service' ? '' : (about?.kind ?? '');
    return (
      <g
        key={service}
        ref={(element) => {
          if (element) {
            elements.current.set(service, element);
          } else {
            elements.current.delete(service);
          }
        }}
        transform={`translate(${x},${y})`}
        role="button"
        tabIndex={service === selected || (!places.has(selected ?? '') && index === 0) ? 0 : -1}
        aria-pressed={service === selected}
        aria-label={[service, said].filter((word) => word !== '').join(', ')}
        className={cx(styles.node, service === selected && styles.selected)}
        onClick={() => onSelect?.(service)}
        onKeyDown={(event) => onKey(event, node)}
      >
        <title>{service}</title>
        <rect width={nodeWidth} height={nodeHeight} rx={4} className={styles.box} />
        {share > 0 && (
          <rect
            width={nodeWidth}
            height={nodeHeight}
            rx={4}
            fill={theme.colors.error.main}
            fillOpacity={0.1 + 0.35 * share}
          />
        )}
        <text x={10} y={said === '' ? 27 : 19} className={styles.name}>
          {shortName(service)}
        </text>
        {said !== '' && (
          <text x={10} y={35} className={styles.said}>
            {said}
          </text>
        )}
      </g>
    );
  };

  return (
    <div data-testid={testId}>
      <div className={styles.bar}>
        {graph.edgesLeftOut > 0 && <span>{`${graph.edgesLeftOut} edges with fewer calls are left out`}</span>}
        <Button variant="secondary" size="sm" onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Show graph' : 'Show table'}
        </Button>
      </div>
      {asTable ? (
        <SimpleTable
          label="Calls between services"
          items={graph.edges}
          rowKey={edgeKey}
          columns={[
            { title: 'Caller', cell: ({ caller }) => caller },
            { title: 'Callee', cell: ({ callee }) => callee },
            { title: 'Blame', cell: ({ callee }) => percent(blame?.get(callee) ?? 0) },
            { title: 'Rate', cell: rateOf },
            { title: 'Failed', cell: errorsOf },
            { title: 'p95', cell: durationOf },
            { title: 'Told by', cell: originsOf },
          ]}
        />
      ) : (
        <div className={styles.scroll}>
          <svg width={layout.width} height={layout.height} role="group" aria-label="Service graph">
            <defs>
              <marker id={arrowId} viewBox="0 0 8 8" refX="8" refY="4" markerWidth="6" markerHeight="6" orient="auto">
                <path d="M0,0 L8,4 L0,8 z" fill={theme.colors.text.disabled} />
              </marker>
            </defs>
            {graph.edges.map(drawEdge)}
            {layout.nodes.map(drawNode)}
          </svg>
        </div>
      )}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    justifyContent: 'flex-end',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1),
    color: theme.colors.text.secondary,
  }),
  scroll: css({ overflow: 'auto', maxWidth: '100%' }),
  edge: css({ fill: 'none' }),
  node: css({
    cursor: 'pointer',
    '&:focus': { outline: 'none' },
    '&:focus-visible rect': { stroke: theme.colors.primary.main, strokeWidth: 2 },
  }),
  selected: css({ '& rect': { stroke: theme.colors.primary.border, strokeWidth: 2 } }),
  box: css({ fill: theme.colors.background.secondary, stroke: theme.colors.border.medium }),
  name: css({ fill: theme.colors.text.primary, fontSize: theme.typography.size.sm }),
  said: css({ fill: theme.colors.text.primary, fontSize: theme.typography.size.xs }),
});
