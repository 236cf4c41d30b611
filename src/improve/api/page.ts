import { html } from '#platform/html';
import { page, section, table } from '#platform/page';
import { route } from '#platform/web';
import { say } from '#platform/words';
import { words } from './words.ts';

const LISTS = [
  ['measures', '?year=2020&section=1.1(2)'],
  ['initiatives', '?audience=smes'],
  ['events', '?prefecture=13'],
  ['statistics', '/exams'],
] as const;

/** What a developer reads first: the four lists to try at once, and how they page. */
route({
  method: 'GET',
  path: '/open-data',
  permission: 'public',
  async handle(c) {
    const { language } = c;
    return page({
      ...c.view,
      narrow: true,
      title: say(words.title, language),
      heading: say(words.title, language),
      lead: say(words.lead, language),
      main: html`${table({
        language,
        caption: say(words.what, language),
        hideCaption: true,
        phone: 'cards',
        rows: LISTS.map(([name, example]) => ({ name, example })),
        columns: [
          {
            key: 'name',
            label: say(words.what, language),
            header: true,
            cell: ({ name }) => say(words[name], language),
          },
          {
            key: 'files',
            label: say(words.files, language),
            cell: ({ name }) =>
              html`<span><a href="/api/v1/${name}">JSON</a> ｜ <a href="/api/v1/${name}?format=csv">CSV</a></span>`,
          },
          {
            key: 'example',
            label: say(words.example, language),
            cell: ({ name, example }) =>
              html`<a href="/api/v1/${name}${example}"><code>/api/v1/${name}${example}</code></a>`,
          },
        ],
      })}${section({
        heading: say(words.rules, language),
        body: html`<ul class="prose">${[words.paging, words.etag, words.ids, words.source].map((rule) => html`<li>${say(rule, language)}</li>`)}</ul><p><a href="/api/openapi.json">${say(words.openapi, language)}</a></p>`,
      })}`,
    });
  },
});
