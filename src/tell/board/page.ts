import { z } from 'zod';
import { namesOf } from '#know';
import { silentFeedCount } from '#observe';
import { found } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { loadSql } from '#platform/postgres';
import { id, navItem, redirect, route } from '#platform/web';
import { playbooks } from '../notice/draft.ts';
import { wordsOf } from '../playbook/index.ts';
import { type BoardRow, type BoardView, boardPage } from './page.html.ts';
import { comparisons, startTrial } from './trial.ts';

const sql = loadSql(import.meta.url);

navItem({
  href: '/board',
  label: { ja: '輪の成績', easy: '輪の 成績', en: 'Loop board' },
  for: 'operator',
  order: 10,
  group: 'tell',
});

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
        names: await namesOf(
          q,
          providers.map((row) => row.providerId),
        ),
        next: (await q.one<BoardView['next']>(sql('next'))) ?? {
          unanswered: 0,
          unreachable: 0,
          reopened: 0,
          help: 0,
          letters: 0,
        },
        silentFeeds: await silentFeedCount(q),
        kind: c.query.kind,
        kinds: [...books.all.values()].map((book) => ({
          kind: book.kind,
          title: wordsOf(book, c.language).title,
          urgent: book.urgent,
        })),
        trials: await q.rows<BoardView['trials'][number]>(sql('trials')),
      });
    });
  },
});

route({
  method: 'POST',
  path: '/board/trials',
  permission: 'operator',
  form: z.object({ kind: z.string().max(80), what: z.enum(comparisons) }),
  async handle(c) {
    await c.as((q) => startTrial(c.house, q, c.form.kind, c.form.what, c.actor));
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
      const ended = found(
        await q.one<{ kind: string }>(sql('end_trial'), { id: c.params.id, now: c.now }),
        'tell.trial-unknown',
      );
      await appendFact(c.house, q, {
        kind: 'trial.ended',
        subject: `trial:${c.params.id}`,
        actor: c.actor,
        data: ended,
      });
    });
    return redirect('/board');
  },
});
