/** Where the hub's staff copies, changes, translates and publishes questionnaires. */
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { loadSql, type Queries } from '#platform/postgres';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { formatDate, say } from '#platform/words';
import { breaksBetween } from '../assessment/compare.ts';
import { Questionnaire } from '../assessment/questionnaire.ts';
import { findNewest, isBuiltIn, openShelf, type Shelf } from '../assessment-shelf/index.ts';
import { sheetPage } from '../assessment-sitting/start.html.ts';
import { refusals } from '../words.ts';
import { addQuestion, editQuestion, editWhole, moveQuestion, removeQuestion } from './edit.ts';
import { faultsOf } from './faults.ts';
import { draftPage, editorPage, questionPage } from './page.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url.replace('page.ts', 'store.ts'));
const Form = z.record(z.string(), z.unknown());

navItem({ href: '/questionnaire-editor', label: words.nav, for: 'operator', order: 36, group: 'know' });

interface Row {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly state: 'draft' | 'published';
  readonly body: Questionnaire;
  readonly copiedFrom: string;
}

async function showList(c: Call<unknown, unknown, unknown>, error?: string, given = { from: '', as: '' }) {
  const shelf = await openShelf(c.house);
  const kept = await c.as((q) =>
    q.rows<{ id: string; name: string; state: string; title: Questionnaire['title'] }>(sql('list')),
  );
  const drafts = kept.filter(({ state }) => state === 'draft');
  return editorPage({
    page: c.view,
    rows: [...shelf.versions].flatMap(([name, versions]) => {
      const sheet = versions.at(-1);
      const draft = drafts.find((one) => one.name === name)?.id;
      return sheet ? [{ sheet, versions: versions.length, isBuiltIn: isBuiltIn(name, sheet.version), draft }] : [];
    }),
    fresh: drafts.filter(({ name }) => !shelf.versions.has(name)),
    error,
    given,
  });
}

route({ method: 'GET', path: '/questionnaire-editor', permission: 'operator', handle: (c) => showList(c) });

/** Makes a draft: the next version of a questionnaire, or (`as`) the first of a new one. A draft that is there is opened instead. */
route({
  method: 'POST',
  path: '/questionnaire-editor',
  permission: 'operator',
  form: z.object({ from: z.string().max(60), as: z.string().trim().max(60).optional() }),
  async handle(c) {
    const shelf = await openShelf(c.house);
    const { from, as } = c.form;
    const sheet = found(findNewest(shelf, from), 'know.questionnaire-unknown');
    if (as !== undefined && (!/^[a-z][a-z0-9-]*$/.test(as) || shelf.versions.has(as)))
      return showList(c, say(refusals['know.questionnaire-name-wrong'] ?? words.newName, c.language), { from, as });
    const name = as ?? from;
    const version = (findNewest(shelf, name)?.version ?? 0) + 1;
    const made = await c.as(async (q) => {
      const open = await q.one<{ id: string }>(sql('draft_of'), { name });
      if (open) return open.id;
      const body = { ...sheet, id: name, version, publishedOn: formatDate(c.now, 'en', 'iso') };
      const row = await q.one<{ id: string }>(sql('add'), {
        name,
        version,
        body: JSON.stringify(body),
        copiedFrom: `${from} ${sheet.version}`,
        madeBy: c.actor,
        now: c.now,
      });
      if (!row) throw new Refusal('know.questionnaire-final', {}, 409);
      await tell(c, q, 'questionnaire.drafted', name, { version, from: `${from} ${sheet.version}` });
      return row.id;
    });
    return redirect(`/questionnaire-editor/${made}`);
  },
});

function tell(
  c: Call<unknown, unknown, unknown>,
  q: Queries,
  kind: string,
  name: string,
  data: Record<string, unknown>,
) {
  return appendFact(c.house, q, {
    kind,
    subject: `questionnaire:${name}`,
    actor: c.actor,
    handling: 'TLP:CLEAR',
    data,
  });
}

/** The version a draft follows, for what breaks; a draft of a new questionnaire follows none. */
const before = (shelf: Shelf, row: Row): Questionnaire | null =>
  shelf.versions.get(row.name)?.findLast(({ version }) => version < row.version) ?? null;

async function showDraft(c: Call<{ id: string }, unknown, unknown>, error?: { name: string; text: string }) {
  const shelf = await openShelf(c.house);
  const row = found(await c.as((q) => q.one<Row>(sql('one'), { id: c.params.id })), 'know.questionnaire-unknown');
  const earlier = before(shelf, row);
  const said = (['saved', 'published'] as const).find((word) => c.url.searchParams.has(word));
  return draftPage({
    page: c.view,
    id: row.id,
    body: row.body,
    from: row.copiedFrom,
    isPublished: row.state === 'published',
    faults: row.state === 'published' ? [] : faultsOf(row.body, c.language),
    breaks: earlier ? breaksBetween(earlier, row.body).breaks : undefined,
    askOf: (question) =>
      [...row.body.questions, ...(earlier?.questions ?? [])].find((one) => one.id === question)?.ask[c.language] ||
      question,
    said,
    error,
  });
}

route({
  method: 'GET',
  path: '/questionnaire-editor/:id',
  permission: 'operator',
  params: z.object({ id }),
  query: z.object({ saved: z.string().optional(), published: z.string().optional() }),
  handle: (c) => showDraft(c),
});

/** Changes a draft in one transaction, so that two people who edit different questions do not undo each other. */
async function change(c: Call<{ id: string }, unknown, unknown>, work: (row: Row) => Questionnaire): Promise<void> {
  await c.as(async (q) => {
    const row = found(await q.one<Row>(sql('one_to_change'), { id: c.params.id }), 'know.questionnaire-unknown');
    if (row.state !== 'draft') throw new Refusal('know.questionnaire-final', {}, 409);
    await q.run(sql('save'), { id: row.id, body: JSON.stringify(work(row)), now: c.now });
    await tell(c, q, 'questionnaire.changed', row.name, {
      version: row.version,
      where: c.url.pathname.split('/').slice(3).join('/'),
    });
  });
}

route({
  method: 'POST',
  path: '/questionnaire-editor/:id',
  permission: 'operator',
  params: z.object({ id }),
  form: Form,
  async handle(c) {
    await change(c, ({ body }) => editWhole(body, c.form));
    return redirect(`/questionnaire-editor/${c.params.id}?saved=1`);
  },
});

route({
  method: 'GET',
  path: '/questionnaire-editor/:id/preview',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    const row = found(await c.as((q) => q.one<Row>(sql('one'), { id: c.params.id })), 'know.questionnaire-unknown');
    return sheetPage({ page: c.view, sheet: row.body, profile: { uses: [] }, mine: [], versions: [] });
  },
});

route({
  method: 'POST',
  path: '/questionnaire-editor/:id/questions',
  permission: 'operator',
  params: z.object({ id }),
  form: z.object({ id: z.string().trim().max(100), group: z.string().max(60) }),
  async handle(c) {
    const shelf = await openShelf(c.house);
    try {
      await change(c, (row) => {
        const used = new Set(
          (shelf.versions.get(row.name) ?? []).flatMap(({ questions }) => questions.map((one) => one.id)),
        );
        return addQuestion(row.body, c.form.id, c.form.group, used);
      });
    } catch (error) {
      if (!(error instanceof Refusal) || !error.code.startsWith('know.question-id')) throw error;
      const text = say(refusals[error.code] ?? words.addIdHint, c.language, { id: c.form.id });
      return showDraft(c, { name: 'id', text });
    }
    return redirect(`/questionnaire-editor/${c.params.id}/questions/${c.form.id}`);
  },
});

const AtQuestion = z.object({ id, question: z.string().max(60) });

async function showQuestion(
  c: Call<z.output<typeof AtQuestion>, unknown, unknown>,
  error?: string,
  given: Record<string, unknown> = {},
) {
  const shelf = await openShelf(c.house);
  const row = found(await c.as((q) => q.one<Row>(sql('one'), { id: c.params.id })), 'know.questionnaire-unknown');
  if (row.state !== 'draft') return redirect(`/questionnaire-editor/${row.id}`);
  const question = found(
    row.body.questions.find((one) => one.id === c.params.question),
    'know.questionnaire-unknown',
  );
  return questionPage({
    page: c.view,
    id: row.id,
    body: row.body,
    question,
    base: before(shelf, row)?.questions.find((one) => one.id === question.id),
    faults: faultsOf(row.body, c.language).filter((fault) => fault.question === question.id),
    error,
    given,
  });
}

route({
  method: 'GET',
  path: '/questionnaire-editor/:id/questions/:question',
  permission: 'operator',
  params: AtQuestion,
  handle: (c) => showQuestion(c),
});

route({
  method: 'POST',
  path: '/questionnaire-editor/:id/questions/:question',
  permission: 'operator',
  params: AtQuestion,
  form: Form,
  async handle(c) {
    const shelf = await openShelf(c.house);
    const { question } = c.params;
    let order: readonly string[] = [];
    try {
      await change(c, (row) => {
        order = row.body.questions.map((one) => one.id);
        const base = before(shelf, row)?.questions.find((one) => one.id === question);
        return editQuestion(row.body, question, c.form, base);
      });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'know.condition-wrong') throw error;
      const text = say(refusals['know.condition-wrong'] ?? words.whenHint, c.language, {
        reason: String(error.facts.reason),
      });
      return showQuestion(c, text, c.form);
    }
    const next = c.form.go === 'next' ? order[order.indexOf(question) + 1] : undefined;
    return redirect(
      next ? `/questionnaire-editor/${c.params.id}/questions/${next}` : `/questionnaire-editor/${c.params.id}?saved=1`,
    );
  },
});

for (const act of ['up', 'down', 'remove'] as const)
  route({
    method: 'POST',
    path: `/questionnaire-editor/:id/questions/:question/${act}`,
    permission: 'operator',
    params: AtQuestion,
    async handle(c) {
      const { question } = c.params;
      await change(c, ({ body }) =>
        act === 'remove' ? removeQuestion(body, question) : moveQuestion(body, question, act === 'up' ? -1 : 1),
      );
      return redirect(`/questionnaire-editor/${c.params.id}`);
    },
  });

route({
  method: 'POST',
  path: '/questionnaire-editor/:id/publish',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    const shelf = await openShelf(c.house);
    await c.as(async (q) => {
      const row = found(await q.one<Row>(sql('one_to_change'), { id: c.params.id }), 'know.questionnaire-unknown');
      if (row.state !== 'draft') throw new Refusal('know.questionnaire-final', {}, 409);
      const outcome = Questionnaire.safeParse({ ...row.body, publishedOn: formatDate(c.now, 'en', 'iso') });
      if (!outcome.success)
        throw new Refusal('know.questionnaire-faults', { count: faultsOf(row.body, c.language).length }, 409);
      // A release may have brought this number meanwhile: then the draft would hide answers' own version.
      if (shelf.versions.get(row.name)?.some(({ version }) => version >= row.version))
        throw new Refusal('know.questionnaire-overtaken', {}, 409);
      await q.run(sql('publish'), { id: row.id, body: JSON.stringify(outcome.data), now: c.now });
      const earlier = before(shelf, row);
      await tell(c, q, 'questionnaire.published', row.name, {
        version: row.version,
        breaks: earlier ? breaksBetween(earlier, outcome.data).breaks.length : 0,
      });
    });
    return redirect(`/questionnaire-editor/${c.params.id}?published=1`);
  },
});

route({
  method: 'POST',
  path: '/questionnaire-editor/:id/drop',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    await c.as(async (q) => {
      const gone = await q.one<{ name: string; version: number }>(sql('drop'), { id: c.params.id });
      if (!gone) throw new Refusal('know.questionnaire-final', {}, 409);
      await tell(c, q, 'questionnaire.dropped', gone.name, { version: gone.version });
    });
    return redirect('/questionnaire-editor');
  },
});
