(function () {
  'use strict';
  // Below this width (CSS pixels), the legend moves below the plot with one name per line, and margins shrink.
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
    // A horizontal legend wraps by itself, to about two names per line, but takes its space from the plot.
    if (lines > 0 && (layout.legend || {}).orientation === 'h') layout.height = (layout.height || 450) + Math.ceil(lines / 2) * line;
    else if (lines > 0) {
      layout.legend = Object.assign({}, layout.legend, { orientation: 'v', x: 0, xanchor: 'left', y: 0, yref: 'container', yanchor: 'bottom' });
      layout.margin.b = (layout.margin.b || 60) + lines * line;
      layout.height = (layout.height || 450) + lines * line;
    }
    return layout;
  }

  // Draws a figure in an element, and redraws it when the element's width or the page's theme changes. Returns a function that stops this.
  function present(element, figure) {
    var drawn = '', stopped = false, printing = false, busy = Promise.resolve(), Plotly = window.WorkbenchPlotly || window.Plotly, theme = window.WorkbenchTheme;
    function render(width, shrink) {
      // Printed pages are white.
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
    // Observers do not run before printing. The width is that of an A4 page minus its margins, and the height is reduced to fill pages better.
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
      // Purging during a drawing would remove the state that the drawing uses.
      function purge() { Plotly.purge(element); }
      busy.then(purge, purge);
    };
  }

  // Reports: static elements of the page.
  document.querySelectorAll('.plotly-figure').forEach(function (element) {
    var source = document.getElementById(element.id + '-json');
    if (source && !element.dataset.drawn) present(element, JSON.parse(source.textContent));
  });

  // Notebooks: outputs are added before or after this script, moved, updated and removed. The browser notifies a custom element of all of these.
  if (!window.customElements || customElements.get('workbench-figure')) return;
  customElements.define('workbench-figure', class extends HTMLElement {
    connectedCallback() {
      var self = this;
      // While a saved page is parsed, an element is connected before its children are parsed.
      if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', function () { self.show(); }, { once: true });
      else self.show();
    }

    show() {
      // Jupyter Notebook 6 inserts outputs with jQuery, which temporarily prefixes the type of every script with "true/".
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

    // A hidden fallback still describes the figure for screen readers.
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
