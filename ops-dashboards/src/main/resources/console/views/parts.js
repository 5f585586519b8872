// Small parts that several views show.
import { attribute, h, text } from '/console/dom.js';

// A state in words and colour; the dot's shape is the style sheet's, so that colour is not alone.
export function pill() {
  const word = h('span');
  const element = h('span', { class: 'pill' }, h('span', { class: 'dot', 'aria-hidden': 'true' }), word);
  return {
    element,
    update(state, said = state) {
      attribute(element, 'data-state', state);
      text(word, said);
    },
  };
}

// A name and its value, for definition lists.
export function fact(name) {
  const value = h('dd');
  return { element: h('div', {}, h('dt', {}, name), value), value };
}

// Chips of text.
export function chips(container, words, className = 'chip') {
  const wanted = words.join('\n');
  if (container.dataset.chips !== wanted) {
    container.dataset.chips = wanted;
    container.replaceChildren(...words.map((word) => h('span', { class: className }, word)));
  }
}
