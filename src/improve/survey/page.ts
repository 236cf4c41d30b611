import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { html, join, type Markup } from '#platform/html';
import { banner, button, buttons, chart, disclosure, empty, form, page, restsOn, section, table } from '#platform/page';
import { writeCsv } from '#platform/sheet';
import { navItem, redirect, route } from '#platform/web';
import { formatDate, formatNumber, type Language, say } from '#platform/words';
import { textOf } from '../portal/frame.html.ts';
import { sourceLink } from '../statistics/figure.html.ts';
import { words } from './operator-words.ts';
import { readAnswers } from './read.ts';
import { type Answer, baseOf, shareOf } from './share.ts';
import { type AskedQuestion, findSurvey, listSurveys, putWave, type Wave } from './store.ts';

for (const reader of ['public', 'member', 'operator'] as const)
  navItem({ href: '/surveys', label: words.nav, for: reader, order: 46, group: 'improve' });

const dayOf = (language: Language, day: string) => formatDate(new Date(`${day}T00:00:00+09:00`), language);
const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(60);

route({
  method: 'GET',
  path: '/surveys',
  permission: 'public',
  async handle(c) {
    const { language } = c;
    const rows = await c.as(listSurveys);
    return page({
      ...c.view,
      title: say(words.nav, language),
      heading: say(words.nav, language),
      lead: say(words.lead, language),
      actions: c.person?.isOperator ? button({ text: say(words.add, language), href: '/surveys/add' }) : '',
      main:
        rows.length === 0
          ? empty({ title: say(words.none, language) })
          : table({
              language,
              caption: say(words.nav, language),
              hideCaption: true,
              phone: 'cards',
              rows,
              columns: [
                {
                  key: 'name',
                  label: say(words.survey, language),
                  header: true,
                  cell: (row) => html`<a href="/surveys/${row.id}">${textOf(language, row.name, row.nameEn)}</a>`,
                },
                {
                  key: 'asked',
                  label: say(words.asked, language),
                  cell: (row) => textOf(language, row.asked, row.askedEn),
                },
                { key: 'waves', label: say(words.waves, language), numeric: true },
                {
                  key: 'newest',
                  label: say(words.newest, language),
                  tight: true,
                  cell: (row) => (row.newest ? dayOf(language, row.newest) : null),
                },
              ],
            }),
    });
  },
});

const WaveForm = z.object({
  id: slug,
  name: z.string().trim().min(1).max(200),
  asked: z.string().trim().min(1).max(500),
  wave: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(40),
  referenceOn: z.string().regex(/^(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
  askedNumber: z
    .union([z.literal('').transform(() => null), z.coerce.number().int().positive().max(200_000_000)])
    .default(null),
  respondents: z.coerce.number().int().positive().max(200_000_000),
  source: z.string().trim().max(500).default(''),
  table: z.string().min(1).max(2_000_000),
});

route({
  method: 'GET',
  path: '/surveys/add',
  permission: 'operator',
  handle: async (c) => addPage(c.language, c.view),
});

function addPage(
  language: Language,
  view: Parameters<typeof page>[0] extends infer V ? Omit<V, 'title' | 'main'> : never,
): Markup {
  return page({
    ...view,
    narrow: true,
    title: say(words.add, language),
    heading: say(words.add, language),
    lead: say(words.addLead, language),
    breadcrumb: [{ href: '/surveys', label: say(words.nav, language) }],
    main: form.form({
      language,
      action: '/surveys/add',
      body: html`${form.text({ language, name: 'id', label: say(words.key, language), required: true, code: true })}${form.text({ language, name: 'name', label: say(words.name, language), required: true })}${form.text({ language, name: 'asked', label: say(words.asked, language), required: true })}${form.text({ language, name: 'wave', label: say(words.waveKey, language), required: true, code: true })}${form.date({ language, name: 'referenceOn', label: say(words.referenceOn, language), required: true })}${form.text({ language, name: 'askedNumber', label: say(words.askedNumber, language), type: 'number', min: 1, width: 'short' })}${form.text({ language, name: 'respondents', label: say(words.respondents, language), type: 'number', min: 1, width: 'short', required: true })}${form.text({ language, name: 'source', label: say(words.source, language) })}${form.textarea({ language, name: 'table', label: say(words.table, language), hint: say(words.tableHint, language), rows: 12, code: true, required: true })}${buttons([button({ text: say(words.take, language) })])}`,
    }),
  });
}

route({
  method: 'POST',
  path: '/surveys/add',
  permission: 'operator',
  form: WaveForm,
  async handle(c) {
    const { table: typed, id, name, asked, askedNumber, ...wave } = c.form;
    if (askedNumber !== null && wave.respondents > askedNumber)
      throw new Refusal('improve.survey-wrong', { place: String(wave.respondents), reason: `> ${askedNumber}` });
    const questions = readAnswers(typed, wave.respondents);
    await c.as((q) =>
      putWave(
        c.house,
        q,
        { id, name, nameEn: '', asked, askedEn: '' },
        { ...wave, asked: askedNumber, cites: null, note: '', noteEn: '', questions },
        c.actor,
      ),
    );
    return redirect(`/surveys/${id}`);
  },
});

/** A band's edges in words; what is included is said. */
export function edgesOf(language: Language, answer: Pick<Answer, 'fromValue' | 'toValue' | 'toIncluded'>): string {
  const { fromValue, toValue, toIncluded } = answer;
  const number = (value: number | null) => formatNumber(value ?? 0, language);
  if (fromValue !== null && fromValue === toValue) return say(words.edgeOne, language, { from: number(fromValue) });
  if (fromValue !== null && toValue !== null)
    return say(toIncluded ? words.edgeClosed : words.edgeOpen, language, {
      from: number(fromValue),
      to: number(toValue),
    });
  return fromValue !== null
    ? say(words.edgeFrom, language, { from: number(fromValue) })
    : say(words.edgeTo, language, { to: number(toValue) });
}

route({
  method: 'GET',
  path: '/surveys/:survey',
  permission: 'public',
  params: z.object({ survey: slug }),
  async handle(c) {
    const { language } = c;
    const survey = await c.as((q) => findSurvey(q, c.params.survey));
    if (!survey) throw new Refusal('improve.survey-unknown', {}, 404);
    const [newest] = survey.waves.toReversed();
    return page({
      ...c.view,
      title: survey.name,
      breadcrumb: [{ href: '/surveys', label: say(words.nav, language) }],
      heading: textOf(language, survey.name, survey.nameEn),
      lead: html`${say(words.asked, language)}${language === 'en' ? ': ' : '：'}${textOf(language, survey.asked, survey.askedEn)}`,
      main: html`${newest ? chartOf(language, newest) : ''}${newest?.questions.every(hasNoNumber) ? banner({ language, tone: 'info', title: say(words.pictureOnly, language), body: html`<p>${textOf(language, newest.note, newest.noteEn)}</p>` }) : ''}${trend(language, survey.waves)}${survey.waves.toReversed().map((wave) => waveSection(language, wave))}<p><a href="/surveys/${survey.id}/data.csv">${say(words.csv, language)}</a></p>`,
    });
  },
});

const hasNoNumber = (question: AskedQuestion) => question.answers.every((answer) => answer.number === null);
const wordingOf = (language: Language, question: AskedQuestion) =>
  textOf(language, question.wording, question.wordingEn);
const plain = (language: Language, ja: string, en: string) => (language === 'en' && en !== '' ? en : ja);

/** The first counting answer of each question, largest first; a survey of one question shows all its answers. */
function chartOf(language: Language, wave: Wave): Markup {
  const one = wave.questions.length === 1 ? wave.questions[0] : undefined;
  const items = (
    one
      ? one.answers.map((answer) => ({ question: one, answer, label: plain(language, answer.label, answer.labelEn) }))
      : wave.questions.flatMap((question) => {
          const [answer] = question.answers;
          return answer ? [{ question, answer, label: plain(language, question.wording, question.wordingEn) }] : [];
        })
  ).flatMap(({ question, answer, label }) => {
    const share = shareOf(answer, baseOf(question, wave.respondents, 'all'), 'all');
    return share === null ? [] : [{ label, value: share }];
  });
  if (items.length === 0) return html``;
  const [first] = wave.questions[0]?.answers ?? [];
  const caption = `${one ? plain(language, one.wording, one.wordingEn) : plain(language, first?.label ?? '', first?.labelEn ?? '')}｜${say(words.ofAll, language)}（%、${say(words.wave, language, { date: dayOf(language, wave.referenceOn) })}）`;
  return chart.bars({
    language,
    caption,
    columns: [say(one ? words.answer : words.question, language), '%'],
    whole: 100,
    items: one ? items : items.toSorted((a, b) => b.value - a.value),
  });
}

function trend(language: Language, waves: readonly Wave[]): Markup {
  if (waves.length < 2) return html``;
  const keys = [...new Set(waves.flatMap((wave) => wave.questions.map((question) => question.question)))];
  const rows = keys.flatMap((key) => {
    const asked = waves.map((wave) => wave.questions.find((question) => question.question === key));
    if (asked.filter(Boolean).length < 2) return [];
    const isChanged = new Set(asked.flatMap((question) => (question ? [question.wording] : []))).size > 1;
    const shares = asked.map((question, at) => {
      const [answer] = question?.answers ?? [];
      return question && answer ? shareOf(answer, baseOf(question, waves[at]?.respondents ?? 0, 'all'), 'all') : null;
    });
    return [{ key, wording: asked.find(Boolean)?.wording ?? key, isChanged, shares }];
  });
  return section({
    heading: say(words.compare, language),
    note: say(words.compareSays, language),
    body: table({
      language,
      caption: say(words.compare, language),
      hideCaption: true,
      rows,
      columns: [
        {
          key: 'wording',
          label: say(words.question, language),
          header: true,
          cell: (row) =>
            html`${textOf(language, row.wording, '')}${row.isChanged ? html`<br><small>${say(words.wordingChanged, language)}</small>` : ''}`,
        },
        ...waves.map((wave, at) => ({
          key: wave.wave,
          label: `${dayOf(language, wave.referenceOn)}（%）`,
          numeric: true,
          cell: (row: (typeof rows)[number]) => row.shares[at] ?? null,
        })),
      ],
    }),
  });
}

function waveSection(language: Language, wave: Wave): Markup {
  const rows = wave.questions.flatMap((question) =>
    question.answers.map((answer, at) => ({ question, answer, isFirst: at === 0 })),
  );
  const hasBands = wave.questions.some((question) => question.kind === 'band');
  const hasOutside = rows.some(({ answer }) => answer.role === 'not-applicable');
  const number = (value: number | null, answer: Answer) =>
    value === null
      ? say(answer.state === 'exact' ? words.cannot : words[answer.state], language)
      : formatNumber(value, language);
  const facts =
    wave.asked === null
      ? say(words.waveFactsOpen, language, { respondents: wave.respondents })
      : say(words.waveFacts, language, { respondents: wave.respondents, asked: wave.asked });
  return section({
    heading: say(words.wave, language, { date: dayOf(language, wave.referenceOn) }),
    note: facts,
    body: html`${disclosure({
      open: wave.questions.length < 12,
      summary: `${say(words.question, language)} ${wave.questions.length}`,
      body: table({
        language,
        caption: say(words.wave, language, { date: dayOf(language, wave.referenceOn) }),
        hideCaption: true,
        rows,
        columns: [
          {
            key: 'question',
            label: say(words.question, language),
            cell: ({ question, isFirst }) =>
              isFirst
                ? html`${question.part === '' ? '' : html`<small>${textOf(language, question.part, question.partEn)}</small><br>`}${wordingOf(language, question)}${question.kind === 'several' ? html` <small>${say(words.several, language)}</small>` : ''}${question.lineFrom === null ? '' : html` <small>${sourceLink(language, [question.lineFrom, question.lineTo ?? question.lineFrom])}</small>`}`
                : html`<span class="unseen">${wordingOf(language, question)}</span>`,
          },
          {
            key: 'answer',
            label: say(words.answer, language),
            header: true,
            cell: ({ answer }) => textOf(language, answer.label, answer.labelEn),
          },
          ...(hasBands
            ? [
                {
                  key: 'edges',
                  label: say(words.edges, language),
                  cell: ({ answer }: (typeof rows)[number]) => edgesOf(language, answer),
                },
              ]
            : []),
          {
            key: 'number',
            label: say(words.number, language),
            numeric: true,
            cell: ({ answer }) => number(answer.number, answer),
          },
          {
            key: 'all',
            label: `${say(words.ofAll, language)}（%）`,
            numeric: true,
            cell: ({ question, answer }) =>
              number(shareOf(answer, baseOf(question, wave.respondents, 'all'), 'all'), answer),
          },
          ...(hasOutside
            ? [
                {
                  key: 'applicable',
                  label: `${say(words.ofApplicable, language)}（%）`,
                  numeric: true,
                  cell: ({ question, answer }: (typeof rows)[number]) =>
                    answer.role === 'not-applicable'
                      ? null
                      : number(shareOf(answer, baseOf(question, wave.respondents, 'applicable'), 'applicable'), answer),
                },
              ]
            : []),
        ],
      }),
    })}${restsOn({
      language,
      text: join(
        [
          say(words.rule, language, { respondents: wave.respondents }),
          ...(wave.questions.every(hasNoNumber) ? [] : [textOf(language, wave.note, wave.noteEn)]),
          wave.source,
          ...(wave.cites ? [sourceLink(language, wave.cites.lines, wave.cites.document)] : []),
        ],
        ' ',
      ),
    })}`,
  });
}

route({
  method: 'GET',
  path: '/surveys/:survey/data.csv',
  permission: 'public',
  params: z.object({ survey: slug }),
  async handle(c) {
    const survey = await c.as((q) => findSurvey(q, c.params.survey));
    if (!survey) throw new Refusal('improve.survey-unknown', {}, 404);
    const rows = survey.waves.flatMap((wave) =>
      wave.questions.flatMap((question) =>
        question.answers.map((answer) => [
          wave.wave,
          wave.referenceOn,
          wave.respondents,
          question.question,
          question.wording,
          answer.answer,
          answer.label,
          answer.role,
          answer.fromValue,
          answer.toValue,
          answer.number,
          answer.state,
          shareOf(answer, baseOf(question, wave.respondents, 'all'), 'all', 1),
          shareOf(answer, baseOf(question, wave.respondents, 'applicable'), 'applicable', 1),
        ]),
      ),
    );
    const titles = [
      'wave',
      'reference_on',
      'respondents',
      'question',
      'wording',
      'answer',
      'label',
      'role',
      'from',
      'to',
      'number',
      'state',
      'percent_of_all',
      'percent_of_applicable',
    ];
    return new Response(Buffer.from(writeCsv(titles, rows)), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${survey.id}.csv"`,
        'access-control-allow-origin': '*',
      },
    });
  },
});
