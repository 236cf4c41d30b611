import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { loadSql } from '#platform/postgres';
import { id, navItem, redirect, route } from '#platform/web';
import { namesOf } from '#know';
import { silentFeedCount } from '#observe';
import { z } from 'zod';
import type { Arm } from '../finding/apply.ts';
import { playbooks } from '../notice/draft.ts';
import { wordsOf } from '../playbook/index.ts';
import { type BoardRow, type BoardView, boardPage } from './page.html.ts';

const sql = loadSql(import.meta.url);

navItem({ href: '/board', label: { ja: '輪の成績', easy: '輪の 成績', en: 'Loop board' }, for: 'operator', order: 10 });

route({
  method: 'GET',
  path: '/board',
  permission: 'operator',
  query: z.object({ kind: z.string().max(80).optional() }),
  async handle(c) {
    const books = await playbooks();
    const kind = c.query.kind ?? null;
    return c.as(async (q) => {
      const providers = await q.rows<BoardView['providers'][number]>(sql('providers'), { kind });
      return boardPage({
        page: c.view,
        rows: await q.rows<BoardRow>(sql('board'), { kind }),
        total: await q.one(sql('totals'), { kind }),
        providers,
        names: await namesOf(q, providers.map((row) => row.providerId)),
        next: (await q.one<BoardView['next']>(sql('next'))) ?? { unanswered: 0, unreachable: 0, reopened: 0, help: 0, letters: 0 },
        silentFeeds: await silentFeedCount(q),
        kind: c.query.kind,
        kinds: [...books.all.values()].map((book) => ({ kind: book.kind, title: wordsOf(book, c.language).title, urgent: book.urgent })),
        trials: await q.rows<BoardView['trials'][number]>(sql('trials')),
      });
    });
  },
});

/** The comparisons an operator can start; the first arm is the one compared with. */
const arms: Readonly<Record<'plain' | 'technical' | 'letter' | 'delay', readonly Arm[]>> = {
  plain: [arm('standard'), arm('plain', { wording: 'plain' })],
  technical: [arm('standard'), arm('technical', { wording: 'technical' })],
  letter: [arm('mail', { channel: 'mail' }), arm('letter', { channel: 'letter' })],
  delay: [arm('after-7-days', { delayDays: 7 }), arm('at-once')],
};

function arm(name: string, differs: Partial<Arm> = {}): Arm {
  return { name, wording: 'standard', channel: '', delayDays: 0, weight: 1, ...differs };
}

route({
  method: 'POST',
  path: '/board/trials',
  permission: 'operator',
  form: z.object({ kind: z.string().max(80), what: z.enum(['plain', 'technical', 'letter', 'delay']) }),
  async handle(c) {
    const book = (await playbooks()).all.get(c.form.kind);
    if (!book) throw new Refusal('tell.trial-unknown', {}, 404);
    // Urgent, or severe enough to be told at once: nobody waits for science.
    if (book.urgent || book.severity === 'critical') throw new Refusal('tell.trial-urgent');
    await c.as(async (q) => {
      const made = await q.one<{ id: string }>(sql('start_trial'), { kind: book.kind, arms: JSON.stringify(arms[c.form.what]), person: c.person?.id, now: c.now });
      if (!made) throw new Refusal('tell.trial-running', {}, 409);
      await appendFact(c.house, q, { kind: 'trial.started', subject: `trial:${made.id}`, actor: c.actor, data: { kind: book.kind, what: c.form.what } });
    });
    return redirect('/board');
  },
});

route({
  method: 'POST',
  path: '/board/trials/:id/end',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    await c.as(async (q) => {
      const ended = found(await q.one<{ kind: string }>(sql('end_trial'), { id: c.params.id, now: c.now }), 'tell.trial-unknown');
      await appendFact(c.house, q, { kind: 'trial.ended', subject: `trial:${c.params.id}`, actor: c.actor, data: ended });
    });
    return redirect('/board');
  },
});
