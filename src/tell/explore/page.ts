import { z } from 'zod';
import { namesOf } from '#know';
import { feedNames, observationsOf } from '#observe';
import { found } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { loadSql, type Queries } from '#platform/postgres';
import { id, navItem, redirect, route } from '#platform/web';
import { csvAnswer, csvCell } from '../channel/list-csv.ts';
import { recordAnswer } from '../finding/answer.ts';
import { answers, type Severity } from '../finding/life.ts';
import { playbooks } from '../notice/draft.ts';
import { mailForHelp } from '../notice-page/help-mail.ts';
import { wordsOf } from '../playbook/index.ts';
import { type FindingView, findingPage, type Happened } from './finding.html.ts';
import { explorePage, type FindingRow, helpPage } from './page.html.ts';
import { addressOf, ExploreQuery, parametersOf } from './query.ts';

const sql = loadSql(import.meta.url);
const PAGE = 50;
const EXPORT = 5000;

navItem({
  href: '/findings',
  label: { ja: '見つかったこと', easy: '見つかったこと', en: 'Findings' },
  for: 'operator',
  order: 20,
  group: 'tell',
});
navItem({
  href: '/findings',
  label: { ja: '見つかったこと', easy: '見つかったこと', en: 'Findings' },
  for: 'member',
  order: 20,
});

/** One page of findings and the key of the next. */
async function listFindings(
  q: Queries,
  query: ExploreQuery,
  limit: number,
): Promise<{ rows: FindingRow[]; after: string | undefined }> {
  const parameters = parametersOf(query, limit + 1, q.reader.kind === 'member' ? q.reader.organisations : undefined);
  const rows = await q.rows<FindingRow>(sql('explore'), {
    ...parameters,
    ids: q.reader.kind === 'operator' && query.asset !== undefined ? await idsOf(q, parameters.asset) : null,
  });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { rows: rows.slice(0, limit), after: last && `${last.lastSeenAt.toISOString()}_${last.id}` };
}

/** Findings below which an asset's beginning is looked up first. */
const FEW = 5000;

/**
 * The findings whose asset begins so, when they are few; null when they are many. The database cannot guess how many there are,
 * and when it guesses too many it walks all findings from the newest on (measured: 700 ms for 256 among a million).
 */
async function idsOf(q: Queries, asset: unknown): Promise<string[] | null> {
  const found = await q.rows<{ id: string }>(sql('asset_ids'), { asset, limit: FEW + 1 });
  return found.length > FEW ? null : found.map((row) => row.id);
}

/** The kinds that the reader can filter by. */
async function kindsOf(q: Queries): Promise<string[]> {
  const rows =
    q.reader.kind === 'member'
      ? q.rows<{ kind: string }>(sql('kinds_of'), { organisations: q.reader.organisations })
      : q.rows<{ kind: string }>(sql('kinds'));
  return (await rows).map((row) => row.kind);
}

route({
  method: 'GET',
  path: '/findings',
  permission: 'member',
  query: ExploreQuery,
  async handle(c) {
    const books = await playbooks();
    return c.as(async (q) => {
      const { rows, after } = await listFindings(q, c.query, PAGE);
      return explorePage({
        page: c.view,
        path: '/findings',
        query: c.query,
        rows,
        names: await namesOf(q, [
          ...rows.map((row) => row.organisationId),
          ...(c.query.organisation ? [c.query.organisation] : []),
        ]),
        kinds: await kindsOf(q),
        titleOf: (kind) => wordsOf(books.of(kind), c.language).title,
        next: after && addressOf('/findings', { ...c.query, after }),
        saved: await q.rows(sql('saved_views')),
        isOperator: c.person?.isOperator ?? false,
      });
    });
  },
});

/** The whole list as CSV, page by page, so that a million rows need no more memory than five thousand. */
route({
  method: 'GET',
  path: '/findings.csv',
  permission: 'member',
  query: ExploreQuery,
  async handle(c) {
    const columns = [
      'id',
      'organisation',
      'asset',
      'kind',
      'key',
      'severity',
      'state',
      'feed',
      'as_number',
      'first_seen',
      'last_seen',
      'count',
      'told',
      'claimed',
      'fixed',
    ];
    async function* lines() {
      let head = `\uFEFF${columns.join(',')}\r\n`;
      let query = c.query;
      for (;;) {
        const { rows, after, names } = await c.as(async (q) => {
          const listed = await listFindings(q, query, EXPORT);
          return {
            ...listed,
            names: await namesOf(
              q,
              listed.rows.map((row) => row.organisationId),
            ),
          };
        });
        const iso = (at: Date | null) => at?.toISOString() ?? '';
        yield head +
          rows
            .map(
              (row) =>
                `${[row.id, names.get(row.organisationId) ?? row.organisationId, row.asset, row.kind, row.key, String(row.severity), row.state, row.feedId, String(row.asNumber || ''), iso(row.firstSeenAt), iso(row.lastSeenAt), String(row.seenCount), iso(row.toldAt), iso(row.claimedAt), iso(row.fixedAt)].map(csvCell).join(',')}\r\n`,
            )
            .join('');
        head = '';
        if (!after) return;
        query = { ...query, after };
      }
    }
    return csvAnswer('findings.csv', lines());
  },
});

route({
  method: 'POST',
  path: '/findings/views',
  permission: 'operator',
  form: z.object({
    name: z.string().trim().min(1).max(80),
    query: z
      .string()
      .max(1000)
      .regex(/^(\?[^\s<>"]*)?$/),
  }),
  async handle(c) {
    await c.as((q) => q.run(sql('save_view'), { person: c.person?.id, name: c.form.name, query: c.form.query }));
    return redirect(`/findings${c.form.query}` as `/${string}`);
  },
});

route({
  method: 'POST',
  path: '/findings/views/:id/drop',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    await c.as((q) => q.run(sql('drop_view'), { id: c.params.id }));
    return redirect('/findings');
  },
});

route({
  method: 'GET',
  path: '/findings/:id',
  permission: 'member',
  params: z.object({ id }),
  async handle(c) {
    const books = await playbooks();
    const read = await c.as(async (q) => {
      const finding = found(
        await q.one<FindingView['finding']>(sql('one'), { id: c.params.id }),
        'tell.finding-unknown',
      );
      return {
        finding,
        names: await namesOf(q, [finding.organisationId]),
        happened: await q.rows<Happened>(sql('facts'), { id: c.params.id }),
      };
    });
    const { finding } = read;
    const observations = await observationsOf(c.house, c.reader, {
      organisation: finding.organisationId,
      asset: finding.asset,
      kind: finding.kind,
      since: finding.firstSeenAt,
      limit: 50,
    });
    return findingPage({
      page: c.view,
      finding,
      organisation: read.names.get(finding.organisationId) ?? '',
      playbook: books.of(finding.kind),
      happened: read.happened,
      observations,
      // Members may not read the list of feeds; the names of those that saw something of theirs they may.
      feeds: await c.asWorker((q) => feedNames(q, [finding.feedId, ...observations.map(({ feed }) => feed)])),
      isOperator: c.person?.isOperator ?? false,
    });
  },
});

route({
  method: 'POST',
  path: '/findings/:id',
  permission: 'member',
  params: z.object({ id }),
  form: z.object({ answer: z.enum(answers), note: z.string().max(2000).optional() }),
  async handle(c) {
    await c.as(async (q) => {
      found(await q.one(sql('one'), { id: c.params.id }), 'tell.finding-unknown');
      const { changed } = await recordAnswer(c.house, q, {
        findingIds: [c.params.id],
        answer: c.form.answer,
        actor: c.actor,
        now: c.now,
        ...(c.form.note ? { note: c.form.note } : {}),
      });
      if (c.form.answer === 'help') await mailForHelp(c.house, q, changed, c.now);
    });
    return redirect(`/findings/${c.params.id}`);
  },
});

route({
  method: 'GET',
  path: '/help-requests',
  permission: 'operator',
  async handle(c) {
    const books = await playbooks();
    return c.as(async (q) => {
      const rows = await q.rows<{
        id: string;
        organisationId: string;
        asset: string;
        kind: string;
        severity: Severity;
        helpAskedAt: Date;
        note: string | null;
      }>(sql('help_list'));
      return helpPage({
        page: c.view,
        rows,
        names: await namesOf(
          q,
          rows.map((row) => row.organisationId),
        ),
        titleOf: (kind) => wordsOf(books.of(kind), c.language).title,
      });
    });
  },
});

route({
  method: 'POST',
  path: '/help-requests/:id/done',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    await c.as(async (q) => {
      const done = await q.one<{ organisationId: string }>(sql('help_done'), { id: c.params.id, now: c.now });
      if (!done) return; // somebody else has, or the member took it back
      await appendFact(c.house, q, {
        kind: 'finding.helped',
        subject: `finding:${c.params.id}`,
        organisationId: done.organisationId,
        actor: c.actor,
      });
    });
    return redirect('/help-requests');
  },
});
