// What makes a page hard to use for some: returns a line for each fault, so that none is an empty list.
const faults = [];

function luminance([r, g, b]) {
  const linear = [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function colour(css) {
  const parts = css.match(/[\d.]+/g).map(Number);
  return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
}

function ground(element) {
  for (let e = element; e !== null; e = e.parentElement) {
    const { rgb, alpha } = colour(getComputedStyle(e).backgroundColor);
    if (alpha === 1) {
      return rgb;
    }
  }
  return [255, 255, 255];
}

function isShown(element) {
  return element.checkVisibility() && element.getClientRects().length > 0;
}

// WCAG 2.2, 1.4.3: text and its ground differ by 4.5 to 1.
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (walker.currentNode.data.trim() === '' || !isShown(element) || element.closest('svg, noscript, .skip')) {
    continue;
  }
  const [light, dark] = [colour(getComputedStyle(element).color).rgb, ground(element)]
    .map(luminance).sort((a, b) => b - a);
  const contrast = (light + 0.05) / (dark + 0.05);
  if (contrast < 4.5) {
    faults.push(`contrast ${contrast.toFixed(2)} of "${walker.currentNode.data.trim().slice(0, 30)}"`);
  }
}

// 4.1.2: whatever can be used has a name.
for (const element of document.querySelectorAll('button, a, input, summary, meter, progress, [role=img]')) {
  const name = element.getAttribute('aria-label') || element.textContent.trim()
    || element.closest('label')?.textContent.trim() || element.querySelector('img[alt]')?.alt;
  if (!name) {
    faults.push(`no name: ${element.outerHTML.slice(0, 80)}`);
  }
}

// 1.3.1: landmarks, one first heading level after the other, no id twice.
for (const landmark of ['header', 'nav', 'main']) {
  if (document.querySelectorAll(`body ${landmark}:not(article ${landmark})`).length !== 1) {
    faults.push(`one ${landmark} was expected`);
  }
}
if (document.querySelectorAll('h1').length !== 1) {
  faults.push('one h1 was expected');
}
let level = 0;
for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
  const own = Number(heading.tagName[1]);
  if (own > level + 1) {
    faults.push(`heading of level ${own} after one of ${level}: ${heading.textContent}`);
  }
  level = own;
}
const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
for (const id of ids.filter((one, i) => ids.indexOf(one) !== i)) {
  faults.push(`id twice: ${id}`);
}

// 1.4.10: nothing lies beside the view, at any width.
const beyond = document.documentElement.scrollWidth - document.documentElement.clientWidth;
if (beyond > 0) {
  faults.push(`${beyond} px are wider than the view`);
}
return faults;
