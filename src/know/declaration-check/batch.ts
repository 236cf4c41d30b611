/** Many corporate numbers at once: a file or lines on a page, JSON or CSV for programs. What is sent is answered and forgotten. */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { html, type Markup, nothing } from '#platform/html';
import { button, buttons, chart, chip, form, page, section, table } from '#platform/page';
import { readSheet, writeCsv } from '#platform/sheet';
import { type Call, route } from '#platform/web';
import { formatDate, formatNumber, type Language, say } from '#platform/words';
import { type BatchLine, formatCorporateNumber, readBatch } from '../corporate-number/decide.ts';
import { findLevel } from '../declaration/rules.ts';
import { rules } from '../declaration/store.ts';
import { answerBatch, type BatchAnswer } from '../declaration/verify.ts';
import { bodyUpTo, openJson } from './open-json.ts';
import { words } from './words.ts';

/** Numbers in one batch. */
const MOST = 20_000;
const MOST_BYTES = 2_000_000;
/** Lines that a page shows; the file has all. */
const SHOWN = 100;

const columnNames = /法人番号|corporate.?number|houjin/iu;

/** The numbers of a table: the column headed 法人番号 or the first, each with its line in the file. */
export function readNumbers(bytes: Uint8Array, name = ''): readonly BatchLine[] {
  const [sheet] = readSheet(bytes, { name, maxBytes: MOST_BYTES, maxRows: MOST + 20, maxCells: 200_000 }).sheets;
  const rows = sheet?.rows ?? [];
  const isHead = (cell: string) => columnNames.test(cell.normalize('NFKC'));
  const headAt = rows.slice(0, 15).findIndex((row) => row.cells.some(isHead));
  const column = headAt < 0 ? 0 : (rows[headAt]?.cells.findIndex(isHead) ?? 0);
  return limited(readBatch(rows.slice(headAt + 1).map((row) => ({ line: row.line, text: row.cells[column] ?? '' }))));
}

function limited(lines: readonly BatchLine[]): readonly BatchLine[] {
  if (lines.length === 0) throw new Refusal('know.batch-empty');
  if (lines.length > MOST) throw new Refusal('know.batch-too-long', { most: MOST }, 413);
  return lines;
}

const countsOf = (answers: readonly BatchAnswer[]) => {
  const counts = { valid: 0, lapsed: 0, none: 0, refused: 0 };
  for (const { standing } of answers) counts[standing]++;
  return counts;
};

const levelName = (answer: BatchAnswer, language: Language) =>
  answer.standing === 'valid' && answer.level
    ? `${'★'.repeat(answer.stars ?? 0)} ${findLevel(rules, answer.level)?.title[language] ?? ''}`
    : '';

function toCsv(answers: readonly BatchAnswer[], language: Language): Response {
  const reason = ({ fault, repeats }: BatchAnswer) =>
    fault
      ? say(words[`fault.${fault}`], language)
      : repeats === null
        ? ''
        : say(words.repeats, language, { line: String(repeats) });
  const titles = (
    [
      'line',
      'given',
      'corporateNumber',
      'organisation',
      'standing',
      'level',
      'declarationNumber',
      'declaredOn',
      'validUntil',
      'reason',
    ] as const
  ).map((one) => say(words[one], language));
  const rows = answers.map((one) => [
    one.line,
    one.given,
    one.corporateNumber,
    one.name,
    say(words[`count.${one.standing}`], language),
    levelName(one, language),
    one.number,
    one.declaredOn,
    one.validUntil,
    reason(one),
  ]);
  return new Response(writeCsv(titles, rows) as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="declarations.csv"',
      'access-control-allow-origin': '*',
    },
  });
}

function batchPage(
  c: Call<unknown, unknown, unknown>,
  result: readonly BatchAnswer[] | undefined,
  error?: string,
): Markup {
  const { language } = c;
  return page({
    ...c.view,
    title: say(words.batchTitle, language),
    heading: say(words.batchTitle, language),
    lead: say(words.batchLead, language, { most: MOST }),
    breadcrumb: [{ href: '/verify', label: say(words.nav, language) }],
    main: html`${result ? resultOf(result, language) : nothing}
${form.form({
  language,
  action: '/verify/batch',
  files: true,
  errors: error ? [{ name: 'file', text: error }] : [],
  body: html`${form.file({ language, name: 'file', label: say(words.batchFile, language), hint: say(words.batchFileHint, language), accept: '.csv,.tsv,.txt,.xlsx', error })}${form.textarea({ language, name: 'text', label: say(words.batchText, language), rows: 6, code: true })}${buttons([button({ text: say(words.batchShow, language), name: 'as', value: 'page' }), button({ text: say(words.batchCsv, language), kind: 'sub', name: 'as', value: 'csv' })])}`,
})}`,
  });
}

function resultOf(answers: readonly BatchAnswer[], language: Language): Markup {
  const counts = countsOf(answers);
  const refused = answers.filter(({ standing }) => standing === 'refused');
  const others = answers.filter(({ standing }) => standing !== 'refused');
  const tones = { valid: 'good', lapsed: 'warn', none: 'quiet', refused: 'urgent' } as const;
  const cut = (count: number) =>
    count > SHOWN ? html`<p class="note">${say(words.shown, language, { count: SHOWN })}</p>` : nothing;
  return section({
    heading: say(words.resultHeading, language),
    body: html`${chart.big({ figures: (['valid', 'lapsed', 'none', 'refused'] as const).map((one) => ({ label: say(words[`count.${one}`], language), value: formatNumber(counts[one], language) })) })}
${
  refused.length > 0
    ? html`<h3>${say(words.refusedHeading, language)}</h3>${cut(refused.length)}${table<BatchAnswer>({
        language,
        caption: say(words.refusedHeading, language),
        hideCaption: true,
        rows: refused.slice(0, SHOWN),
        columns: [
          { key: 'line', label: say(words.line, language), header: true, tight: true, cell: (row) => String(row.line) },
          {
            key: 'given',
            label: say(words.given, language),
            cell: (row) => html`<code>${row.given.slice(0, 60)}</code>`,
          },
          {
            key: 'fault',
            label: say(words.reason, language),
            cell: (row) => (row.fault ? say(words[`fault.${row.fault}`], language) : ''),
          },
        ],
      })}`
    : nothing
}
${cut(others.length)}${table<BatchAnswer>({
  language,
  caption: say(words.resultHeading, language),
  hideCaption: true,
  rows: others.slice(0, SHOWN),
  columns: [
    { key: 'line', label: say(words.line, language), tight: true, cell: (row) => String(row.line) },
    {
      key: 'number',
      label: say(words.corporateNumber, language),
      header: true,
      tight: true,
      cell: (row) => (row.corporateNumber ? formatCorporateNumber(row.corporateNumber) : row.given),
    },
    { key: 'name', label: say(words.organisation, language) },
    {
      key: 'standing',
      label: say(words.standing, language),
      tight: true,
      cell: (row) => chip({ text: say(words[`count.${row.standing}`], language), tone: tones[row.standing] }),
    },
    { key: 'level', label: say(words.level, language), cell: (row) => levelName(row, language) },
    {
      key: 'until',
      label: say(words.validUntil, language),
      tight: true,
      cell: (row) => (row.validUntil ? formatDate(row.validUntil, language) : null),
    },
  ],
})}`,
  });
}

route({ method: 'GET', path: '/verify/batch', permission: 'public', handle: async (c) => batchPage(c, undefined) });

route({
  method: 'POST',
  path: '/verify/batch',
  permission: 'public',
  form: z.object({
    file: z.instanceof(File).optional(),
    text: z.string().max(MOST_BYTES).default(''),
    as: z.enum(['page', 'csv']).default('page'),
  }),
  async handle(c) {
    const { file, text, as } = c.form;
    if (file && file.size > MOST_BYTES) throw new Refusal('sheet.too-large', { max: MOST_BYTES }, 413);
    const lines =
      file && file.size > 0
        ? readNumbers(new Uint8Array(await file.arrayBuffer()), file.name)
        : limited(readBatch(text.split(/\r?\n/).map((one, at) => ({ line: at + 1, text: one }))));
    const answers = await c.as((q) => answerBatch(q, lines, c.now));
    return as === 'csv' ? toCsv(answers, c.language) : batchPage(c, answers);
  },
});

const Numbers = z.object({ numbers: z.array(z.union([z.string().max(200), z.number()])).max(MOST + 1) });

/** The lines of a body, which is JSON `{"numbers": […]}` or a table. */
async function linesOf(request: Request): Promise<readonly BatchLine[]> {
  const bytes = await bodyUpTo(request, MOST_BYTES);
  if (!request.headers.get('content-type')?.startsWith('application/json')) return readNumbers(bytes);
  const body = z
    .string()
    .transform((text, refuse) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        refuse.addIssue('no JSON');
        return z.NEVER;
      }
    })
    .pipe(Numbers)
    .safeParse(new TextDecoder().decode(bytes));
  if (!body.success) throw new Refusal('web.body-wrong', {}, 400);
  return limited(readBatch(body.data.numbers.map((one, at) => ({ line: at + 1, text: String(one) }))));
}

route({
  method: 'POST',
  path: '/api/v1/declarations/batch',
  permission: 'public',
  streams: true,
  summary: 'Many corporate numbers at once: JSON {"numbers": […]} or a CSV; JSON back, or CSV when Accept is text/csv',
  async handle(c) {
    const answers = await linesOf(c.request).then((lines) => c.as((q) => answerBatch(q, lines, c.now)));
    if (c.request.headers.get('accept')?.startsWith('text/csv')) return toCsv(answers, c.language);
    return openJson({
      checkedAt: c.now.toISOString(),
      counts: countsOf(answers),
      results: answers.map(({ declaredOn, validUntil, fault, ...one }) => ({
        ...one,
        reason: fault,
        declaredOn: declaredOn?.toISOString() ?? null,
        validUntil: validUntil?.toISOString() ?? null,
      })),
    });
  },
});
