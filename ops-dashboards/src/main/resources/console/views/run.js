// The search that runs or ran last: its phases, what was measured, and the runs before it.
import { attribute, empty, h, keyed, text } from '/console/dom.js';
import { lineChart } from '/console/charts/lines.js';
import { ago, date, short, span } from '/console/format.js';
import { pill } from '/console/views/parts.js';

const QUIET_MS = 120_000;

export function run(card, store) {
  const state = pill();
  card.querySelector('header').append(state.element);
  const note = empty(card, 'No search has run yet. Start one with: argand search');
  const name = h('code');
  const said = h('span', { class: 'faint' });
  const progress = h('progress', { 'aria-label': 'Steps of the phase', max: 1, value: 0 });
  const phases = h('ol', { class: 'phases' });
  const measures = h('div', { class: 'measures' });
  const message = h('p', { class: 'message' });
  const past = h('ol', { class: 'plain past' });
  const body = h('div', { class: 'run' },
    h('div', { class: 'line-2' }, name, said), progress, phases, message, measures,
    h('details', {}, h('summary', {}, 'Runs before'), past));
  card.append(body);
  const showPhases = keyed(phases, (phase) => `${phase.name}/${phase.startedAt}`, phaseRow);
  const showMeasures = keyed(measures, (measure) => measure.name, measureRow);
  const showPast = keyed(past, (one) => `${one.runId}/${one.at}`, pastRow);

  store.on(['search', 'clock'], () => {
    const { run: now, past: ended } = store.get('search');
    note(now === null);
    body.hidden = now === null;
    state.element.hidden = now === null;
    if (now === null) {
      return;
    }
    const quiet = !now.ended && store.now() - now.at > QUIET_MS;
    state.update(quiet ? 'stale' : now.state, quiet ? `${now.state}, no word` : now.state);
    attribute(body, 'data-run', now.runId);
    text(name, now.runId.slice(0, 12));
    text(said, `${now.ended ? 'took' : 'for'} ${span((now.ended ? now.at : store.now()) - now.startedAt)}, last word ${ago(now.at, store.now())}`);
    progress.hidden = now.ended;
    if (now.total > 0) {
      progress.max = now.total;
      progress.value = now.done;
    } else {
      progress.removeAttribute('value');
    }
    text(message, now.modelDigest ? `${now.message} Bundle ${short(now.modelDigest)}.` : now.message);
    message.hidden = message.textContent === '';
    showPhases(now.phases.map((phase, i) => ({ ...phase, present: !now.ended && i === now.phases.length - 1, now })));
    showPast(ended);
  });
  store.on(['curves'], () => {
    const { measures: curves } = store.get('curves');
    showMeasures(Object.entries(curves).map(([name, curve]) => ({ name, ...curve })));
  });
}

function phaseRow(phase) {
  const took = h('span', { class: 'faint' });
  const element = h('li', {}, h('span', {}, phase.name), took);
  return {
    element,
    update(now) {
      attribute(element, 'aria-current', now.present ? 'step' : null);
      const steps = now.present && now.now.total > 0 ? `${now.now.done} of ${now.now.total}, ` : '';
      text(took, steps + span(now.at - now.startedAt));
    },
  };
}

function measureRow({ name }) {
  const chart = lineChart(name);
  const last = h('strong');
  const range = h('span', { class: 'faint' });
  return {
    element: h('figure', { class: 'measure' }, h('figcaption', {}, h('span', {}, name), last, range), chart.element),
    update({ phase, values }) {
      const known = values.filter((value) => value !== null);
      const low = Math.min(0, ...known);
      const high = Math.max(low + 1e-9, ...known);
      const newest = known.length > 0 ? known[known.length - 1].toFixed(3) : '–';
      text(last, newest);
      text(range, `${phase}, ${low.toFixed(0)} to ${high.toFixed(2)}`);
      chart.update([{ name, className: 'line-0', values }], low, high, `${name} over the steps of ${phase}, now ${newest}`);
    },
  };
}

function pastRow(one) {
  const state = pill();
  state.update(one.state);
  return {
    element: h('li', { class: 'entry' },
      h('div', { class: 'line-1' }, h('code', {}, one.runId.slice(0, 12)), state.element),
      h('p', { class: 'faint' }, `${date(one.at)} ${one.message}`)),
    update() {},
  };
}
