// What the aliases named, and when, by whom and why.
import { attribute, empty, h, keyed, text } from '/console/dom.js';
import { date, short, version } from '/console/format.js';

export function history(card, store) {
  const list = h('ol', { class: 'plain scroll', tabindex: 0, 'aria-label': 'Alias events, newest first' });
  const note = empty(card, 'No alias has been set yet.');
  card.append(list);
  const show = keyed(list, (event) => `${event.generation}/${event.at}/${event.voided}/${event.digest}`, row);
  store.on(['models'], () => {
    const { history: events } = store.get('models');
    note(events.length === 0);
    list.hidden = events.length === 0;
    show(events);
  });
}

function row(event) {
  const what = h('span');
  return {
    element: h('li', { class: 'entry' },
      h('div', { class: 'line-1' }, what, h('time', { class: 'faint', datetime: new Date(event.at).toISOString() }, date(event.at))),
      h('p', { class: 'faint' }, `${event.who}: ${event.why}`)),
    update(now) {
      const target = now.digest ? `${now.version > 0 ? version(now.version) : short(now.digest)}` : 'nothing';
      text(what, `${now.voided ? 'void' : `generation ${now.generation}`}: ${now.alias} is ${target}`);
      attribute(what, 'class', now.voided ? 'void' : null);
    },
  };
}
