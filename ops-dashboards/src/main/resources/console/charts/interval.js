// A share with its 95 % interval: a bar from 0 to 1, a whisker over it, and the figures as text.
import { attribute, h, svg, text } from '/console/dom.js';
import { count, percent } from '/console/format.js';

export function interval() {
  const bar = svg('rect', { class: 'fill', y: 4, height: 6, rx: 3 });
  const whisker = svg('path', { class: 'whisker' });
  const drawing = svg('svg', { class: 'interval', viewBox: '0 0 100 14', 'aria-hidden': 'true', preserveAspectRatio: 'none' },
    svg('rect', { class: 'track', y: 4, width: 100, height: 6, rx: 3 }), bar, whisker);
  const figure = h('span', { class: 'figure' });
  const detail = h('span', { class: 'faint' });
  return {
    element: h('span', { class: 'share' }, h('span', { class: 'share-text' }, figure, detail), drawing),
    update({ n, accuracy, low, high }) {
      text(figure, n === 0 ? '–' : percent(accuracy));
      text(detail, n === 0 ? 'no labels yet' : `${percent(low)} to ${percent(high)}, n = ${count(n)}`);
      attribute(bar, 'width', (100 * (n === 0 ? 0 : accuracy)).toFixed(1));
      attribute(whisker, 'd',
        n === 0 ? '' : `M${100 * low} 7H${100 * high}M${100 * low} 2.5V11.5M${100 * high} 2.5V11.5`);
    },
  };
}
