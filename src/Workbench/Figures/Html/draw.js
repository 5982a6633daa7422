(function () {
  'use strict';
  // Below this width (CSS pixels) the legend goes under the plot and margins shrink.
  var narrow = 600;

  function fitted(figure, width) {
    if (width >= narrow) return figure.layout;
    var layout = JSON.parse(JSON.stringify(figure.layout));
    var small = (layout.meta && layout.meta.narrow) || {};
    layout.font = Object.assign({}, layout.font, { size: 11 });
    layout.margin = Object.assign({}, layout.margin, { l: 48, r: 8 });
    Object.keys(small).forEach(function (path) {
      var parts = path.split('.'), node = layout;
      while (parts.length > 1) { var part = parts.shift(); node = node[part] = node[part] || {}; }
      node[parts[0]] = small[path];
    });
    return layout;
  }

  function draw(element) {
    var source = document.getElementById(element.id + '-json');
    if (!source || element.dataset.drawn) return;
    element.dataset.drawn = 'waiting';
    var figure = JSON.parse(source.textContent), wide = null;
    function render(width) {
      var now = width >= narrow;
      if (now === wide) { return Plotly.Plots.resize(element); }
      wide = now;
      return Plotly.react(element, figure.data, fitted(figure, width), figure.config);
    }
    render(element.clientWidth).then(
      function () { element.dataset.drawn = 'yes'; },
      function (error) { element.dataset.drawn = 'no'; console.error(error); });
    window.addEventListener('resize', function () { render(element.clientWidth); });
    // A printed page has a width of its own, which no resize event announces.
    window.matchMedia('print').addEventListener('change', function () { render(element.clientWidth); });
  }

  document.querySelectorAll('.plotly-figure').forEach(draw);
})();
