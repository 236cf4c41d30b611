import { attrs, html, type Markup, nothing, type Part } from '#platform/html';
import { type Language, say } from '#platform/words';
import { words } from '../words.ts';

/** The answer first: what this page is about, in one line, with what belongs above and below it. */
export interface HeadlineOptions {
  readonly heading: Part;
  /** One short line above: whom it is for, which series it belongs to. May hold a chip. */
  readonly kicker?: Part;
  /** One or two sentences below. */
  readonly lead?: Part;
  /** The main button and at most two links. */
  readonly actions?: Part;
}

/** The only `h1` of a page. */
export function headline(options: HeadlineOptions): Markup {
  const { heading, kicker, lead, actions } = options;
  return html`<div class="headline">${kicker ? html`<p class="kicker">${kicker}</p>` : ''}<h1>${heading}</h1>${lead ? html`<p class="lead">${lead}</p>` : ''}${actions ? html`<div class="row no-print">${actions}</div>` : ''}</div>`;
}

/** A part of a page under its own heading. */
export interface SectionOptions {
  readonly heading: Part;
  readonly body: Part;
  /** The fragment a link jumps to. */
  readonly id?: string | undefined;
  /** A sentence under the heading. */
  readonly note?: Part;
}

/** A part of a page: an `h2` and what stands under it. */
export function section(options: SectionOptions): Markup {
  const { heading, body, id, note } = options;
  return html`<section${attrs({ id })} class="section"><h2>${heading}</h2>${note ? html`<p class="note">${note}</p>` : ''}${body}</section>`;
}

/** A link that stands for a page: in bread crumbs, tabs and lists. */
export interface Link {
  readonly href: string;
  readonly label: string;
}

/** The way from the first page to this one; the last is this page and no link. */
export function breadcrumb(options: {
  readonly language: Language;
  readonly links: readonly Link[];
  readonly here: string;
}): Markup {
  const { language, links, here } = options;
  if (links.length === 0) return nothing;
  return html`<nav class="crumbs" aria-label="${say(words.breadcrumb, language)}"><ol>${links.map(
    ({ href, label }) => html`<li><a${attrs({ href })}>${label}</a></li>`,
  )}<li aria-current="page">${here}</li></ol></nav>`;
}

/** Several views of one thing, each with its own address. */
export interface TabsOptions {
  readonly language: Language;
  readonly links: readonly (Link & { readonly count?: string | undefined })[];
  /** The address of the view that is shown. */
  readonly current: string;
  /** What the tabs switch, for screen readers. */
  readonly label?: string | undefined;
}

/** Tabs that are links: they can be opened, sent and remembered. */
export function tabs(options: TabsOptions): Markup {
  const { language, links, current, label } = options;
  return html`<nav class="tabs" aria-label="${label ?? say(words.sections, language)}"><ul>${links.map(
    (link) =>
      html`<li><a${attrs({ href: link.href, 'aria-current': link.href === current ? 'page' : undefined })}>${link.label}${link.count === undefined ? '' : html` <span class="nav-mark">${link.count}</span>`}</a></li>`,
  )}</ul></nav>`;
}
