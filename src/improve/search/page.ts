import { z } from 'zod';
import { attrs, html } from '#platform/html';
import { button, chip, empty, form, glossary, page, pager, section } from '#platform/page';
import { loadSql } from '#platform/postgres';
import { navItem, route } from '#platform/web';
import { type Language, say } from '#platform/words';
import { find, type Hit, MOST, show, spellingOf } from './engine.ts';
import { KINDS } from './entry.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);

for (const reader of ['public', 'member', 'operator'] as const)
  navItem({ href: '/search', label: words.nav, for: reader, order: 48, group: 'improve' });

const PAGE = 20;

route({
  method: 'GET',
  path: '/search',
  permission: 'public',
  query: z.object({
    q: z.string().max(200).optional(),
    kind: z.enum(KINDS).optional().catch(undefined),
    page: z.coerce.number().int().min(1).max(12).catch(1).default(1),
  }),
  async handle(c) {
    const { language, query } = c;
    const question = (query.q ?? '').trim();
    const from = (query.page - 1) * PAGE;
    const { found, hits } = await c.as(async (q) => {
      const found = await find(q, question, query.kind ?? null);
      return { found, hits: await show(q, found.ids.slice(from, from + PAGE), found.words) };
    });
    const exact = hits.slice(0, Math.max(0, found.exact - from));
    const near = hits.slice(exact.length);
    const names = [
      ...new Set(found.words.flatMap((word) => word.slice(1).flatMap((name) => spellingOf(name) ?? []))),
    ].slice(0, 6);
    const address = (change: Readonly<Record<string, string | undefined>>) =>
      `/search?${new URLSearchParams(Object.entries({ q: question, kind: query.kind, ...change }).filter((pair): pair is [string, string] => Boolean(pair[1])))}`;
    return page({
      ...c.view,
      title: question === '' ? say(words.nav, language) : `${question}｜${say(words.nav, language)}`,
      heading:
        question === ''
          ? say(words.heading, language)
          : say(found.isCut ? words.foundMany : words.found, language, {
              question,
              count: found.isCut ? MOST : found.exact,
            }),
      hidden: question !== '',
      main: html`<form class="form" method="get" action="/search" role="search">${form.text({ language, name: 'q', label: say(words.label, language), hint: say(words.hint, language), type: 'search', value: question, maxlength: 200 })}${form.select({ language, name: 'kind', label: say(words.kind, language), blank: say(words.all, language), value: query.kind, choices: KINDS.map((value) => ({ value, label: say(words[value], language) })) })}<div>${button({ text: say(words.go, language) })}</div></form>${
        names.length > 0 && hits.length > 0
          ? html`<p class="note">${say(words.also, language, { names: names.join('、') })}</p>`
          : ''
      }${exact.length > 0 ? lines(language, exact) : ''}${near.length > 0 ? section({ heading: say(words.near, language), note: say(words.nearNote, language), body: lines(language, near) }) : ''}${
        question !== '' && hits.length === 0
          ? empty({ title: say(words.none, language), body: say(words.noneHelp, language) })
          : ''
      }${pager({ language, previous: query.page > 1 ? address({ page: String(query.page - 1) }) : undefined, next: from + PAGE < found.ids.length ? address({ page: String(query.page + 1) }) : undefined })}<p><a href="/glossary">${say(words.glossary, language)}</a></p>`,
    });
  },
});

const marked = (pieces: Hit['pieces']) =>
  pieces.map((piece) => (piece.marked ? html`<mark>${piece.text}</mark>` : piece.text));

function lines(language: Language, hits: readonly Hit[]) {
  return html`<ul class="tasks">${hits.map(
    (hit) =>
      html`<li><div><a${attrs({ href: hit.href })}>${language === 'en' && hit.titleEn !== '' ? hit.titleEn : html`<span lang="ja">${marked(hit.title)}</span>`}</a><small lang="ja">${marked(hit.pieces)}</small></div>${chip({ text: say(words[hit.kind], language), tone: 'quiet' })}</li>`,
  )}</ul>`;
}

route({
  method: 'GET',
  path: '/glossary',
  permission: 'public',
  async handle(c) {
    const { language } = c;
    const rows = await c.as((q) =>
      q.rows<{ term: string; expansion: string | null; definition: string; position: number }>(sql('glossary')),
    );
    return page({
      ...c.view,
      narrow: true,
      title: say(words.glossary, language),
      heading: say(words.glossary, language),
      lead: say(words.glossaryLead, language, { count: rows.length }),
      breadcrumb: [{ href: '/search', label: say(words.nav, language) }],
      main: html`<div lang="ja">${glossary({ words: rows.map((row) => ({ id: `term-${row.position}`, word: row.term, meaning: row.definition })) })}</div>`,
    });
  },
});
