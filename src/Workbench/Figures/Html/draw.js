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
    if (lines > 0) {
      layout.legend = Object.assign({}, layout.legend, { orientation: 'v', x: 0, xanchor: 'left', y: 0, yref: 'container', yanchor: 'bottom' });
      layout.margin.b = (layout.margin.b || 60) + lines * line;
      layout.height = (layout.height || 450) + lines * line;
    }
    return layout;
  }

  function draw(element) {
    var source = document.getElementById(element.id + '-json');
    if (!source || element.dataset.drawn) return;
    element.dataset.drawn = 'waiting';
    var figure = JSON.parse(source.textContent), drawn = 0;
    function render(width, shrink) {
      if (!width || width === drawn) return Promise.resolve();
      drawn = width;
      var layout = fitted(figure, width);
      if (shrink) layout = Object.assign({}, layout, { font: Object.assign({}, layout.font, { size: 11 }) });
      var height = Math.round((layout.height || 450) * (shrink || 1));
      element.style.height = height + 'px';
      layout = Object.assign({}, layout, { width: figure.layout.width || width, height: height });
      return Plotly.react(element, figure.data, layout, Object.assign({}, figure.config, { responsive: false }));
    }
    render(element.clientWidth || 600).then(
      function () { element.dataset.drawn = 'yes'; },
      function (error) { element.dataset.drawn = 'no'; console.error(error); });
    if (window.ResizeObserver) new ResizeObserver(function () { render(element.clientWidth); }).observe(element);
    // A printed page has a width of its own and no time for observers: A4 less its margins, and a little lower, so that pages fill.
    window.addEventListener('beforeprint', function () { render(680, 0.8); });
    window.addEventListener('afterprint', function () { render(element.clientWidth); });
  }

  document.querySelectorAll('.plotly-figure').forEach(draw);
})();
