// A small line chart as SVG: values from 0 to a top over equal steps; null is a hole. Each line has
// a class that gives it its colour, so that themes are the style sheet's alone.
import { attribute, svg } from '/console/dom.js';

const WIDTH = 160;
const HEIGHT = 64;
const EDGE = 3;

export function lineChart(label) {
  const plot = svg('g');
  const root = svg('svg', {
    class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label,
    preserveAspectRatio: 'none',
  },
  svg('path', { class: 'grid', d: `M0 ${EDGE}H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT - EDGE}H${WIDTH}` }),
  plot);
  const paths = new Map();

  return {
    element: root,
    // lines: [{name, className, values}]; the scale is [low, high].
    update(lines, low, high, described) {
      attribute(root, 'aria-label', described);
      const wanted = new Set(lines.map((line) => line.name));
      for (const [name, path] of paths) {
        if (!wanted.has(name)) {
          path.remove();
          paths.delete(name);
        }
      }
      for (const { name, className, values } of lines) {
        let path = paths.get(name);
        if (path === undefined) {
          path = svg('path', {}, svg('title', {}, name));
          paths.set(name, path);
          plot.append(path);
        }
        attribute(path, 'class', `line ${className}`);
        attribute(path, 'd', outline(values, low, high));
      }
    },
  };
}

function outline(values, low, high) {
  const step = values.length > 1 ? WIDTH / (values.length - 1) : 0;
  const y = (value) =>
    HEIGHT - EDGE - ((HEIGHT - 2 * EDGE) * (Math.min(high, Math.max(low, value)) - low)) / (high - low || 1);
  let d = '';
  let drawing = false;
  values.forEach((value, i) => {
    if (value === null) {
      drawing = false;
      return;
    }
    d += `${drawing ? 'L' : 'M'}${(i * step).toFixed(1)} ${y(value).toFixed(1)}`;
    drawing = true;
  });
  // A single point is drawn as a short line, so that the first epoch shows.
  return values.length === 1 && d ? `${d}h6` : d;
}
