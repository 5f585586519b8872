// Elements without a template language: made once, then changed in place, so that focus, selection
// and scrolling stay where they are.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const h = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

export function text(element, value) {
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

export function attribute(element, name, value) {
  if (value === null || value === false) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}

// A list whose rows are kept by key: make(item) gives {element, update(item)}.
export function keyed(container, key, make) {
  const rows = new Map();
  return (items) => {
    const wanted = new Set(items.map(key));
    for (const [id, row] of rows) {
      if (!wanted.has(id)) {
        row.element.remove();
        rows.delete(id);
      }
    }
    let place = container.firstElementChild;
    for (const item of items) {
      const id = key(item);
      let row = rows.get(id);
      if (row === undefined) {
        row = make(item);
        rows.set(id, row);
      }
      row.update(item);
      if (row.element === place) {
        place = place.nextElementSibling;
      } else {
        container.insertBefore(row.element, place);
      }
    }
  };
}

// What stands where there is nothing to show yet.
export function empty(card, line) {
  const note = h('p', { class: 'empty' }, line);
  card.append(note);
  return (isEmpty) => {
    note.hidden = !isEmpty;
  };
}
