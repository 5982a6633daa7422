// JupyterLab's output area and renderers, fed with the kernel's messages as JupyterLab feeds them.
import { OutputArea, OutputAreaModel } from '@jupyterlab/outputarea';
import { RenderMimeRegistry, standardRendererFactories } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import plotly from 'jupyterlab-plotly/lib/plotly-renderer.js';
import '@jupyterlab/rendermime/style/index.css';
import '@jupyterlab/outputarea/style/index.css';

const cells = new Map();
let registry;

function attach(model) {
  const area = new OutputArea({ model, rendermime: registry });
  area.node.classList.add('cell');
  Widget.attach(area, document.querySelector('main'));
  return area;
}

window.frontEnd = {
  start({ extension, dark }) {
    registry = new RenderMimeRegistry({ initialFactories: standardRendererFactories });
    if (extension) registry.addFactory(plotly[0].rendererFactory, plotly[0].rank);
    document.body.className = 'jp-ThemedContainer';
    this.theme(dark);
  },

  theme(dark) {
    document.body.dataset.jpThemeLight = String(!dark);
    document.getElementById('theme').href = dark ? 'dark.css' : 'light.css';
  },

  // A message of a running cell. Updates reach every cell, as the kernel's connection sees to.
  send(cell, type, content) {
    if (!cells.has(cell)) {
      const area = attach(new OutputAreaModel({ trusted: true }));
      area.future = { done: new Promise(() => {}), dispose() {} };
      cells.set(cell, area);
    }
    const targets = type === 'update_display_data' ? [...cells.values()] : [cells.get(cell)];
    for (const area of targets) area.future.onIOPub({ header: { msg_type: type }, content });
  },

  // The outputs of a saved notebook's cell.
  open(outputs, trusted) {
    return attach(new OutputAreaModel({ trusted, values: outputs }));
  },

  saved() {
    return [...cells.values()].map(area => area.model.toJSON());
  },
};
