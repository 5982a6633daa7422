(function () {
  'use strict';
  // Below this width (CSS pixels) the legend goes under the plot, one name a line, and margins shrink.
  var narrow = 600, line = 20;

  function legendLines(figure) {
    var names = {};
    figure.data.forEach(function (trace) {
      if (trace.showlegend !== false && trace.name) names[trace.legendgroup || trace.name] = true;
    });
    var count = Object.keys(names).length;
    var legend = figure.layout.legend || {};
    return figure.layout.showlegend === false || count < 2 ? 0 : count + (legend.title ? 1 : 0);
  }

  function fitted(figure, width) {
    if (width >= narrow) return figure.layout;
    var layout = JSON.parse(JSON.stringify(figure.layout)), lines = legendLines(figure);
    layout.font = Object.assign({}, layout.font, { size: 11 });
    layout.margin = Object.assign({}, layout.margin, { l: 44, r: 8 });
    // A legend that lies under the plot already breaks into lines of about two names by itself, and makes its own room out of the plot's.
    if (lines > 0 && (layout.legend || {}).orientation === 'h') layout.height = (layout.height || 450) + Math.ceil(lines / 2) * line;
    else if (lines > 0) {
      layout.legend = Object.assign({}, layout.legend, { orientation: 'v', x: 0, xanchor: 'left', y: 0, yref: 'container', yanchor: 'bottom' });
      layout.margin.b = (layout.margin.b || 60) + lines * line;
      layout.height = (layout.height || 450) + lines * line;
    }
    return layout;
  }

  // Keeps a figure drawn in an element, whatever the element's width and the page's theme become, until it is told to stop.
  function present(element, figure) {
    var drawn = '', stopped = false, printing = false, busy = Promise.resolve(), Plotly = window.WorkbenchPlotly || window.Plotly, theme = window.WorkbenchTheme;
    function render(width, shrink) {
      // Paper is white.
      var page = shrink ? null : theme.darkness(element), state = width + ' ' + page;
      if (!width || state === drawn || stopped) return busy;
      drawn = state;
      var shown = page ? theme.darkened(figure, page) : figure, layout = fitted(shown, width);
      if (shrink) layout = Object.assign({}, layout, { font: Object.assign({}, layout.font, { size: 11 }) });
      var height = Math.round((layout.height || 450) * (shrink || 1));
      element.style.height = height + 'px';
      layout = Object.assign({}, layout, { width: figure.layout.width || width, height: height });
      busy = Plotly.react(element, shown.data, layout, Object.assign({}, figure.config, { responsive: false }));
      return busy;
    }
    // A printed page has a width of its own and no time for observers: A4 less its margins, and a little lower, so that pages fill.
    function print() {
      render(680, 0.8);
      printing = true;
    }
    function printed() {
      printing = false;
      restore();
    }
    function restore() { if (!printing) render(element.clientWidth); }
    var observer = window.ResizeObserver && new ResizeObserver(restore);
    if (observer) observer.observe(element);
    window.addEventListener('beforeprint', print);
    window.addEventListener('afterprint', printed);
    var forget = theme.watch(restore);
    element.dataset.drawn = 'waiting';
    render(element.clientWidth || 600).then(
      function () { element.dataset.drawn = 'yes'; },
      function (error) { element.dataset.drawn = 'no'; console.error(error); });
    return function stop() {
      if (observer) observer.disconnect();
      forget();
      window.removeEventListener('beforeprint', print);
      window.removeEventListener('afterprint', printed);
      stopped = true;
      // What is being drawn ends before its state is taken away.
      function purge() { Plotly.purge(element); }
      busy.then(purge, purge);
    };
  }

  // Reports: elements that stand in the page.
  document.querySelectorAll('.plotly-figure').forEach(function (element) {
    var source = document.getElementById(element.id + '-json');
    if (source && !element.dataset.drawn) present(element, JSON.parse(source.textContent));
  });

  // Notebooks: outputs come before or after this script, move, are updated and go. A custom element learns of all of that from the browser.
  if (!window.customElements || customElements.get('workbench-figure')) return;
  customElements.define('workbench-figure', class extends HTMLElement {
    connectedCallback() {
      var self = this;
      // While a saved page is parsed, an element is connected before its children are there.
      if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', function () { self.show(); }, { once: true });
      else self.show();
    }

    show() {
      // jQuery, with which Jupyter Notebook 6 puts outputs on the page, writes "true/" before the type of every script while it inserts it.
      var source = this.querySelector('script[type$="application/json"]');
      if (this.stop || !this.isConnected || !source) return;
      var figure = JSON.parse(source.textContent);
      if (!figure.layout) figure.layout = {};
      var missing = unknown(figure);
      if (missing.length) return this.say('this plotly.js does not draw: ' + missing.join(', '));
      var plot = document.createElement('div');
      this.fallback(true);
      this.appendChild(plot);
      var stop = present(plot, figure);
      this.stop = function () { stop(); plot.remove(); };
    }

    disconnectedCallback() {
      if (!this.stop) return;
      this.stop();
      this.stop = null;
      this.fallback(false);
    }

    // Hidden, the words still describe the figure to who does not see it.
    fallback(hidden) {
      var other = this.querySelector('.workbench-fallback');
      if (!other) return;
      other.hidden = hidden;
      if (!other.id) other.id = 'workbench-words-' + (window.WorkbenchWords = (window.WorkbenchWords || 0) + 1);
      if (hidden) this.setAttribute('aria-describedby', other.id);
      else this.removeAttribute('aria-describedby');
    }

    say(text) {
      var other = this.querySelector('.workbench-fallback');
      if (other && other.dataset.said !== text) other.insertAdjacentElement('afterbegin', document.createElement('p')).textContent = other.dataset.said = text;
    }
  });

  function unknown(figure) {
    var known = (window.WorkbenchPlotly || window.Plotly).PlotSchema.get().traces;
    return figure.data.map(function (trace) { return trace.type || 'scatter'; }).filter(function (type, i, all) { return !known[type] && all.indexOf(type) === i; });
  }
})();
