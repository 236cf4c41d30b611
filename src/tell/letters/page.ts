import { z } from 'zod';
import { namesOf } from '#know';
import { found } from '#platform/errors';
import type { House } from '#platform/house';
import { html, nothing } from '#platform/html';
import { button, buttons, empty, page, postButton, table } from '#platform/page';
import { type Block, lettersPdf } from '#platform/paper';
import { loadSql, type Queries } from '#platform/postgres';
import { id, redirect, route } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { placeOf } from '../notice/compose.ts';
import { draftOf, findNotice, playbooks } from '../notice/draft.ts';
import { noticeLink } from '../notice/link.ts';
import { settle } from '../notice/send.ts';
import { words as noticeWords } from '../notice/words.ts';
import { wordsOf } from '../playbook/index.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);

interface Waiting {
  readonly id: string;
  readonly organisationId: string;
  readonly kind: string;
  readonly language: Language;
  readonly code: string;
  readonly createdAt: Date;
}

route({
  method: 'GET',
  path: '/letters',
  permission: 'operator',
  async handle(c) {
    const books = await playbooks();
    const { language } = c;
    return c.as(async (q) => {
      const rows = await q.rows<Waiting>(sql('waiting'));
      const names = await namesOf(
        q,
        rows.map((row) => row.organisationId),
      );
      const languages = [...new Set(rows.map((row) => row.language))];
      return page({
        ...c.view,
        title: say(words.title, language),
        heading: say(words.title, language),
        breadcrumb: [{ href: '/board', label: say(words.board, language) }],
        lead: say(words.lead, language),
        main: html`${rows.length > 0 ? buttons(languages.map((one) => button({ text: say(words.print, language, { language: say(words[`in.${one}`], language) }), href: `/letters.pdf?language=${one}` }))) : nothing}
${table<Waiting>({
  language,
  caption: say(words.title, language),
  hideCaption: true,
  phone: 'cards',
  rows,
  empty: empty({ title: say(words.none, language) }),
  columns: [
    {
      key: 'organisation',
      label: say(words.organisation, language),
      header: true,
      cell: (row) => html`<a href="/organisations/${row.organisationId}">${names.get(row.organisationId) ?? ''}</a>`,
    },
    { key: 'kind', label: say(words.about, language), cell: (row) => wordsOf(books.of(row.kind), language).title },
    {
      key: 'createdAt',
      label: say(words.since, language),
      tight: true,
      cell: (row) => formatDate(row.createdAt, language, 'day'),
    },
    {
      key: 'act',
      label: say(words.act, language),
      cell: (row) =>
        html`<div class="row"><a href="/letters/${row.id}.pdf">PDF</a>${postButton({ action: `/letters/${row.id}/posted`, text: say(words.posted, language), kind: 'sub', small: true, label: `${row.code} ${say(words.posted, language)}` })}</div>`,
    },
  ],
})}`,
      });
    });
  },
});

/** What a letter says: the same words as the mail, with the link as a QR code instead of a button. */
async function letterOf(house: House, q: Queries, noticeId: string, now: Date) {
  const notice = found(await findNotice(q, noticeId), 'tell.notice-unknown');
  const { draft, organisation } = await draftOf(house, q, notice);
  const { language } = notice;
  const things: Block[] = draft.groups.flatMap((group): Block[] => {
    const own = wordsOf(group.playbook, language, notice.wording);
    return [
      // The first one's title is the letter's own.
      ...(group === draft.groups[0] ? [] : [{ kind: 'heading', level: 1, text: own.title } as const]),
      {
        kind: 'paragraph',
        text: group.findings
          .slice(0, 5)
          .map(
            (finding) =>
              `${placeOf(finding, language)}（${say(noticeWords.last, language)} ${formatDate(finding.lastSeenAt, language, 'minute')}）`,
          )
          .join('\n'),
      },
      { kind: 'paragraph', text: `${own.happened}${own.could}` },
      { kind: 'heading', level: 2, text: say(noticeWords.todo, language, { minutes: group.playbook.minutes }) },
      {
        kind: 'list',
        look: 'number',
        items: own.steps.map((step) => [{ text: step.do, strong: true }, `\n${step.how}`]),
      },
      { kind: 'paragraph', text: `${say(noticeWords.ask, language)}：${own.ask}` },
    ];
  });
  const blocks: Block[] = [
    { kind: 'paragraph', text: say(noticeWords.intro, language, { hub: draft.hub }) },
    ...things,
    // A letter that asks to scan a code looks like a fraud: it says how to tell.
    { kind: 'paragraph', text: say(noticeWords.genuine, language, { code: notice.code, url: draft.verifyUrl }) },
  ];
  return {
    language,
    addressee: [
      `〒${organisation.postalCode}`,
      organisation.postalAddress,
      language === 'en' ? organisation.name : `${organisation.name} 御中`,
    ],
    sender: [draft.hub, house.config.KYOJO_HELP_MAIL],
    date: now,
    subject: draft.groups[0] ? wordsOf(draft.groups[0].playbook, language, notice.wording).title : '',
    blocks,
    qrUrl: noticeLink(house, notice.id),
    qrCaption: say(noticeWords.answer, language),
    reference: notice.code,
  };
}

const pdf = (bytes: Uint8Array, name: string) =>
  new Response(bytes as never, {
    headers: { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${name}.pdf"` },
  });

route({
  method: 'GET',
  path: '/letters.pdf',
  permission: 'operator',
  query: z.object({ language: z.enum(['ja', 'easy', 'en']) }),
  async handle(c) {
    return c.as(async (q) => {
      const rows = (await q.rows<Waiting>(sql('waiting'))).filter((row) => row.language === c.query.language);
      const letters = [];
      for (const row of rows) letters.push(await letterOf(c.house, q, row.id, c.now));
      if (letters.length === 0) return redirect('/letters');
      return pdf(lettersPdf(letters, { duplex: true }), 'letters');
    });
  },
});

route({
  method: 'GET',
  path: '/letters/:file{[0-9a-f-]{36}\\.pdf}',
  permission: 'operator',
  params: z.object({ file: z.string() }),
  async handle(c) {
    return c.as(async (q) => {
      const letter = await letterOf(c.house, q, c.params.file.replace('.pdf', ''), c.now);
      return pdf(lettersPdf([letter]), letter.reference);
    });
  },
});

/** The operator put it into the post: from now on it counts as sent. */
route({
  method: 'POST',
  path: '/letters/:id/posted',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    const notice = found(await c.as((q) => findNotice(q, c.params.id)), 'tell.notice-unknown');
    if (notice.channel === 'letter' && notice.state === 'waiting') await settle(c.house, notice, 'sent', 'posted');
    return redirect('/letters');
  },
});
