import { attrs, html, type Markup, nothing } from '#platform/html';
import { type Language, say } from '#platform/words';
import { icon } from '../icons.ts';
import { words } from '../words.ts';

/** The way through a long list that is read by keys: there is a next page, but no page number. */
export interface PagerOptions {
  readonly language: Language;
  readonly previous?: string | undefined;
  readonly next?: string | undefined;
  /** What is shown now: 51–100件目. */
  readonly shown?: string | undefined;
  /** How many there are in all, where it is known. */
  readonly total?: number | undefined;
  /** What is paged, where a page has more than one list. */
  readonly label?: string | undefined;
}

/** Previous and next; nothing if there is neither and nothing to tell. */
export function pager(options: PagerOptions): Markup {
  const { language, previous, next, shown, total, label } = options;
  if (!previous && !next && shown === undefined && total === undefined) return nothing;
  return html`<nav class="pager no-print" aria-label="${label ?? say(words.pages, language)}">${
    previous
      ? html`<a${attrs({ class: 'btn sub', href: previous, rel: 'prev' })}>${icon('left')}${say(words.previous, language)}</a>`
      : html`<span></span>`
  }<span class="pager-told">${shown === undefined ? '' : html`<span>${shown}</span> `}${total === undefined ? '' : html`<span>${say(words.total, language, { count: total })}</span>`}</span>${
    next
      ? html`<a${attrs({ class: 'btn sub', href: next, rel: 'next' })}>${say(words.next, language)}${icon('right')}</a>`
      : html`<span></span>`
  }</nav>`;
}

/** The way through a short list with numbered pages. */
export interface PagesOptions {
  readonly language: Language;
  /** From 1. */
  readonly current: number;
  readonly last: number;
  readonly href: (page: number) => string;
  /** What is paged, where a page has more than one list. */
  readonly label?: string | undefined;
}

/** First, last and the neighbours of the current page. */
export function pages(options: PagesOptions): Markup {
  const { language, current, last, href, label } = options;
  if (last < 2) return nothing;
  const numbers = [...new Set([1, current - 1, current, current + 1, last])].filter(
    (page) => page >= 1 && page <= last,
  );
  return html`<nav class="pages no-print" aria-label="${label ?? say(words.pages, language)}"><ul>${numbers.map(
    (page, index) => {
      const hole = index > 0 && page - (numbers[index - 1] ?? page) > 1 ? html`<li aria-hidden="true">…</li>` : '';
      return html`${hole}<li><a${attrs({ href: href(page), 'aria-label': say(words.pageNumber, language, { number: page }), 'aria-current': page === current ? 'page' : undefined })}>${page}</a></li>`;
    },
  )}</ul></nav>`;
}
