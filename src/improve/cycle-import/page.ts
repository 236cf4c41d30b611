import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { html, nothing } from '#platform/html';
import { banner, button, form, page, postButton, section, table } from '#platform/page';
import { loadSql } from '#platform/postgres';
import { id, redirect, route } from '#platform/web';
import { formatDate, formatNumber, say } from '#platform/words';
import { PlanContent, readPlanText, shippedStrategy, takePlan } from '../cycle-load/index.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const MEGABYTES = 20;

/** Stored. A read report with its counts and doubts, as kept between preview and import. */
const Preview = PlanContent.extend({
  counts: z.array(
    z.object({
      year: z.int(),
      section: z.string(),
      items: z.int(),
      subRows: z.int(),
      relisted: z.int(),
    }),
  ),
  doubts: z.array(z.object({ line: z.int(), page: z.int().nullable(), about: z.string(), excerpt: z.string() })),
});
type Preview = z.infer<typeof Preview>;

route({
  method: 'GET',
  path: '/plan/imports',
  permission: 'operator',
  async handle(c) {
    const { language } = c;
    interface Row {
      readonly id: string;
      readonly name: string;
      readonly state: 'previewed' | 'taken' | 'dropped';
      readonly at: Date;
      readonly source: string;
      readonly measures: number;
      readonly doubts: number;
    }
    const rows = await c.as((q) => q.rows<Row>(sql('list')));
    return page({
      ...c.view,
      title: say(words.title, language),
      heading: say(words.title, language),
      lead: say(words.lead, language),
      breadcrumb: [
        { href: '/plan', label: say(words.plan, language) },
        { href: '/plan/cycle', label: say(words.cycle, language) },
      ],
      main: html`${form.form({
        language,
        action: '/plan/imports',
        files: true,
        body: html`${form.file({ language, name: 'file', label: say(words.file, language), hint: say(words.fileHint, language), accept: '.txt,text/plain', required: true })}${button({ text: say(words.read, language) })}`,
      })}${section({
        heading: say(words.before, language),
        body: table<Row>({
          language,
          caption: say(words.before, language),
          hideCaption: true,
          phone: 'cards',
          rows,
          empty: say(words.none, language),
          columns: [
            {
              key: 'name',
              label: say(words.name, language),
              header: true,
              cell: (row) => html`<a href="/plan/imports/${row.id}">${row.source}</a><br><small>${row.name}</small>`,
            },
            { key: 'measures', label: say(words.measures, language), numeric: true },
            { key: 'doubts', label: say(words.doubts, language), numeric: true },
            {
              key: 'state',
              label: say(words.state, language),
              cell: (row) => say(words[`state.${row.state}`], language),
            },
            { key: 'at', label: say(words.at, language), cell: (row) => formatDate(row.at, language, 'minute') },
          ],
        }),
      })}`,
    });
  },
});

route({
  method: 'POST',
  path: '/plan/imports',
  permission: 'operator',
  form: z.object({ file: z.instanceof(File) }),
  async handle(c) {
    const { file } = c.form;
    if (file.size > MEGABYTES * 1024 * 1024) throw new Refusal('improve.plan-too-large', { megabytes: MEGABYTES }, 413);
    const name = file.name.replace(/\p{Cc}/gu, '').slice(0, 200);
    const read = readPlanText(await file.text(), name);
    if (read.measures.length === 0) throw new Refusal('improve.plan-unreadable');
    const made = await c.as(async (q) => {
      const row = found(
        await q.one<{ id: string }>(sql('add'), {
          name,
          content: JSON.stringify(read),
          by: c.actor,
          now: c.now,
        }),
        'improve.import-unknown',
      );
      await appendFact(c.house, q, {
        kind: 'plan-import.previewed',
        subject: `plan-import:${row.id}`,
        actor: c.actor,
        handling: 'TLP:GREEN',
        data: { name, measures: read.measures.length, doubts: read.doubts.length },
      });
      return row.id;
    });
    return redirect(`/plan/imports/${made}`);
  },
});

route({
  method: 'GET',
  path: '/plan/imports/:id',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    const { language } = c;
    return c.as(async (q) => {
      const kept = found(
        await q.one<{ id: string; name: string; state: 'previewed' | 'taken' | 'dropped'; content: unknown }>(
          sql('one'),
          { id: c.params.id },
        ),
        'improve.import-unknown',
      );
      const read = Preview.parse(kept.content);
      const known = new Map(
        (await q.rows<{ year: number; section: string; count: number }>(sql('known'))).map((row) => [
          `${row.year} ${row.section}`,
          row.count,
        ]),
      );
      return page({
        ...c.view,
        title: read.source,
        heading: say(words.previewTitle, language, { source: read.source }),
        lead: say(words.previewLead, language, {
          measures: read.measures.length,
          infrastructure: read.infrastructure.length,
          terms: read.terms.length,
          doubts: read.doubts.length,
        }),
        breadcrumb: [
          { href: '/plan', label: say(words.plan, language) },
          { href: '/plan/imports', label: say(words.title, language) },
        ],
        ...(kept.state === 'previewed'
          ? {
              actions: html`${postButton({ action: `/plan/imports/${kept.id}/take`, text: say(words.take, language) })}${postButton({ action: `/plan/imports/${kept.id}/drop`, text: say(words.drop, language), kind: 'sub' })}`,
            }
          : {}),
        alerts:
          kept.state === 'taken'
            ? banner({
                language,
                tone: 'good',
                title: say(words.taken, language),
                body: html`<a href="/plan">${say(words.takenBody, language)}</a>`,
              })
            : nothing,
        main: html`${section({
          heading: say(words.doubts, language),
          body: table<Preview['doubts'][number]>({
            language,
            caption: say(words.doubts, language),
            hideCaption: true,
            phone: 'cards',
            rows: read.doubts,
            empty: say(words.noDoubts, language),
            columns: [
              {
                key: 'line',
                label: say(words.line, language),
                tight: true,
                header: true,
                cell: (row) => `${String(row.line)}${row.page === null ? '' : ` (p. ${row.page})`}`,
              },
              { key: 'about', label: say(words.about, language), cell: (row) => row.about },
              { key: 'excerpt', label: say(words.excerpt, language), cell: (row) => row.excerpt },
            ],
          }),
        })}${section({
          heading: say(words.counts, language),
          note: say(words.countsNote, language),
          body: table<Preview['counts'][number]>({
            language,
            caption: say(words.counts, language),
            hideCaption: true,
            rows: read.counts,
            marked: (row) => {
              const here = known.get(`${row.year} ${row.section}`);
              return here !== undefined && here !== row.items;
            },
            columns: [
              { key: 'year', label: say(words.year, language), cell: (row) => String(row.year) },
              { key: 'section', label: say(words.section, language), header: true },
              { key: 'items', label: say(words.count, language), numeric: true },
              {
                key: 'known',
                label: say(words.known, language),
                numeric: true,
                cell: (row) => formatNumber(known.get(`${row.year} ${row.section}`) ?? 0, language),
              },
              { key: 'relisted', label: say(words.relisted, language), numeric: true },
              { key: 'subRows', label: say(words.subRows, language), numeric: true },
            ],
          }),
        })}`,
      });
    });
  },
});

for (const act of ['take', 'drop'] as const)
  route({
    method: 'POST',
    path: `/plan/imports/:id/${act}`,
    permission: 'operator',
    params: z.object({ id }),
    async handle(c) {
      await c.as(async (q) => {
        const kept = found(
          await q.one<{ content: unknown }>(sql('one'), { id: c.params.id }),
          'improve.import-unknown',
        );
        const settled = await q.one(sql('settle'), {
          id: c.params.id,
          state: act === 'take' ? 'taken' : 'dropped',
          now: c.now,
        });
        if (!settled) throw new Refusal('improve.import-settled', {}, 409);
        if (act === 'take')
          await takePlan(
            c.house,
            q,
            PlanContent.parse(kept.content),
            { strategy: shippedStrategy(), figures: [] },
            c.actor,
          );
        await appendFact(c.house, q, {
          kind: act === 'take' ? 'plan-import.taken' : 'plan-import.dropped',
          subject: `plan-import:${c.params.id}`,
          actor: c.actor,
          handling: 'TLP:GREEN',
          data: { by: c.person?.name ?? '' },
        });
      });
      return redirect(act === 'take' ? `/plan/imports/${c.params.id}` : '/plan/imports');
    },
  });
