// Dark, light, or as the system has it; the choice is kept in this browser.
import { attribute, text } from '/console/dom.js';

const ORDER = ['system', 'light', 'dark'];
const KEY = 'argand.theme';

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // Storage may be forbidden; then the choice lasts as long as the page.
    return null;
  }
}

function keep(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    return;
  }
}

export function theme(button, store) {
  let choice = ORDER.includes(kept()) ? kept() : 'system';
  const show = () => {
    attribute(document.documentElement, 'data-theme', choice === 'system' ? null : choice);
    text(button, `Theme: ${choice}`);
    store.set('theme', choice);
  };
  button.addEventListener('click', () => {
    choice = ORDER[(ORDER.indexOf(choice) + 1) % ORDER.length];
    keep(choice);
    show();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  show();
}
