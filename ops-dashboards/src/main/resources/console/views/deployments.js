// Which instance serves what, beside what it should serve.
import { attribute, empty, h, keyed, text } from '/console/dom.js';
import { ago, short, version } from '/console/format.js';
import { pill } from '/console/views/parts.js';

export function deployments(card, store) {
  const list = h('ul', { class: 'plain' });
  const note = empty(card, 'No instance of the recognition service has spoken yet.');
  card.append(list);
  const show = keyed(list, (instance) => instance.id, () => row(store));
  store.on(['deployments', 'models', 'clock'], () => {
    const { instances } = store.get('deployments');
    note(instances.length === 0);
    show(instances);
  });
}

function row(store) {
  const state = pill();
  const name = h('span', { class: 'name' });
  const serves = h('span');
  const said = h('span', { class: 'faint' });
  const failure = h('p', { class: 'failure' });
  const element = h('li', { class: 'entry' },
    h('div', { class: 'line-1' }, name, state.element), h('div', { class: 'line-2' }, serves, said), failure);
  return {
    element,
    update(instance) {
      attribute(element, 'data-state', instance.state);
      text(name, instance.id);
      state.update(instance.state);
      const what = instance.digest ? `${version(instance.version)} (${short(instance.digest)})` : 'nothing';
      text(serves, `serves ${what}`);
      text(said, `generation ${instance.generation} of ${store.get('models').generation}, ${ago(instance.at, store.now())}`);
      const why = [instance.failure, instance.beside].filter((line) => line).join('; ');
      text(failure, why);
      failure.hidden = why === '';
    },
  };
}
