// The sources and how they are. Choosing one shows its spectrogram.
import { attribute, empty, h, keyed, text } from '/console/dom.js';
import { ago, hertz, span } from '/console/format.js';
import { pill } from '/console/views/parts.js';

const FLOOR_DB = -70;

const SAID = {
  live: (source, now) => `for ${span(now - source.since)}`,
  silent: (source, now) => `no sound for ${span(now - source.since)}`,
  stopped: (source, now) => `no frames for ${span(now - source.lastHeard)}`,
  ended: (source, now) => `session ended ${ago(source.lastHeard, now)}`,
};

export function sources(card, store) {
  const list = h('ul', { class: 'source-list' });
  const note = empty(card, 'No source has been heard yet. Start one with: argand ingest');
  card.append(list);
  const show = keyed(list, (source) => source.id, (source) => row(source, store));
  store.on(['sources', 'watched', 'clock', 'recognitions'], () => {
    const { sources: all } = store.get('sources');
    note(all.length === 0);
    show(all);
  });
}

function row(source, store) {
  const state = pill();
  const heard = h('span', { class: 'heard' });
  const said = h('span', { class: 'faint' });
  const format = h('span', { class: 'faint' });
  const level = h('meter', { min: FLOOR_DB, max: 0, 'aria-label': `Level of ${source.id} in decibels` });
  const button = h(
    'button',
    { class: 'source', type: 'button', onclick: () => store.set('watched', source.id) },
    h('span', { class: 'line-1' }, h('span', { class: 'name' }, source.id), state.element),
    h('span', { class: 'line-2' }, said, format));
  const element = h('li', { 'data-source': source.id }, button, h('div', { class: 'line-3' }, level, heard));
  return {
    element,
    update(now) {
      attribute(element, 'data-state', now.state);
      attribute(button, 'aria-pressed', String(store.get('watched') === now.id));
      state.update(now.state);
      text(said, SAID[now.state](now, store.now()));
      const gaps = now.gaps > 0 ? `, ${now.gaps} gaps` : '';
      text(format, `${hertz(now.sampleRateHz)} ${now.channels === 1 ? 'mono' : `${now.channels} ch`}${gaps}`);
      level.value = now.state === 'live' || now.state === 'silent' ? now.levelDb : FLOOR_DB;
      text(heard, lastHeard(store, now.id));
    },
  };
}

function lastHeard(store, id) {
  const last = store.get('recognitions').recent.findLast((one) => one.source === id);
  if (last === undefined) {
    return '';
  }
  return last.accepted ? `${last.label} ${last.score.toFixed(2)}` : 'background';
}
