import { z } from 'zod';
import { attrs, html, raw } from '#platform/html';
import { assetRoutes, button, copyable, form, page, section } from '#platform/page';
import { route } from '#platform/web';
import { languageTag, say } from '#platform/words';
import { nameOf, textOf } from './frame.html.ts';
import { listNewest } from './store.ts';
import { audiences, keysOf } from './vocabulary.ts';
import { words } from './words.ts';

const Query = z.object({ audience: z.enum(keysOf(audiences)).optional() });

/**
 * A few initiatives for another site's frame. The only page that may stand in a frame elsewhere: it has no form, no script, no cookie
 * and nothing of the reader, so that nothing can be clicked by trick.
 */
route({
  method: 'GET',
  path: '/widget',
  permission: 'public',
  query: Query,
  async handle(c) {
    const { language } = c;
    const { audience } = c.query;
    const rows = await c.as((q) => listNewest(q, audience ?? null, 6));
    const base = c.house.url;
    const title = audience ? say(audiences[audience], language) : say(words.nav, language);
    const body = html`${raw('<!doctype html>')}
<html lang="${languageTag(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><link rel="stylesheet" href="${assetRoutes().find(({ type }) => type.startsWith('text/css'))?.path ?? ''}"></head>
<body><main class="frame narrow"><h1>${title}</h1><ul class="tasks">${rows.map(
      (row) =>
        html`<li><div><a${attrs({ href: `${base}/initiatives/${row.id}`, target: '_blank', rel: 'noopener' })}>${nameOf(language, row)}</a><small>${textOf(language, row.operators.join('、'), '')}</small></div></li>`,
    )}</ul><p class="note"><a${attrs({ href: audience ? `${base}/initiatives?audience=${audience}` : `${base}/map`, target: '_blank', rel: 'noopener' })}>${c.view.hubName}｜${say(words.nav, language)}</a></p></main></body></html>`;
    return new Response(String(body), {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'public, max-age=600',
        'content-security-policy':
          "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-ancestors *; base-uri 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox",
        'cross-origin-resource-policy': 'cross-origin',
      },
    });
  },
});

route({
  method: 'GET',
  path: '/embed',
  permission: 'public',
  query: Query,
  async handle(c) {
    const { language } = c;
    const { audience } = c.query;
    const address = `${c.house.url}/widget?lang=${language}${audience ? `&audience=${audience}` : ''}`;
    const title = say(words.nav, language);
    const line = `<iframe src="${address.replaceAll('&', '&amp;')}" title="${title}" width="100%" height="420" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>`;
    return page({
      ...c.view,
      narrow: true,
      title: say(words.embed, language),
      heading: say(words.embed, language),
      lead: say(words.embedLead, language),
      main: html`<form class="form" method="get" action="/embed">${form.select({ language, name: 'audience', label: say(words.embedFor, language), blank: say(words.all, language), value: audience, choices: keysOf(audiences).map((value) => ({ value, label: say(audiences[value], language) })) })}${button({ text: say(words.embedMake, language), kind: 'sub' })}</form>${section({ heading: say(words.embedCode, language), body: copyable({ language, text: line, label: say(words.embedCode, language), block: true }) })}<p><a${attrs({ href: address.slice(c.house.url.length) })}>${say(words.preview, language)}</a> ｜ <a href="/feeds/portal.atom">${say(words.feed, language)}</a></p>`,
    });
  },
});
