// Numbers and times as people read them. Times are stored in UTC; the zone is the reader's.

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false,
});
const day = new Intl.DateTimeFormat(undefined, {
  year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false,
});
const whole = new Intl.NumberFormat();

export const time = (millis) => clock.format(millis);
export const date = (millis) => day.format(millis);
export const count = (n) => whole.format(n);
export const percent = (share) => `${(100 * share).toFixed(share >= 0.9995 || share === 0 ? 0 : 1)} %`;
export const short = (digest) => (digest ? digest.slice(0, 8) : '');
export const version = (n) => (n > 0 ? `v${n}` : 'unnumbered');

export function span(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ${seconds % 60} s`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

export const ago = (millis, now) => (now - millis < 1500 ? 'now' : `${span(now - millis)} ago`);

export function hertz(value) {
  return value >= 1000 ? `${Number((value / 1000).toFixed(1))} kHz` : `${value} Hz`;
}
