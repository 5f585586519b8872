// The alpha curves: for each edge of a cell, the weight of every operation by epoch, and its gate.
import { empty, h, keyed, text } from '/console/dom.js';
import { lineChart } from '/console/charts/lines.js';

const COLOURS = 10;

// Colours by name in the order of the alphabet, the same on every edge.
function operations(edges) {
  const names = new Set(edges.flatMap((edge) => Object.keys(edge.weights)));
  return [...names].sort();
}

const colour = (names, name) => `line-${names.indexOf(name) % COLOURS}`;

export function curves(card, store) {
  const title = h('span', { class: 'faint' });
  card.querySelector('header').append(title);
  const note = empty(card, 'The curves appear with the first epoch of a search.');
  const legend = h('ul', { class: 'legend', 'aria-label': 'Operations' });
  const charts = h('div', { class: 'edges' });
  card.append(legend, charts);
  const showLegend = keyed(legend, (entry) => entry.name, legendRow);
  const showEdges = keyed(charts, (edge) => `${edge.cell}/${edge.source}/${edge.target}`, edgeRow);

  store.on(['curves'], () => {
    const { edges, epochs } = store.get('curves');
    const names = operations(edges);
    note(edges.length === 0);
    text(title, edges.length === 0 ? '' : `${epochs.length} epochs, ${edges.length} edges`);
    showLegend(edges.length === 0 ? [] : [
      ...names.map((name) => ({ name, className: colour(names, name) })),
      { name: "the edge's gate", className: 'gate' },
    ]);
    showEdges(edges.map((edge) => ({ ...edge, names })));
  });
}

function legendRow({ name, className }) {
  const key = h('span', { class: `key ${className}`, 'aria-hidden': 'true' });
  return {
    element: h('li', {}, key, name),
    update(now) {
      key.className = `key ${now.className}`;
    },
  };
}

function edgeRow(edge) {
  const title = `${edge.cell} ${edge.source} → ${edge.target}`;
  const chart = lineChart(title);
  const leader = h('span', { class: 'faint' });
  return {
    element: h('figure', { class: 'edge', 'data-edge': `${edge.cell}/${edge.source}/${edge.target}` },
      h('figcaption', {}, h('span', {}, title), leader), chart.element),
    update({ weights, gate, names }) {
      const last = (values) => values[values.length - 1] ?? 0;
      const best = Object.entries(weights).sort((a, b) => last(b[1]) - last(a[1]))[0];
      const said = best ? `${best[0]} ${last(best[1]).toFixed(2)}` : '';
      text(leader, said);
      chart.update(
        [
          ...Object.entries(weights).map(([name, values]) => ({ name, className: colour(names, name), values })),
          { name: 'gate', className: 'gate', values: gate },
        ],
        0, 1, `${title}: ${said}, gate ${last(gate).toFixed(2)}`);
    },
  };
}
