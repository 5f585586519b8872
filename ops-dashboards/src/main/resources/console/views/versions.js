// Published versions: what they are, what the gate found, how right they are in production.
import { attribute, empty, h, keyed, text } from '/console/dom.js';
import { interval } from '/console/charts/interval.js';
import { count, date, percent, short, version } from '/console/format.js';
import { chips, fact } from '/console/views/parts.js';

const NONE = { n: 0, accuracy: 0, low: 0, high: 1 };

export function versions(card, store) {
  const list = h('ol', { class: 'version-list' });
  const note = empty(card, 'No model has been published yet. Start a search with: argand search');
  card.append(list);
  const show = keyed(list, (model) => model.digest, () => row());
  store.on(['models', 'accuracy'], () => {
    const { models, aliases } = store.get('models');
    const judged = new Map(store.get('accuracy').versions.map((one) => [one.digest, one]));
    const names = (digest) => Object.keys(aliases).filter((alias) => aliases[alias] === digest).sort();
    note(models.length === 0);
    show(models.map((model) => ({ ...model, aliases: names(model.digest), judged: judged.get(model.digest) })));
  });
}

function row() {
  const name = h('strong');
  const aliases = h('span', { class: 'chips' });
  const digest = h('code', { class: 'faint' });
  const gate = h('p', { class: 'gate' });
  const production = interval();
  const recent = interval();
  const heldOut = fact('Held out');
  const size = fact('Parameters');
  const field = fact('Field');
  const published = fact('Published');
  const labels = h('span', { class: 'chips' });
  const genotype = h('code');
  const element = h('li', { class: 'version' },
    h('div', { class: 'line-1' }, name, aliases, digest),
    h('div', { class: 'shares' },
      h('div', {}, h('span', { class: 'tile-name' }, 'In production'), production.element),
      h('div', {}, h('span', { class: 'tile-name' }, 'Last 200'), recent.element)),
    h('dl', { class: 'facts' }, heldOut.element, size.element, field.element, published.element),
    gate,
    h('details', {}, h('summary', {}, 'Labels and genotype'), labels, h('p', { class: 'genotype' }, genotype)));
  return {
    element,
    update(model) {
      attribute(element, 'data-version', model.version);
      attribute(element, 'data-champion', String(model.aliases.includes('champion')));
      text(name, version(model.version));
      chips(aliases, model.aliases, 'chip strong');
      text(digest, short(model.digest));
      attribute(digest, 'title', model.digest);
      production.update(model.judged?.all ?? NONE);
      recent.update(model.judged?.recent ?? NONE);
      text(heldOut.value, percent(model.heldOutAccuracy));
      text(size.value, count(model.parameters));
      text(field.value, model.field.toLowerCase());
      text(published.value, date(model.publishedAt));
      text(gate, model.gate ? `Gate: ${model.gate.reason}` : 'Gate: not judged');
      attribute(gate, 'data-state', model.gate ? (model.gate.promoted ? 'good' : 'kept') : 'idle');
      chips(labels, model.labels);
      text(genotype, model.genotype);
    },
  };
}
