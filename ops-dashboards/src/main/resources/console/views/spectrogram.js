// A spectrogram that scrolls with the chosen source: time to the right, frequency upwards, level as
// brightness, and what was recognised below it. The picture holds what the canvas is wide; nothing
// else is kept.
import { empty, h, text } from '/console/dom.js';
import { hertz, time } from '/console/format.js';
import { palette } from '/console/charts/palette.js';

const WIDTH = 480;
const FLOOR = 40;

export function spectrogram(card, store) {
  const title = h('span', { class: 'faint' });
  card.querySelector('header').append(title);
  const note = empty(card, 'Choose a source to see its sound.');
  const canvas = h('canvas', { width: WIDTH, height: 128, role: 'img', 'aria-label': 'Spectrogram' });
  const top = h('span');
  const middle = h('span');
  const from = h('span');
  const strip = h('div', { class: 'strip', 'aria-hidden': 'true' });
  const figure = h('div', { class: 'spectrogram' },
    h('div', { class: 'axis', 'aria-hidden': 'true' }, top, middle, h('span', {}, '0')),
    h('div', { class: 'picture' }, canvas, strip,
      h('div', { class: 'times', 'aria-hidden': 'true' }, from, h('span', {}, 'now'))));
  card.append(figure);
  const pen = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  const colours = palette();
  let shown = '';
  let end = 0;
  let columnMillis = 32;

  function clear() {
    pen.fillStyle = `rgb(${colours.slice(0, 3).join(' ')})`;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    strip.replaceChildren();
    end = 0;
  }

  function draw({ columns, rows, gap }) {
    const bytes = Uint8Array.from(atob(columns), (letter) => letter.charCodeAt(0));
    const count = Math.min(WIDTH, bytes.length / rows);
    const skipped = bytes.length / rows - count;
    pen.drawImage(canvas, -count, 0);
    const image = pen.createImageData(count, rows);
    for (let x = 0; x < count; x++) {
      for (let row = 0; row < rows; row++) {
        const level = gap && x === 0 ? 0 : bytes[(x + skipped) * rows + row];
        const shade = 3 * Math.max(0, Math.round(((level - FLOOR) * 255) / (255 - FLOOR)));
        const at = 4 * ((rows - 1 - row) * count + x);
        image.data[at] = colours[shade];
        image.data[at + 1] = colours[shade + 1];
        image.data[at + 2] = colours[shade + 2];
        image.data[at + 3] = 255;
      }
    }
    pen.putImageData(image, WIDTH - count, 0);
  }

  // Recognised stretches below the picture: neighbouring windows of one label are one mark.
  function marks() {
    const spanMillis = WIDTH * columnMillis;
    const begin = end - spanMillis;
    const stretches = [];
    for (const one of store.get('recognitions').recent) {
      if (one.source !== shown || !one.accepted || one.end < begin || end === 0) {
        continue;
      }
      const last = stretches[stretches.length - 1];
      if (last && last.label === one.label && one.start <= last.end) {
        last.end = one.end;
      } else {
        stretches.push({ label: one.label, start: one.start, end: one.end });
      }
    }
    strip.replaceChildren(...stretches.filter(({ start }) => start < end).map(({ label, start, end: stop }) => {
      const mark = h('span', { class: 'mark' }, label);
      mark.style.left = `${(100 * Math.max(0, start - begin)) / spanMillis}%`;
      mark.style.width = `${(100 * (Math.min(end, stop) - Math.max(begin, start))) / spanMillis}%`;
      return mark;
    }));
  }

  store.on(['watched'], () => {
    if (shown !== store.get('watched')) {
      shown = store.get('watched');
      clear();
    }
    note(shown === '');
    figure.hidden = shown === '';
    text(title, shown);
    canvas.setAttribute('aria-label', `Spectrogram of ${shown}`);
  });
  store.on(['spectrum'], () => {
    const columns = store.get('spectrum');
    if (columns === undefined || columns.source !== shown) {
      return;
    }
    draw(columns);
    end = columns.end;
    columnMillis = 1000 * columns.columnSeconds;
    card.dataset.columns = Number(card.dataset.columns ?? 0) + 1;
    text(top, hertz(columns.sampleRateHz / 2));
    text(middle, hertz(columns.sampleRateHz / 4));
    text(from, time(end - WIDTH * columnMillis));
    marks();
  });
  clear();
}
