// Whether the page hears the server, and the server Kafka.
import { attribute, text } from '/console/dom.js';

const WORDS = { connecting: 'connecting…', connected: 'connected', lost: 'reconnecting…' };

export function link(element, notice, store) {
  store.on(['link', 'feed'], () => {
    const state = store.get('link');
    const { connected, unreadable } = store.get('feed');
    attribute(element, 'data-state', state === 'connected' && !connected ? 'lost' : state);
    text(element, WORDS[state]);
    const lines = [];
    if (state === 'lost') {
      lines.push('The server does not answer: what is shown may be old.');
    } else if (state === 'connected' && !connected) {
      lines.push('Kafka does not answer: what is shown may be old.');
    }
    if (unreadable > 0) {
      lines.push(`${unreadable} records could not be read and are left out.`);
    }
    notice.hidden = lines.length === 0;
    text(notice, lines.join(' '));
  });
}
