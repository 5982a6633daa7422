// VS Code's figure component (the renderers extension's) in a page that treats outputs as VS Code's notebook does: the data of a figure go before HTML, one web view
// holds all outputs, the scripts of HTML are run, an output that gets another form is rendered anew.
import React from 'react';
import ReactDOM from 'react-dom';
import { PlotlyTransform } from '@nteract/transform-plotly';
import Plotly from 'plotly.js-dist';

const order = ['application/vnd.plotly.v1+json', 'text/html', 'image/png', 'text/plain'];
const displays = new Map();

function html(element, text) {
  element.innerHTML = text;
  for (const old of [...element.querySelectorAll('script')]) {
    const script = document.createElement('script');
    if (old.type) script.type = old.type;
    script.text = old.textContent;
    element.appendChild(script).remove();
  }
}

function render(output, data) {
  const form = order.find(type => type in data);
  ReactDOM.unmountComponentAtNode(output);
  output.replaceChildren();
  output.dataset.form = form || '';
  if (form === 'application/vnd.plotly.v1+json') {
    // The extension makes a new component for every rendering.
    const Once = class extends PlotlyTransform {};
    ReactDOM.render(React.createElement(Once, { data: JSON.parse(JSON.stringify(data[form])) }), output);
  } else if (form === 'text/html') html(output, data[form]);
  else if (form === 'image/png') output.innerHTML = `<img alt="" src="data:image/png;base64,${data[form]}">`;
  else output.innerHTML = '<pre></pre>', output.firstChild.textContent = data[form] || '';
}

window.frontEnd = {
  // What this plotly.js does not know of a figure; what is valid and has no effect is no fault.
  faults({ data, layout }) {
    return [Plotly.version, ...(Plotly.validate(data, layout) || []).filter(fault => fault.code !== 'unused').map(fault => fault.msg)];
  },

  start({ dark }) {
    this.theme(dark);
  },

  theme(dark) {
    document.body.className = dark ? 'vscode-dark' : 'vscode-light';
    document.body.style.background = dark ? '#1f1f1f' : '#ffffff';
    document.body.style.color = dark ? '#cccccc' : '#3b3b3b';
  },

  send(cell, type, content) {
    const id = (content.transient || {}).display_id;
    if (type === 'update_display_data') return (displays.get(id) || []).forEach(output => render(output, content.data));
    let area = document.getElementById(cell);
    if (!area) {
      area = document.createElement('div');
      area.id = cell;
      area.className = 'cell';
      document.querySelector('main').appendChild(area);
    }
    const output = area.appendChild(document.createElement('div'));
    output.className = 'output';
    if (id) displays.set(id, [...(displays.get(id) || []), output]);
    render(output, content.data);
  },
};
