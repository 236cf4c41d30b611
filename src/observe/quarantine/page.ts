import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact, factsAbout } from '#platform/facts';
import { loadSql } from '#platform/postgres';
import { type Call, id, pageKey, redirect, route } from '#platform/web';
import { type Entry, say } from '#platform/words';
import { refusals } from '../words.ts';
import { cellsOf, columnsOf, type KeptRow, takesText } from './compose.ts';
import { type ListRow, listPage, type OneRow, type OneView, onePage } from './page.html.ts';
import { lineOf, originOf, replayRows, replayWaiting, tryRows } from './replay.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const PAGE = 50;

const states = ['waiting', 'replayed', 'dropped', 'all'] as const;
const Choice = z.object({
  feed: z.string().max(80).optional(),
  cause: z.string().max(80).optional(),
  report: id.optional(),
});
const ListQuery = Choice.extend({
  state: z.enum(states).default('waiting'),
  after: pageKey.optional(),
  replayed: z.coerce.number().int().min(0).optional(),
  left: z.coerce.number().int().min(0).optional(),
});
/** The conditions over the list of rows laid aside. */
export type ListQuery = z.output<typeof ListQuery>;

route({
  method: 'GET',
  path: '/quarantine',
  permission: 'operator',
  query: ListQuery,
  async handle(c) {
    const { feed = null, cause = null, report = null, state, after } = c.query;
    const [afterAt, afterId] = after ? after.split('_') : [null, null];
    return c.as(async (q) => {
      const rows = await q.rows<ListRow>(sql('list'), {
        feed,
        cause,
        report,
        state: state === 'all' ? null : state,
        afterAt,
        afterId,
        limit: PAGE + 1,
      });
      const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
      return listPage({
        page: c.view,
        query: c.query,
        rows: rows.slice(0, PAGE),
        causes: await q.rows(sql('causes')),
        feeds: await q.rows(sql('feeds')),
        after: last && `${last.createdAt.toISOString()}_${last.id}`,
      });
    });
  },
});

route({
  method: 'POST',
  path: '/quarantine/replay',
  permission: 'operator',
  form: Choice,
  async handle(c) {
    const given = Object.entries(c.form).filter(([, value]) => value) as [string, string][];
    const sum = await replayWaiting(c.house, c.reader, Object.fromEntries(given), c.actor);
    return redirect(
      `/quarantine?${new URLSearchParams([...given, ['replayed', String(sum.replayed)], ['left', String(sum.left)]])}`,
    );
  },
});

/** Everything the page of one row shows before anybody changes it. */
async function readOne(c: Call<{ id: string }, unknown, unknown>): Promise<Omit<OneView, 'page'>> {
  const read = await c.as(async (q) => {
    const row = found(await q.one<OneRow>(sql('one'), { id: c.params.id }), 'observe.row-unknown');
    return {
      row,
      happened: await factsAbout(q, `row:${row.id}`),
      next: (await q.one<{ id: string }>(sql('neighbour'), { report: row.batchId, line: row.line, id: row.id }))?.id,
    };
  });
  const { row } = read;
  const origin = await originOf(c.house, { id: row.batchId, feedId: row.feedId });
  const cells = cellsOf(row.content);
  const asItCame = await lineOf(c.house, row.batchId, Number(row.line), origin).catch(() => undefined);
  const torn = ['too-few-columns', 'too-many-columns', 'unclosed-quote', 'no-json', 'no-pairs', 'no-match'];
  const isTorn = cells === null || torn.some((cause) => row.reason.startsWith(cause));
  return {
    ...read,
    asItCame,
    entry:
      isTorn && takesText(origin.mapping)
        ? { text: asItCame ?? (cells ? (cells.text ?? '') : row.content) }
        : { cells: cells ?? {} },
    columns: columnsOf(origin.mapping, origin.head) ?? [],
    trial: undefined,
    error: undefined,
  };
}

route({
  method: 'GET',
  path: '/quarantine/:id',
  permission: 'operator',
  params: z.object({ id }),
  handle: async (c) => onePage({ page: c.view, ...(await readOne(c)) }),
});

const texts = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(z.string().max(65_536)).max(2000),
);
const RowForm = z.object({
  act: z.enum(['try', 'replay']),
  text: z.string().max(1_000_000).optional(),
  column: texts,
  value: texts,
});

/** What the person made of the row. */
function entered(form: z.output<typeof RowForm>): KeptRow {
  if (form.text !== undefined) return { text: form.text.replace(/\r\n/g, '\n').replace(/\n+$/, '') };
  return {
    cells: Object.fromEntries(
      form.column.map((name, i) => [name, form.value[i] ?? ''] as const).filter(([, value]) => value !== ''),
    ),
  };
}

route({
  method: 'POST',
  path: '/quarantine/:id',
  permission: 'operator',
  params: z.object({ id }),
  form: RowForm,
  async handle(c) {
    const one = await readOne(c);
    const { row } = one;
    const entry = entered(c.form);
    try {
      if (c.form.act === 'replay') {
        const before = cellsOf(row.content) ?? {};
        const edited =
          'text' in entry
            ? []
            : [...new Set([...Object.keys(before), ...Object.keys(entry.cells)])].filter(
                (name) => (before[name] ?? '') !== (entry.cells[name] ?? ''),
              );
        const made = await replayRows(c.house, c.reader, {
          report: row.batchId,
          rows: [{ id: row.id, row: entry }],
          actor: c.actor,
          edited,
        });
        return redirect(`/reports/${made}`);
      }
      const trial = await tryRows(
        c.house,
        { id: row.batchId, feedId: row.feedId, name: row.name, receivedAt: row.receivedAt },
        [entry],
      );
      return onePage({ page: c.view, ...one, entry, trial });
    } catch (error) {
      if (!(error instanceof Refusal) || !error.code.startsWith('observe.')) throw error;
      const sentence = say(
        (refusals[error.code] ?? { ja: error.code, en: error.code }) as Entry,
        c.language,
        Object.fromEntries(Object.entries(error.facts).map(([name, value]) => [name, String(value)])),
      );
      return onePage({ page: c.view, ...one, entry, error: { name: 'entry', text: sentence } });
    }
  },
});

route({
  method: 'POST',
  path: '/quarantine/:id/drop',
  permission: 'operator',
  params: z.object({ id }),
  form: z.object({ note: z.string().trim().max(2000).default('') }),
  async handle(c) {
    if (c.form.note === '')
      return onePage({
        page: c.view,
        ...(await readOne(c)),
        error: { name: 'note', text: say(words.dropMissing, c.language) },
      });
    await settle(c, 'drop', 'row.dropped', { note: c.form.note });
    return redirect(`/quarantine/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/quarantine/:id/back',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    await settle(c, 'put_back', 'row.restored', {});
    return redirect(`/quarantine/${c.params.id}`);
  },
});

async function settle(
  c: Call<{ id: string }, unknown, unknown>,
  block: 'drop' | 'put_back',
  kind: string,
  more: { readonly note?: string },
): Promise<void> {
  await c.as(async (q) => {
    const parameters = block === 'drop' ? { id: c.params.id, note: more.note, now: c.now } : { id: c.params.id };
    const row = await q.one<{ batchId: string; line: number }>(sql(block), parameters);
    if (!row) throw new Refusal('observe.row-settled', {}, 409);
    await appendFact(c.house, q, {
      kind,
      subject: `row:${c.params.id}`,
      actor: c.actor,
      data: { batch: row.batchId, line: Number(row.line), ...more },
    });
  });
}
