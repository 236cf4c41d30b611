import { attrs, html, type Markup, type Part, raw } from '#platform/html';
import { languageTag, say } from '#platform/words';
import { assetPaths } from '../assets/index.ts';
import { words } from '../words.ts';
import { type HeaderView, header } from './header.ts';
import { breadcrumb, headline, type Link } from './headline.ts';

/** A whole page. Spread the call's view into it: `page({...c.view, title, heading, main})`. */
export interface PageView extends HeaderView {
  /** The name of the page in the browser, without the hub's. */
  readonly title: string;
  /** What the page says; must hold the `h1` unless `heading` is given. */
  readonly main: Part;
  /** Draws the `h1` with what belongs to it. */
  readonly heading?: Part;
  readonly kicker?: Part;
  readonly lead?: Part;
  readonly actions?: Part;
  /** A column beside `main` on wide screens, below it on phones: the next things to do. */
  readonly aside?: Part;
  /** One column of reading width, for notices, forms and errors. */
  readonly narrow?: boolean | undefined;
  /** The whole width of the screen, for wide tables. */
  readonly wide?: boolean | undefined;
  readonly breadcrumb?: readonly Link[] | undefined;
  /** Messages above everything else: what the last form did, what is broken. */
  readonly alerts?: Part;
  /** A line over the whole page: that this is sample data, that the hub is closed for work. */
  readonly ribbon?: Part;
  /** Links at the foot, and a line of small print. */
  readonly foot?: { readonly links?: readonly Link[]; readonly note?: Part } | undefined;
  readonly description?: string | undefined;
  /** Keep search engines away. */
  readonly hidden?: boolean | undefined;
  /** Feeds and other versions of the page: `{type, href, title}`. */
  readonly alternates?: readonly { readonly type: string; readonly href: string; readonly title: string }[] | undefined;
}

/** Draws a whole document. It carries no style and no script of its own and works under the strictest policy. */
export function page(view: PageView): Markup {
  const { language, title, hubName, narrow, wide, aside } = view;
  const assets = assetPaths();
  const top =
    view.heading === undefined
      ? ''
      : headline({ heading: view.heading, kicker: view.kicker, lead: view.lead, actions: view.actions });
  const frame = narrow ? 'frame narrow' : 'frame';
  return html`${raw('<!doctype html>')}
<html lang="${languageTag(language)}"${attrs({ class: language === 'easy' ? 'easy' : undefined })}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title === hubName ? title : `${title}｜${hubName}`}</title>
<link rel="stylesheet" href="${assets.css}"><link rel="icon" type="image/svg+xml" href="${assets.icon}"><script src="${assets.js}" defer></script>${view.description ? html`<meta name="description" content="${view.description}">` : ''}${view.hidden ? html`<meta name="robots" content="noindex">` : ''}${(view.alternates ?? []).map((other) => html`<link${attrs({ rel: 'alternate', ...other })}>`)}</head>
<body${attrs({ class: wide ? 'wide' : undefined })}><a class="skip" href="#main">${say(words.skip, language)}</a>
${view.ribbon ? html`<div class="ribbon">${view.ribbon}</div>` : ''}${header(view)}
<div class="${frame}">${view.breadcrumb ? breadcrumb({ language, links: view.breadcrumb, here: title }) : ''}${view.alerts ? html`<div class="alerts">${view.alerts}</div>` : ''}
${aside ? html`<div class="two"><main id="main" tabindex="-1">${top}${view.main}</main><aside>${aside}</aside></div>` : html`<main id="main" tabindex="-1">${top}${view.main}</main>`}</div>
${view.foot ? html`<footer class="bottom"><div class="bottom-in">${view.foot.links ? html`<ul>${view.foot.links.map(({ href, label }) => html`<li><a${attrs({ href })}>${label}</a></li>`)}</ul>` : ''}${view.foot.note ? html`<p>${view.foot.note}</p>` : ''}</div></footer>` : ''}</body></html>`;
}
