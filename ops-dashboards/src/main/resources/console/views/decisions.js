// Who wished for a search, and what became of the wish.
import { attribute, empty, h, keyed, text } from '/console/dom.js';
import { date } from '/console/format.js';
import { pill } from '/console/views/parts.js';

export function decisions(card, store) {
  const list = h('ol', { class: 'plain scroll', tabindex: 0, 'aria-label': 'Decisions, newest first' });
  const note = empty(card, 'Nothing has asked for a search yet.');
  card.append(list);
  const show = keyed(list, (decision) => decision.requestId, row);
  store.on(['search'], () => {
    const { decisions: all } = store.get('search');
    note(all.length === 0);
    list.hidden = all.length === 0;
    show(all);
  });
}

function row() {
  const state = pill();
  const what = h('span', { class: 'name' });
  const at = h('time', { class: 'faint' });
  const why = h('p');
  return {
    element: h('li', { class: 'entry' }, h('div', { class: 'line-1' }, what, state.element), why, at),
    update(decision) {
      text(what, `${decision.trigger} by ${decision.who}`);
      state.update(decision.decision === 'start' ? 'serving' : 'idle', decision.decision === 'start' ? 'started' : 'refused');
      text(why, decision.reason);
      text(at, date(decision.at));
      attribute(at, 'datetime', new Date(decision.at).toISOString());
    },
  };
}
