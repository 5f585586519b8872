// 256 colours from black over blue and magenta to pale yellow, whose lightness rises evenly, so that
// the picture reads the same without colour. RGB triples, one after the other.

const STOPS = [
  [0, [4, 5, 14]], [48, [26, 20, 72]], [96, [86, 24, 118]], [144, [158, 44, 110]],
  [192, [226, 92, 74]], [228, [251, 168, 80]], [255, [252, 245, 190]],
];

export function palette() {
  const colours = new Uint8ClampedArray(3 * 256);
  for (let s = 1; s < STOPS.length; s++) {
    const [from, dark] = STOPS[s - 1];
    const [to, light] = STOPS[s];
    for (let i = from; i <= to; i++) {
      const part = (i - from) / (to - from);
      for (let c = 0; c < 3; c++) {
        colours[3 * i + c] = dark[c] + part * (light[c] - dark[c]);
      }
    }
  }
  return colours;
}
