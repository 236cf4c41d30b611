import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { html, nothing } from '#platform/html';
import { banner, button, fileList, form, page, postButton, progress, section, table } from '#platform/page';
import { loadSql } from '#platform/postgres';
import { id, redirect, route } from '#platform/web';
import { formatBytes, formatDate, formatNumber, type Language, say } from '#platform/words';
import { operatorWords } from './operator-words.ts';
import type { ReportFile } from './render.ts';
import { askReport, FileKind, type Run, reportFolder } from './run.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const types = {
  html: 'text/html; charset=utf-8',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
} as const;
const names = { html: 'HTML', docx: 'Word', pdf: 'PDF' } as const;

interface Made {
  readonly id: string;
  readonly year: number;
  readonly pages: number | null;
  readonly files: readonly ReportFile[];
  readonly doneAt: Date;
}

const linksOf = (run: Pick<Made, 'id' | 'files'>, language: Language) =>
  fileList({
    language,
    files: run.files.map((file) => ({
      href: `/plan/reports/${run.id}/${file.kind}`,
      name: names[file.kind],
      note: formatBytes(file.bytes, language),
    })),
  });

route({
  method: 'GET',
  path: '/plan/reports',
  permission: 'public',
  async handle(c) {
    const { language } = c;
    const isOperator = c.person?.isOperator ?? false;
    return c.as(async (q) => {
      const rows = await q.rows<Made>(sql('list'));
      const years = isOperator ? await q.rows<{ year: number }>(sql('years')) : [];
      return page({
        ...c.view,
        title: say(words.title, language),
        heading: say(words.title, language),
        lead: html`${say(words.lead, language)} ${language === 'ja' ? nothing : say(words.japaneseOnly, language)}`,
        breadcrumb: [{ href: '/plan', label: say(words.plan, language) }],
        main: html`${
          years.length > 0
            ? form.form({
                language,
                action: '/plan/reports',
                body: html`${form.select({ language, name: 'year', label: say(words.year, language), value: String(years[0]?.year ?? ''), choices: years.map(({ year }) => ({ value: String(year), label: say(words.yearOf, language, { year: String(year) }) })) })}${button({ text: say(operatorWords.make, language) })}`,
              })
            : nothing
        }${table<Made>({
          language,
          caption: say(words.title, language),
          hideCaption: true,
          phone: 'cards',
          rows,
          empty: say(words.none, language),
          columns: [
            {
              key: 'year',
              label: say(words.year, language),
              header: true,
              cell: (row) => say(words.runTitle, language, { year: String(row.year) }),
            },
            {
              key: 'doneAt',
              label: say(words.made, language),
              cell: (row) => formatDate(row.doneAt, language, 'minute'),
            },
            { key: 'pages', label: say(words.pages, language), numeric: true },
            { key: 'files', label: say(words.files, language), cell: (row) => linksOf(row, language) },
          ],
        })}`,
      });
    });
  },
});

route({
  method: 'POST',
  path: '/plan/reports',
  permission: 'operator',
  form: z.object({ year: z.coerce.number().int().min(2000).max(2100) }),
  async handle(c) {
    const run = await c.as(async (q) => {
      const years = await q.rows<{ year: number }>(sql('years'));
      if (!years.some(({ year }) => year === c.form.year))
        throw new Refusal('improve.year-unknown', { year: String(c.form.year) }, 404);
      return askReport(c.house, q, c.form.year, c.actor);
    });
    return redirect(`/plan/reports/${run}`);
  },
});

const STAGES = ['gather', 'compose', 'html', 'docx', 'pdf'] as const;

route({
  method: 'GET',
  path: '/plan/reports/:id',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    const { language } = c;
    const run = found(await c.as((q) => q.one<Run>(sql('run'), { id: c.params.id })), 'improve.report-unknown');
    const isOpen = run.state === 'waiting' || run.state === 'running';
    const title = say(words.runTitle, language, { year: String(run.year) });
    const drawn = page({
      ...c.view,
      title,
      heading: title,
      narrow: true,
      breadcrumb: [
        { href: '/plan', label: say(words.plan, language) },
        { href: '/plan/reports', label: say(words.title, language) },
      ],
      main: html`${
        isOpen
          ? html`${progress({ language, stages: STAGES.map((step) => say(operatorWords[`step.${step}`], language)), current: Math.max(0, STAGES.indexOf(run.step as (typeof STAGES)[number])) })}<p role="status">${say(operatorWords.percent, language, { percent: run.percent })}　${say(run.state === 'waiting' ? operatorWords.waiting : operatorWords.running, language)}</p>`
          : nothing
      }${
        run.state === 'failed'
          ? banner({
              language,
              tone: 'urgent',
              title: say(operatorWords.failed, language),
              body: say(operatorWords.failedBody, language, { reason: run.fault }),
              actions: postButton({
                action: '/plan/reports',
                text: say(operatorWords.again, language),
                fields: { year: String(run.year) },
              }),
            })
          : nothing
      }${
        run.state === 'done'
          ? section({
              heading: say(words.files, language),
              note: `${formatNumber(run.pages ?? 0, language)} ${say(words.pages, language)}　${run.doneAt ? formatDate(run.doneAt, language, 'minute') : ''}`,
              body: linksOf(run, language),
            })
          : nothing
      }`,
    });
    return new Response(String(drawn), {
      headers: { 'content-type': 'text/html; charset=utf-8', ...(isOpen ? { refresh: '2' } : {}) },
    });
  },
});

route({
  method: 'GET',
  path: '/plan/reports/:id/:kind',
  permission: 'public',
  params: z.object({ id, kind: FileKind }),
  async handle(c) {
    const { kind } = c.params;
    const isOperator = c.person?.isOperator ?? false;
    const run = found(
      await c.as((q) => q.one<Made>(sql(isOperator ? 'run' : 'public_one'), { id: c.params.id })),
      'improve.report-unknown',
    );
    const file = found(
      run.files.find((one) => one.kind === kind),
      'improve.report-unknown',
    );
    const path = join(reportFolder(c.house), file.name);
    if (!existsSync(path)) throw new Refusal('improve.report-unknown', {}, 404);
    return new Response(Readable.toWeb(createReadStream(path)) as never, {
      headers: {
        'content-type': types[kind],
        'content-length': String(file.bytes),
        'content-disposition': `attachment; filename="kyojo-plan-${run.year}.${kind}"`,
      },
    });
  },
});
