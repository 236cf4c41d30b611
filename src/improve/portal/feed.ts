import { z } from 'zod';
import { html, raw } from '#platform/html';
import { route } from '#platform/web';
import { say } from '#platform/words';
import { nameOf, textOf } from './frame.html.ts';
import { listNewest } from './store.ts';
import { audiences, keysOf } from './vocabulary.ts';
import { words } from './words.ts';

/** New initiatives as an Atom feed (RFC 4287); ids never change, so that a reader shows each once. */
route({
  method: 'GET',
  path: '/feeds/portal.atom',
  permission: 'public',
  query: z.object({ audience: z.enum(keysOf(audiences)).optional() }),
  async handle(c) {
    const { language } = c;
    const rows = await c.as((q) => listNewest(q, c.query.audience ?? null, 50));
    const base = c.house.url;
    const host = new URL(base).host;
    const self = `${base}/feeds/portal.atom${c.query.audience ? `?audience=${c.query.audience}` : ''}`;
    const updated = new Date(Math.max(0, ...rows.map((row) => row.changedAt.getTime())));
    const feed = html`${raw('<?xml version="1.0" encoding="utf-8"?>')}
<feed xmlns="http://www.w3.org/2005/Atom"><title>${say(words.nav, language)}｜${c.view.hubName}</title><id>tag:${host},2026:portal${c.query.audience ?? ''}</id><updated>${updated.toISOString()}</updated><link rel="self" href="${self}"/><link href="${base}/map"/>${rows.map(
      (row) =>
        html`<entry><title>${nameOf('ja', row)}</title><id>tag:${host},2026:initiative/${row.id}</id><link href="${base}/initiatives/${row.id}"/><published>${row.publishedAt.toISOString()}</published><updated>${row.changedAt.toISOString()}</updated>${row.operators.map((name) => html`<author><name>${name}</name></author>`)}${row.audiences.map((audience) => html`<category term="${audience}"/>`)}<summary>${textOf('ja', row.what.slice(0, 300), '')}</summary></entry>`,
    )}</feed>`;
    return new Response(String(feed), {
      headers: {
        'content-type': 'application/atom+xml; charset=utf-8',
        'cache-control': 'public, max-age=600',
        'access-control-allow-origin': '*',
      },
    });
  },
});
