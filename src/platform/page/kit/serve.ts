/** The kit on loopback, under the policy of the product; for tests and photographs, never part of a hub. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { negotiateLanguage } from '#platform/words';
import { assetRoutes } from '../assets/index.ts';
import { kitPages } from './page.ts';

/** The strictest policy a page has to live with. */
export const policy =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; form-action 'self'; frame-ancestors 'none'";

/** Starts a server for the kit's pages on a free port of loopback. */
export async function serveKit(): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const found = kitPages().find(({ path }) => path === url.pathname);
    const asset = assetRoutes().find(({ path }) => path === url.pathname);
    response.setHeader('content-security-policy', policy);
    response.setHeader('content-type', asset?.type ?? 'text/html; charset=utf-8');
    response.statusCode = found || asset ? 200 : 404;
    response.end(asset?.body ?? String(found?.draw(negotiateLanguage({ query: url.searchParams.get('lang') })) ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
