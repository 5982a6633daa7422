(function () {
  'use strict';
  if (window.WorkbenchTheme) return;
  // Colours are [red, green, blue, opacity], 0 to 255 and 0 to 1; null for what is no colour.
  var brush = document.createElement('canvas').getContext('2d'), known = {};
  // On a dark page: the lightest text, and how much a line must differ from the ground (WCAG asks for 3 : 1).
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

  // The same hue, as light as wanted: mixed with white or with black.
  function relit(c, wanted) {
    var now = lightness(c), to = wanted > now ? 255 : 0, share = wanted === now ? 0 : to ? (wanted - now) / (1 - now) : 1 - wanted / now;
    return c.slice(0, 3).map(function (v) { return v + (to - v) * share; }).concat(c[3]);
  }

  // The colour of a dark page under an element; null where the page is light. Front ends with themes say what they are; of any other page it is what is
  // painted there: a reader who prefers dark pages may look at a white one.
  function darkness(element) {
    var said = document.body.dataset.jpThemeLight, names = document.body.classList, root = getComputedStyle(document.documentElement), under = null;
    if (said === 'true' || names.contains('vscode-light') || names.contains('vscode-high-contrast-light')) return null;
    for (var e = element; e && !under; e = e.parentElement) {
      var c = read(getComputedStyle(e).backgroundColor);
      if (c && c[3] > 0.5) under = c;
    }
    under = under || read(root.getPropertyValue('--vscode-editor-background').trim() || 'none');
    if (under && isDark(under)) return under;
    if (said === 'false' || names.contains('vscode-dark') || names.contains('vscode-high-contrast')) return ground;
    var meta = document.querySelector('meta[name="color-scheme"]'), schemes = root.colorScheme + ' ' + (meta ? meta.content : '');
    return !under && /dark/.test(schemes) && matchMedia('(prefers-color-scheme: dark)').matches ? ground : null;
  }

  // A copy in which every colour went through a function. Numbers and colour scales are no colours; arrays of data are not copied.
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

  // The figure as it is on a dark page: what was white is the page, what was dark on white is light, and lines that would not be seen are lighter. A figure whose
  // author gave it a dark ground stays as it is.
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

  // Who is told when the page becomes dark or light: at once, and again when its style sheets have come.
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
