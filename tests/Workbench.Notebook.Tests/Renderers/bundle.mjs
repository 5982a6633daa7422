// Bundles the renderers into pages that open from a file; runs beside node_modules.
import { build } from 'esbuild';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [here, modules, out] = [process.cwd(), join(process.cwd(), 'node_modules'), join(process.cwd(), 'www')];
mkdirSync(out, { recursive: true });

const inModules = {
  name: 'in-modules',
  setup(bundle) {
    bundle.onResolve({ filter: /^~/ }, file => ({ path: join(modules, file.path.slice(1)) }));
    bundle.onResolve({ filter: /^plotly\.js\/dist\/plotly$/ }, () => ({ path: join(modules, 'plotly.js/plotly.js') }));
    bundle.onResolve({ filter: /^(stream|buffer|assert|util|fs|path|url|crypto|https?)$/ }, file => ({ path: file.path, namespace: 'none' }));
    bundle.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'module.exports = {}' }));
  },
};

const common = {
  bundle: true, minify: true, format: 'iife', outdir: out, plugins: [inModules], logLevel: 'error', charset: 'utf8',
  define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
  loader: { '.svg': 'dataurl', '.png': 'dataurl', '.gif': 'dataurl', '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl', '.eot': 'dataurl', '.raw.css': 'text' },
};
await build({ ...common, entryPoints: [join(here, 'lab.js')] });
await build({ ...common, entryPoints: [join(here, 'vscode.js')], alias: { react: join(modules, 'react-16'), 'react-dom': join(modules, 'react-dom-16') } });
for (const theme of ['light', 'dark']) await build({ ...common, entryPoints: [{ in: join(modules, `@jupyterlab/theme-${theme}-extension/style/theme.css`), out: theme }] });
for (const name of ['lab', 'vscode']) {
  writeFileSync(join(out, `${name}.html`), `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${name}</title><link id="theme" rel="stylesheet">${
    name === 'lab' ? '<link rel="stylesheet" href="lab.css"><style>body { background: var(--jp-layout-color0) }</style>' : ''}</head><body><main></main><script src="${name}.js"></script></body></html>`);
}
copyFileSync(join(modules, 'axe-core/axe.min.js'), join(out, 'axe.js'));
