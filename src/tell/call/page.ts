/** 声かけ: a chamber sees the members it was asked by mail to call, and says how it went. */
import { z } from 'zod';
import { addresseesOf, isPartner } from '#know';
import { loadSql } from '#platform/postgres';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import type { Notice } from '../notice/draft.ts';
import { playbooks } from '../notice/draft.ts';
import { wordsOf } from '../playbook/index.ts';
import { type CallRow, callsPage } from './page.html.ts';
import { type Asked, callAnswers, recordCall, stillAsked } from './record.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);

navItem({ href: '/calls', label: words.title, for: 'member', order: 15, when: isPartner });

type AskedNotice = Pick<Notice, 'id' | 'organisationId' | 'createdAt'> & {
  readonly toOrganisationId: string;
  readonly answer: string;
};

const mine = (c: Pick<Call<unknown, unknown, unknown>, 'person'>) => c.person?.organisations.map((one) => one.id) ?? [];

route({
  method: 'GET',
  path: '/calls',
  permission: 'member',
  query: z.object({ reported: z.coerce.number().int().optional() }),
  async handle(c) {
    // What was asked is read as the chamber itself; who that is and whether it still matters only the hub knows.
    const notices = await c.as((q) => q.rows<AskedNotice>(sql('asked'), { organisations: mine(c) }));
    const { members, about } = await c.asWorker(async (q) => ({
      members: await addresseesOf(q, [...new Set(notices.map(({ organisationId }) => organisationId))]),
      about: Map.groupBy(
        await stillAsked(
          q,
          notices.map((notice) => notice.id),
        ),
        ({ noticeId }) => noticeId,
      ),
    }));
    const books = await playbooks();
    const open = notices.filter(
      (notice) => about.has(notice.id) && members.get(notice.organisationId)?.partnerId === notice.toOrganisationId,
    );
    const rows = [...Map.groupBy(open, ({ organisationId }) => organisationId)].map(
      ([organisation, asked]): CallRow => {
        const kinds = new Set(asked.flatMap((notice) => about.get(notice.id) as Asked[]).map(({ kind }) => kind));
        return {
          name: members.get(organisation)?.name ?? '',
          prefecture: members.get(organisation)?.prefecture ?? '',
          titles: [...kinds].map((kind) => wordsOf(books.of(kind), c.language).title),
          askedAt: (asked.at(-1) as AskedNotice).createdAt,
          wasTried: asked.some(({ answer }) => answer === 'not-reached'),
          notices: asked.map((notice) => notice.id),
        };
      },
    );
    return callsPage({
      page: c.view,
      hub: c.house.config.KYOJO_HUB_NAME,
      helpMail: c.house.config.KYOJO_HELP_MAIL,
      rows,
      reported: c.query.reported ?? 0,
    });
  },
});

route({
  method: 'POST',
  path: '/calls',
  permission: 'member',
  form: z.object({
    ids: z.preprocess((ids) => (Array.isArray(ids) ? ids : [ids]), z.array(id).max(1000)),
    answer: z.enum(callAnswers),
  }),
  async handle(c) {
    const { ids, answer } = c.form;
    const notices = await c.as((q) =>
      q.rows<Pick<AskedNotice, 'id' | 'organisationId' | 'toOrganisationId'>>(sql('mine'), {
        ids,
        organisations: mine(c),
      }),
    );
    const reported = await c.asWorker((q) => recordCall(c.house, q, notices, { answer, actor: c.actor, now: c.now }));
    return redirect(`/calls?reported=${reported}`);
  },
});
