// Wires the page: one store, one stream of events, and a view for each part.
import { openStream } from '/console/stream.js';
import { createStore } from '/console/store.js';
import { curves } from '/console/views/curves.js';
import { decisions } from '/console/views/decisions.js';
import { deployments } from '/console/views/deployments.js';
import { history } from '/console/views/history.js';
import { link } from '/console/views/link.js';
import { recognitions } from '/console/views/recognitions.js';
import { run } from '/console/views/run.js';
import { sources } from '/console/views/sources.js';
import { spectrogram } from '/console/views/spectrogram.js';
import { summary } from '/console/views/summary.js';
import { theme } from '/console/views/theme.js';
import { versions } from '/console/views/versions.js';

const views = {
  sources, spectrogram, recognitions, versions, deployments, history, run, decisions, curves, summary,
};

const store = createStore();
theme(document.getElementById('theme'), store);
link(document.getElementById('link'), document.getElementById('notice'), store);
for (const [id, mount] of Object.entries(views)) {
  mount(document.getElementById(id), store);
}
openStream(store);
