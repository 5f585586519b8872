// The page's state: a value for each slice, and who wants to know when it changes.
//
// Slices come from the server (sources, recognitions, models, deployments, accuracy, search, curves,
// feed) or are the page's own (watched, link, clock, theme). What is kept is bounded: a slice is
// replaced whole, and recognitions keep the last RECENT.

const RECENT = 120;

const EMPTY = {
  sources: { sources: [] },
  recognitions: { recent: [] },
  models: { generation: 0, aliases: {}, models: [], history: [] },
  deployments: { instances: [] },
  accuracy: { versions: [] },
  search: { run: null, past: [], decisions: [] },
  curves: { runId: '', epochs: [], edges: [], measures: {} },
  feed: { connected: true, unreadable: 0 },
  link: 'connecting',
  watched: '',
  clock: 0,
  theme: '',
};

export function createStore() {
  const values = new Map(Object.entries(EMPTY));
  const listeners = new Map();
  const waiting = new Set();
  let serverAhead = 0;

  // Many slices may change in one turn; each listener runs once for them, before the next paint.
  function flush() {
    const due = [...waiting];
    waiting.clear();
    for (const listener of due) {
      try {
        listener();
      } catch (error) {
        // One view that fails must not stop the others; it is reported all the same.
        reportError(error);
      }
    }
  }

  function set(name, value) {
    values.set(name, value);
    for (const listener of listeners.get(name) ?? []) {
      if (waiting.size === 0) {
        queueMicrotask(flush);
      }
      waiting.add(listener);
    }
  }

  return {
    get: (name) => values.get(name),
    set,

    // Calls back now and after each change of one of the slices.
    on(names, listener) {
      for (const name of names) {
        listeners.set(name, [...(listeners.get(name) ?? []), listener]);
      }
      listener();
    },

    append(items) {
      const known = new Map(values.get('recognitions').recent.map((item) => [item.id, item]));
      for (const item of items) {
        known.set(item.id, item);
      }
      set('recognitions', { recent: [...known.values()].slice(-RECENT) });
    },

    // The server's clock judges what is old, so that a wrong one here misleads nobody.
    setServerTime(millis) {
      serverAhead = millis - Date.now();
      set('clock', millis);
    },
    now: () => Date.now() + serverAhead,
  };
}
