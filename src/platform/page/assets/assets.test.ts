import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { assetPaths, assetResponse, assetRoutes, stylesheet } from './index.ts';

describe('platform: what a browser fetches besides the page', () => {
  it('is a stylesheet of at most 25 KB, a script of at most 3 KB and an icon', () => {
    const size = (name: string) => Buffer.byteLength(assetRoutes().find(({ path }) => path.endsWith(name))?.body ?? '');
    assert.ok(size('.css') > 10_000 && size('.css') <= 25 * 1024, `${size('.css')} bytes of style`);
    assert.ok(size('.js') > 0 && size('.js') <= 3_000, `${size('.js')} bytes of script`);
    assert.equal(assetRoutes().length, 3);
  });

  it('takes nothing from elsewhere, leaves no variable open and moves nothing', () => {
    const css = stylesheet();
    assert.doesNotMatch(css, /url\(|@import|var\(|@keyframes|transition:(?!none)|animation:(?!none)/);
    assert.match(css, /#0017c1/);
    let depth = 0;
    for (const sign of css) {
      if (sign === '{') depth += 1;
      if (sign === '}') depth -= 1;
      assert.ok(depth >= 0);
    }
    assert.equal(depth, 0);
  });

  it('has addresses that name its content, so that it may be kept for ever', async () => {
    for (const asset of assetRoutes()) {
      assert.match(asset.path, /^\/assets\/[0-9a-f]{12}\/[a-z.]+$/);
      assert.equal(asset.cacheControl, 'public, max-age=31536000, immutable');
      assert.equal(String(gunzipSync(asset.gzip)), asset.body);
      assert.equal(String(brotliDecompressSync(asset.brotli)), asset.body);
    }
    assert.deepEqual(
      Object.values(assetPaths()).sort(),
      assetRoutes()
        .map(({ path }) => path)
        .sort(),
    );
  });

  it('is sent in the smallest form the browser takes', async () => {
    const [css] = assetRoutes();
    assert.ok(css);
    const coding = (accepted: string) =>
      assetResponse(css, new Request('http://hub.invalid/', { headers: { 'accept-encoding': accepted } })).headers.get(
        'content-encoding',
      );
    assert.equal(coding('gzip, deflate, br'), 'br');
    assert.equal(coding('gzip'), 'gzip');
    assert.equal(coding(''), null);
    assert.equal(await assetResponse(css, new Request('http://hub.invalid/')).text(), css.body);
  });
});
