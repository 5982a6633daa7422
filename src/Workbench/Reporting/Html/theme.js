(function () {
  'use strict';
  if (window.WorkbenchTheme) return;
  // Colours are [red, green, blue, opacity], with channels 0 to 255 and opacity 0 to 1; null for text that is not a colour.
  var brush = document.createElement('canvas').getContext('2d'), known = {};
  // For dark pages: the maximum lightness of text, and the minimum contrast of lines with the background (WCAG requires 3:1).
  var high = 0.93, contrast = 3.5, ground = [20, 24, 29, 1];

  function read(text) {
    if (text in known) return known[text];
    brush.fillStyle = '#000001';
    brush.fillStyle = text;
    var value = brush.fillStyle, parts = value.match(/^#(..)(..)(..)$/);
    if (value === '#000001') return known[text] = null;
    var hex = parts && parts.slice(1).map(function (part) { return parseInt(part, 16); });
    return known[text] = hex ? hex.concat(1) : value.match(/[\d.]+/g).map(Number);
  }

  function write(c) { return 'rgba(' + c.slice(0, 3).map(Math.round).join(',') + ',' + c[3] + ')'; }

  function luminance(c) {
    var linear = c.slice(0, 3).map(function (v) { return v <= 10.3 ? v / 255 / 12.92 : Math.pow((v / 255 + 0.055) / 1.055, 2.4); });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }

  function isDark(c) { return luminance(c) < 0.18; }

  function lightness(c) { return (Math.max(c[0], c[1], c[2]) + Math.min(c[0], c[1], c[2])) / 510; }

  // The colour mixed with white or black to a given lightness.
  function relit(c, wanted) {
    var now = lightness(c), to = wanted > now ? 255 : 0, share = wanted === now ? 0 : to ? (wanted - now) / (1 - now) : 1 - wanted / now;
    return c.slice(0, 3).map(function (v) { return v + (to - v) * share; }).concat(c[3]);
  }

  // The background colour of a dark page under an element; null when the page is light. Front ends with themes declare their theme. For other pages, the
  // painted background decides, because a page can be white although the reader prefers dark pages.
  function darkness(element) {
    var jupyterLight = document.body.dataset.jpThemeLight, names = document.body.classList, root = getComputedStyle(document.documentElement), under = null;
    if (jupyterLight === 'true' || names.contains('vscode-light') || names.contains('vscode-high-contrast-light')) return null;
    for (var e = element; e && !under; e = e.parentElement) {
      var c = read(getComputedStyle(e).backgroundColor);
      if (c && c[3] > 0.5) under = c;
    }
    under = under || read(root.getPropertyValue('--vscode-editor-background').trim() || 'none');
    if (under && isDark(under)) return under;
    if (jupyterLight === 'false' || names.contains('vscode-dark') || names.contains('vscode-high-contrast')) return ground;
    var meta = document.querySelector('meta[name="color-scheme"]'), schemes = root.colorScheme + ' ' + (meta ? meta.content : '');
    return !under && /dark/.test(schemes) && matchMedia('(prefers-color-scheme: dark)').matches ? ground : null;
  }

  // A copy with a function applied to every colour. Numbers and colour scales are unchanged; arrays of data are not copied.
  function recoloured(node, change) {
    if (Array.isArray(node)) {
      var first = node[0];
      return first && typeof first === 'object' && !Array.isArray(first) ? node.map(function (item) { return item ? recoloured(item, change) : item; }) : node;
    }
    function one(value) { return typeof value === 'string' ? change(value) : value; }
    var copy = {};
    Object.keys(node).forEach(function (key) {
      var value = node[key];
      if (/(color|colorway)$/.test(key) && (typeof value === 'string' || Array.isArray(value))) copy[key] = Array.isArray(value) ? value.map(one) : one(value);
      else copy[key] = value && typeof value === 'object' && key !== 'colorscale' ? recoloured(value, change) : value;
    });
    return copy;
  }

  // The figure for a dark page: white becomes the page's colour, dark text becomes light, and lines with too little contrast become lighter. A figure that
  // already has a dark background is unchanged.
  function darkened(figure, page) {
    var template = figure.layout.template || {}, above = template.layout || {}, own = read(figure.layout.paper_bgcolor || above.paper_bgcolor || 'none');
    if (own && own[3] > 0.5 && isDark(own)) return figure;
    var low = lightness(page), base = luminance(page) + 0.05;
    function turned(text) {
      var c = read(text);
      if (!c || !c[3]) return text;
      return write(lightness(c) > 0.985 ? page.slice(0, 3).concat(c[3]) : relit(c, low + (1 - lightness(c)) * (high - low)));
    }
    function seen(text) {
      var c = read(text);
      if (!c || !c[3]) return text;
      while ((luminance(c) + 0.05) / base < contrast && lightness(c) < high) c = relit(c, Math.min(high, lightness(c) + 0.04));
      return write(c);
    }
    function layoutOf(layout) { return Object.assign(recoloured(layout, turned), layout.colorway ? { colorway: layout.colorway.map(seen) } : {}); }
    var layout = layoutOf(Object.assign({}, figure.layout, { template: null }));
    layout.template = figure.layout.template && { layout: layoutOf(above), data: recoloured(template.data || {}, seen) };
    var under = layout.template && layout.template.layout || {};
    layout.paper_bgcolor = layout.paper_bgcolor || under.paper_bgcolor || write(page);
    layout.plot_bgcolor = layout.plot_bgcolor || under.plot_bgcolor || layout.paper_bgcolor;
    layout.font = Object.assign({ color: '#e3e7ec' }, under.font, layout.font);
    return Object.assign({}, figure, { data: recoloured(figure.data, seen), layout: layout });
  }

  // Functions called when the theme changes: at once, and again after 500 ms, when the new style sheets are loaded.
  var watchers = [];
  function tell() { watchers.slice().forEach(function (watcher) { watcher(); }); }
  function changed() { tell(); setTimeout(tell, 500); }
  function watch(watcher) {
    watchers.push(watcher);
    return function forget() { watchers.splice(watchers.indexOf(watcher), 1); };
  }
  if (document.body) new MutationObserver(changed).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-jp-theme-light'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);

  window.WorkbenchTheme = { darkness: darkness, darkened: darkened, watch: watch };
})();
