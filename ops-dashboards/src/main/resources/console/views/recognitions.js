// What is heard, newest first: the window's scores, and whether its best label counts.
import { attribute, empty, h, keyed, text } from '/console/dom.js';
import { time, version } from '/console/format.js';

const ROWS = 12;
const BARS = 3;

export function recognitions(card, store) {
  const onlyWatched = h('input', { type: 'checkbox', onchange: () => show() });
  const onlyAccepted = h('input', { type: 'checkbox', onchange: () => show() });
  card.querySelector('header').append(
    h('span', { class: 'choices' },
      h('label', {}, onlyWatched, ' chosen source'),
      h('label', {}, onlyAccepted, ' accepted only')));
  const list = h('ol', { class: 'heard-list' });
  const note = empty(card, 'Nothing has been recognised yet.');
  card.append(list);
  const rows = keyed(list, (one) => one.id, row);

  function show() {
    const watched = store.get('watched');
    const shown = store.get('recognitions').recent
      .filter((one) => !onlyWatched.checked || one.source === watched)
      .filter((one) => !onlyAccepted.checked || one.accepted)
      .slice(-ROWS).reverse();
    note(shown.length === 0);
    rows(shown);
  }
  store.on(['recognitions', 'watched'], show);
}

function row(one) {
  const bars = h('span', { class: 'bars' });
  const element = h('li', {},
    h('time', { datetime: new Date(one.start).toISOString() }, time(one.start)),
    h('span', { class: 'name' }, one.source),
    h('span', { class: 'label' }),
    bars,
    h('span', { class: 'faint by' }, version(one.version)));
  return {
    element,
    update(now) {
      attribute(element, 'data-accepted', String(now.accepted));
      text(element.querySelector('.label'), now.accepted ? now.label : 'background');
      const known = JSON.stringify(now.scores);
      if (bars.dataset.scores !== known) {
        bars.dataset.scores = known;
        bars.replaceChildren(...now.scores.slice(0, BARS).map((score) => bar(score, now)));
      }
    },
  };
}

function bar({ label, score }, { threshold, accepted, label: best }) {
  const reached = accepted && label === best;
  const words = `${label} ${score.toFixed(2)}`;
  const limit = label === best ? `, threshold ${threshold.toFixed(2)}` : '';
  return h('span', { class: reached ? 'score reached' : 'score', title: words + limit },
    h('progress', { max: 1, value: score, 'aria-label': words }),
    h('span', {}, words));
}
