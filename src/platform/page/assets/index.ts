/** The few files a browser fetches besides the page: one stylesheet, one small script, one icon. Read once, hashed, compressed. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** One file under an address that names its content, so that it may be kept for ever. */
export interface Asset {
  /** `/assets/<hash>/kyojo.css` */
  readonly path: string;
  readonly body: string;
  readonly type: string;
  readonly gzip: Buffer<ArrayBuffer>;
  readonly brotli: Buffer<ArrayBuffer>;
  /** `public, max-age=31536000, immutable` */
  readonly cacheControl: string;
}

/** In this order they make the stylesheet; later ones may refine earlier ones. */
const sheets = ['base', 'layout', 'text', 'notes', 'form', 'table', 'chart', 'print'];

let assets: { readonly css: Asset; readonly js: Asset; readonly icon: Asset } | undefined;

function load() {
  assets ??= {
    css: assetOf('kyojo.css', 'text/css; charset=utf-8', stylesheet()),
    js: assetOf('kyojo.js', 'text/javascript; charset=utf-8', read('kyojo.js')),
    icon: assetOf('icon.svg', 'image/svg+xml', read('icon.svg')),
  };
  return assets;
}

/** Every asset, for the web door to mount. */
export function assetRoutes(): readonly Asset[] {
  return Object.values(load());
}

/** The addresses a page names. */
export function assetPaths(): { readonly css: string; readonly js: string; readonly icon: string } {
  const { css, js, icon } = load();
  return { css: css.path, js: js.path, icon: icon.path };
}

/** The answer for an asset: the smallest form the browser takes, to be kept for ever. */
export function assetResponse(asset: Asset, request: Request): Response {
  const accepted = request.headers.get('accept-encoding') ?? '';
  const coding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
  const body = coding === 'br' ? asset.brotli : coding === 'gzip' ? asset.gzip : asset.body;
  const headers = new Headers({
    'content-type': asset.type,
    'cache-control': asset.cacheControl,
    vary: 'accept-encoding',
  });
  if (coding) headers.set('content-encoding', coding);
  return new Response(body, { headers });
}

/**
 * The stylesheet: our sheets with the values of the Digital Agency's tokens, read from its package, put in where they are
 * named. No variable is left for the browser to look up, which saves a fifth. Throws when a sheet names a token that
 * neither we nor the package have.
 */
export function stylesheet(): string {
  const own = sheets.map((name) => read(`${name}.css`)).join('\n');
  const tokens = readFileSync(
    createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens/dist/tokens.css'),
    'utf8',
  );
  const values = new Map(
    [...`${tokens}${own}`.matchAll(/^\s*(--[\w-]+):\s*(.+);$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  const fill = (text: string): string =>
    text.replace(/var\((--[\w-]+)\)/g, (_, name: string) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`stylesheet: the design tokens know no ${name}`);
      return fill(value);
    });
  return gather(squeeze(fill(own.replace(/:root\s*\{[^}]*\}/, ''))));
}

/** Puts the blocks of each media query together behind everything else: they refine, so they come last, paper at the end. */
function gather(css: string): string {
  const blocks = new Map<string, string>();
  const plain = css.replace(
    /@media ?([^{]+)\{((?:[^{}]*\{(?:[^{}]|\{[^{}]*\})*\})*)\}/g,
    (_, query: string, rules: string) => {
      blocks.set(query, (blocks.get(query) ?? '') + rules);
      return '';
    },
  );
  const ordered = [...blocks].sort(([a], [b]) => Number(a === 'print') - Number(b === 'print'));
  return plain + ordered.map(([query, rules]) => `@media ${query}{${rules}}`).join('');
}

/** Takes comments, spare white space, zeros and digits out; nothing cleverer, so that what is written is what is served. */
function squeeze(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/ ([>+]) /g, '$1')
    .replace(/([ (:,-])0\./g, '$1.')
    .replace(/#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3\b/g, '#$1$2$3')
    .replace(/="([a-z]+)"\]/g, '=$1]')
    .replace(/;\}/g, '}')
    .trim();
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

function assetOf(name: string, type: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return {
    path: `/assets/${hash}/${name}`,
    body,
    type,
    gzip: gzipSync(body, { level: 9 }),
    brotli: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    cacheControl: 'public, max-age=31536000, immutable',
  };
}
