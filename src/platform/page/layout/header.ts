import { attrs, html, type Markup, nothing } from '#platform/html';
import { LANGUAGE_QUERY, type Language, languageNames, languages, languageTag, say } from '#platform/words';
import { icon } from '../icons.ts';
import { words } from '../words.ts';

/** A place in the navigation. `mark` is a small figure behind the label, such as a number of open things. */
export interface NavLink {
  readonly href: string;
  readonly label: string;
  readonly mark?: string | undefined;
  /** The places under it: a second row while one of them is shown, a list in the menu of a phone. */
  readonly places?: readonly NavLink[] | undefined;
}

/** What the head of a page needs to know. */
export interface HeaderView {
  readonly language: Language;
  readonly hubName: string;
  /** A few words behind the name: 運営, 取組の地図. */
  readonly hubPart?: string | undefined;
  readonly path: string;
  readonly nav: readonly NavLink[];
  /** The address of the current place; found from `path` when it is left out. */
  readonly current?: string | undefined;
  readonly reader?: { readonly name: string; readonly role: string } | undefined;
  /** Where somebody who is not signed in can do so; no link without it. */
  readonly signIn?: string | undefined;
  readonly csrf?: string | undefined;
  /** Languages offered: all three unless said. */
  readonly languages?: readonly Language[] | undefined;
}

/** The head of every page: name, navigation, language, reader. On phones the rest folds into a menu that needs no script. */
export function header(view: HeaderView): Markup {
  const { language, nav } = view;
  const all = nav.flatMap((link) => link.places ?? link);
  const current = view.current ?? currentOf(all, view.path);
  const group = nav.find(({ places }) => places?.some(({ href }) => href === current));
  const list = (links: readonly NavLink[]) =>
    html`<ul>${links.map(
      (link) =>
        html`<li><a${attrs({ href: link.href, 'aria-current': link === group ? 'true' : link.href === current ? 'page' : undefined })}>${link.label}${link.mark ? html` <span class="nav-mark">${link.mark}</span>` : ''}</a></li>`,
    )}</ul>`;
  const rows = (name: string) =>
    html`<nav class="${name}" aria-label="${say(words.mainNavigation, language)}">${list(nav)}${group?.places ? html`<div class="places">${list(group.places)}</div>` : ''}</nav>`;
  const menu = html`<nav aria-label="${say(words.mainNavigation, language)}">${nav.map((link) =>
    link.places
      ? html`<details${attrs({ open: link === group })}><summary>${link.label}</summary>${list(link.places)}</details>`
      : list([link]),
  )}</nav>`;
  const tools = html`${languageSwitch(view)}${view.reader ? readerBox(view) : view.signIn ? html`<a${attrs({ class: 'sign-in', href: view.signIn })}>${say(words.signIn, language)}</a>` : ''}`;
  return html`<header class="top">
<div class="top-in"><a class="brand" href="/"><b>${view.hubName}</b>${view.hubPart ? html` <small>${view.hubPart}</small>` : ''}</a>
<div class="tools wide-only">${tools}</div>
<details class="menu phone-only"><summary>${icon('menu')}${say(words.menu, language)}</summary><div class="menu-in">${nav.length > 0 ? menu : ''}${tools}</div></details></div>
${nav.length > 0 ? rows('nav wide-only') : ''}
</header>`;
}

/** Links to the same page in the other languages. */
export function languageSwitch(view: Pick<HeaderView, 'language' | 'path' | 'languages'>): Markup {
  const offered = view.languages ?? languages;
  if (offered.length < 2) return nothing;
  return html`<ul class="languages" aria-label="${say(words.language, view.language)}">${offered.map((language) =>
    language === view.language
      ? html`<li><span lang="${languageTag(language)}" aria-current="true">${languageNames[language]}</span></li>`
      : html`<li><a${attrs({ href: inLanguage(view.path, language), lang: languageTag(language), hreflang: languageTag(language) })}>${languageNames[language]}</a></li>`,
  )}</ul>`;
}

/** The address of the same page in another language, other parameters kept. */
export function inLanguage(path: string, language: Language): string {
  const url = new URL(path, 'http://hub.invalid');
  url.searchParams.set(LANGUAGE_QUERY, language);
  return `${url.pathname}${url.search}`;
}

function readerBox(view: HeaderView): Markup {
  if (!view.reader) return nothing;
  const { name, role } = view.reader;
  const roleWord = role === 'operator' || role === 'member' ? say(words[role], view.language) : role;
  return html`<div class="reader"><span class="reader-name">${icon('person')}<span>${name}</span> <small>${roleWord}</small></span>
<form method="post" action="/sign-out">${view.csrf ? html`<input type="hidden" name="csrf" value="${view.csrf}">` : ''}<button class="btn-link">${say(words.signOut, view.language)}</button></form></div>`;
}

/** The longest navigation address that the path lies under; the root only for itself. */
function currentOf(nav: readonly NavLink[], path: string): string | undefined {
  const place = path.split('?')[0] ?? path;
  return nav
    .map(({ href }) => href)
    .filter((href) => place === href || (href !== '/' && place.startsWith(`${href}/`)))
    .sort((a, b) => b.length - a.length)[0];
}
