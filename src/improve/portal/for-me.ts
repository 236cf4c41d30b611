import { z } from 'zod';
import { html } from '#platform/html';
import { button, buttons, chip, empty, form, page } from '#platform/page';
import { route } from '#platform/web';
import { say } from '#platform/words';
import { initiativeList, portalTabs } from './frame.html.ts';
import { listFitting } from './store.ts';
import { audiences, keysOf, type Method, prefectures } from './vocabulary.ts';
import { words } from './words.ts';

/** The second question in the words of somebody who needs something, and the method that gives it. */
const wants = {
  desk: { label: words.wantDesk, method: 'timely-information-and-desks' },
  news: { label: words.wantNews, method: 'timely-information-and-desks' },
  learn: { label: words.wantLearn, method: 'seminars-and-events' },
  tool: { label: words.wantTool, method: 'tools-and-contents' },
} as const satisfies Record<string, { label: { ja: string; easy: string; en: string }; method: Method }>;

/** A help desk first for whom is in trouble, news for whom wants to be warned: both are one column of the map. */
const DESK = /窓口|相談|レスキュー|インシデント対応|お助け/;

route({
  method: 'GET',
  path: '/for-me',
  permission: 'public',
  query: z.object({
    who: z.enum(keysOf(audiences)).optional(),
    want: z.enum(keysOf(wants)).optional(),
    where: z.enum([...prefectures.keys()] as [string, ...string[]]).optional(),
  }),
  async handle(c) {
    const { language, query } = c;
    const { who, want } = query;
    const questions = html`<form class="form" method="get" action="/for-me">${form.radios({ language, name: 'who', label: say(words.who, language), required: true, value: who, choices: keysOf(audiences).map((value) => ({ value, label: say(audiences[value], language) })) })}${form.radios({ language, name: 'want', label: say(words.want, language), required: true, value: want, choices: keysOf(wants).map((value) => ({ value, label: say(wants[value].label, language) })) })}${form.select({ language, name: 'where', label: say(words.where, language), blank: say(words.anywhere, language), value: query.where, choices: [...prefectures].map(([value, label]) => ({ value, label: say(label, language) })) })}${buttons([button({ text: say(words.show, language) })])}</form>`;
    const head = {
      ...c.view,
      narrow: true,
      title: say(words.forMeHeading, language),
      heading: say(words.forMeHeading, language),
    };
    if (!who || !want)
      return page({
        ...head,
        lead: say(words.forMeLead, language),
        main: html`${portalTabs(language, '/for-me')}${questions}`,
      });
    const { method } = wants[want];
    const found = await c.as((q) => listFitting(q, { audience: who, method, prefecture: query.where ?? null }));
    const isDesk = (name: string) => DESK.test(name);
    const rows = method.startsWith('timely')
      ? [...found.rows].sort(
          (a, b) => Number(isDesk(b.name) === (want === 'desk')) - Number(isDesk(a.name) === (want === 'desk')),
        )
      : found.rows;
    return page({
      ...head,
      lead: say(words.forMeFound, language, { count: found.count }),
      main: html`${portalTabs(language, '/for-me')}${
        rows.length === 0
          ? empty({ title: say(words.noneFound, language), body: say(words.noneHelp, language) })
          : initiativeList(language, rows, (row) => {
              const near = rows.find((one) => one.id === row.id)?.fitsPrefecture;
              return html`<small>${chip({ text: say(words.whyAudience, language), tone: 'good' })} ${chip({ text: say(words.whyMethod, language), tone: 'good' })}${near ? html` ${chip({ text: say(words.whyNear, language), tone: 'good' })}` : ''}${row.cost === 'free' ? html` ${chip({ text: say(words.whyFree, language), tone: 'good' })}` : ''}</small>`;
            })
      }<section class="section"><h2>${say(words.again, language)}</h2>${questions}</section>`,
    });
  },
});
