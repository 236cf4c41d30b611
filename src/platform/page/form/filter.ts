import { attrs, html, type Markup, type Part } from '#platform/html';
import { type Language, say } from '#platform/words';
import { icon } from '../icons.ts';
import { button } from '../text/button.ts';
import { words } from '../words.ts';

/** The conditions over a list. */
export interface FilterOptions {
  readonly language: Language;
  /** The list's address without conditions. */
  readonly action: string;
  /** Fields, made by `text`, `select`, `date` and so on. */
  readonly fields: Part;
  /** What is being filtered by, each with the address of the list without it. */
  readonly active?: readonly { readonly label: string; readonly without: string }[] | undefined;
  /** Conditions kept though they have no field, such as the order. */
  readonly hidden?: Readonly<Record<string, string>> | undefined;
  /** Actions beside: save this view, take the list as CSV. */
  readonly actions?: Part;
}

/** A filter bar: a GET form, so that every view has its address. It folds on phones. */
export function filter(options: FilterOptions): Markup {
  const { language, action, fields, active = [], hidden = {}, actions } = options;
  const count = active.length > 0 ? `（${active.length}）` : '';
  return html`<div class="filter no-print"><details><summary>${say(words.filter, language)}${count}</summary><form${attrs({ method: 'get', action, role: 'search' })}>${Object.entries(
    hidden,
  ).map(
    ([name, value]) => html`<input${attrs({ type: 'hidden', name, value })}>`,
  )}<div class="filter-fields">${fields}<div class="filter-send">${button({ text: say(words.filter, language), kind: 'sub' })}</div></div></form></details>${
    active.length > 0 || actions
      ? html`<div class="filter-foot">${
          active.length > 0
            ? html`<ul class="filter-active" aria-label="${say(words.filterActive, language)}">${active.map(
                ({ label, without }) =>
                  html`<li><a${attrs({ href: without, 'aria-label': say(words.filterRemove, language, { label }) })}>${label}${icon('cross')}</a></li>`,
              )}<li><a${attrs({ class: 'filter-clear', href: action })}>${say(words.filterClear, language)}</a></li></ul>`
            : ''
        }${actions ? html`<div class="row filter-actions">${actions}</div>` : ''}</div>`
      : ''
  }</div>`;
}
