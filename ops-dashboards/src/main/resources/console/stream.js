// The one stream of events from the server: opened again when it breaks, goes quiet, or another
// source is watched; closed while nobody looks.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const QUIET_MS = 15_000;
const HIDDEN_MS = 60_000;

export function openStream(store) {
  let events = null;
  let wait = FIRST_WAIT_MS;
  let retry = 0;
  let lastHeard = 0;
  let hiding = 0;
  let watching = null;

  function close() {
    clearTimeout(retry);
    events?.close();
    events = null;
  }

  function open() {
    close();
    watching = store.get('watched');
    const query = watching ? `?watch=${encodeURIComponent(watching)}` : '';
    const opened = new EventSource(`/api/console/events${query}`);
    events = opened;
    lastHeard = Date.now();
    const on = (name, take) =>
      opened.addEventListener(name, (event) => {
        lastHeard = Date.now();
        take(JSON.parse(event.data));
      });
    on('state', ({ now, slices }) => {
      wait = FIRST_WAIT_MS;
      store.setServerTime(now);
      for (const [name, value] of Object.entries(slices)) {
        store.set(name, value);
      }
      store.set('link', 'connected');
      watchFirst();
    });
    on('slice', ({ name, value }) => {
      store.set(name, value);
      watchFirst();
    });
    on('recognitions', (items) => store.append(items));
    on('spectrum', (columns) => store.set('spectrum', columns));
    on('tick', ({ now }) => store.setServerTime(now));
    opened.onerror = () => again();
  }

  function again() {
    close();
    store.set('link', 'lost');
    retry = setTimeout(open, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
  }

  // A page that was just opened watches the first source that sounds.
  function watchFirst() {
    if (!store.get('watched')) {
      const { sources } = store.get('sources');
      const first = sources.find((source) => source.state === 'live');
      if (first) {
        store.set('watched', first.id);
      }
    }
  }

  store.on(['watched'], () => {
    if (watching !== null && watching !== store.get('watched')) {
      open();
    }
  });
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiding);
    if (document.hidden) {
      hiding = setTimeout(close, HIDDEN_MS);
    } else if (events === null) {
      open();
    }
  });
  setInterval(() => {
    if (events !== null && Date.now() - lastHeard > QUIET_MS) {
      again();
    }
  }, 5_000);
  setInterval(() => {
    if (!document.hidden) {
      store.set('clock', store.now());
    }
  }, 1_000);
  open();
}
