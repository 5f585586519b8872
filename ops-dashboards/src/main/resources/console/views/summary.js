// The figures that answer: does it hear, is it right, what does the search do?
import { attribute, h, text } from '/console/dom.js';
import { percent, version } from '/console/format.js';

function tile(name, href) {
  const value = h('strong');
  const detail = h('span', { class: 'faint' });
  const element = h('a', { class: 'tile', href }, h('span', { class: 'tile-name' }, name), value, detail);
  return {
    element,
    update(state, said, more) {
      attribute(element, 'data-state', state);
      text(value, said);
      text(detail, more);
    },
  };
}

export function summary(section, store) {
  const hearing = tile('Sources', '#listening');
  const serving = tile('Champion', '#models');
  const right = tile('Accuracy in production', '#models');
  const searching = tile('Search', '#search');
  section.append(hearing.element, serving.element, right.element, searching.element);

  store.on(['sources'], () => {
    const { sources } = store.get('sources');
    const of = (state) => sources.filter((source) => source.state === state).length;
    const stopped = of('stopped');
    hearing.update(
      stopped > 0 ? 'bad' : sources.length > 0 ? 'good' : 'idle',
      stopped > 0 ? `${stopped} stopped` : `${of('live')} live`,
      `${of('live')} live, ${of('silent')} silent, ${of('ended')} ended`);
    document.title = stopped > 0 ? `(${stopped} stopped) Argand console` : 'Argand console';
  });

  store.on(['models', 'accuracy'], () => {
    const { aliases, models, generation } = store.get('models');
    const champion = models.find((model) => model.digest === aliases.champion);
    serving.update(
      aliases.champion ? 'good' : 'idle',
      champion ? version(champion.version) : aliases.champion ? aliases.champion.slice(0, 8) : 'none yet',
      champion ? `${champion.labels.length} labels, generation ${generation}` : `generation ${generation}`);
    const judged = store.get('accuracy').versions.find((one) => one.digest === aliases.champion);
    right.update(
      'idle',
      judged ? percent(judged.recent.accuracy) : '–',
      judged
        ? `${percent(judged.recent.low)} to ${percent(judged.recent.high)}, last ${judged.recent.n}`
        : 'no labelled windows yet');
  });

  store.on(['search'], () => {
    const { run } = store.get('search');
    if (run === null) {
      searching.update('idle', 'idle', 'no run yet');
      return;
    }
    const state = { promoted: 'good', failed: 'bad', kept: 'idle' }[run.state] ?? 'busy';
    const part = run.total > 0 ? `${run.phase} ${run.done} of ${run.total}` : run.phase;
    searching.update(state, run.state, run.ended ? run.message : part);
  });
}
