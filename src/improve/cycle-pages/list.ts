import { z } from 'zod';
import { html, nothing } from '#platform/html';
import { form, page, pager, table } from '#platform/page';
import { loadSql } from '#platform/postgres';
import { route } from '#platform/web';
import { say } from '#platform/words';
import { searchText } from '../cycle-load/index.ts';
import { DOUBTFUL_LINK } from '../plan/index.ts';
import { addressOf, plainText, shared } from './query.ts';
import {
  asPrinted,
  excerpt,
  FLAGS,
  flagNames,
  ministryLinks,
  numberOf,
  STATES,
  sectionHref,
  stateChip,
  titleOf,
  wordFor,
} from './show.ts';
import { publishedYears } from './tree.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const PAGE = 50;

/** The conditions over measures, as they stand in an address that anybody can edit. Empty fields of the form do not count. */
const ListQuery = z.object({
  ...shared,
  state: z.enum(['', ...STATES]).optional(),
  flag: z.enum(['', ...FLAGS]).optional(),
  doubtful: z.enum(['', 'yes']).optional(),
  text: plainText(200).optional(),
  after: z
    .string()
    .regex(/^\d{4}_\d{1,6}$/)
    .optional(),
});
type ListQuery = z.infer<typeof ListQuery>;

interface Row {
  readonly id: string;
  readonly year: number;
  readonly section: string;
  readonly title: string;
  readonly titleEn: string;
  readonly item: string;
  readonly position: number;
  readonly ministries: readonly string[];
  readonly plan: string;
  readonly state: string;
  readonly relisted: boolean;
  readonly flags: readonly string[];
  readonly doubtful: number;
}

const address = (query: Readonly<Record<string, unknown>>) => addressOf('/plan/measures', query);

/** Words as they are looked for; several words must all be there. */
const termsOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[\s　]+/)
    .map((term) => searchText(term))
    .filter((term) => term !== '');

route({
  method: 'GET',
  path: '/plan/measures',
  permission: 'public',
  query: ListQuery,
  async handle(c) {
    const { language, query } = c;
    const where = {
      year: query.year || null,
      section: query.section || null,
      ministry: query.ministry || null,
      state: query.state || null,
      flag: query.flag || null,
      doubtful: query.doubtful === 'yes',
      terms: termsOf(query.text),
      sure: DOUBTFUL_LINK,
    };
    const [afterYear, afterPosition] = (query.after ?? '').split('_').map(Number);
    const read = await c.as(async (q) => ({
      rows: await q.rows<Row>(sql('list'), {
        ...where,
        limit: PAGE + 1,
        afterYear: query.after ? afterYear : null,
        afterPosition: query.after ? afterPosition : null,
      }),
      count: (await q.one<{ count: number }>(sql('count'), where))?.count ?? 0,
      headings: await q.rows<{ section: string; depth: number; title: string; titleEn: string }>(sql('headings')),
      ministries: await q.rows<{ ministry: string; count: number }>(sql('ministries')),
      years: await publishedYears(q),
    }));
    const rows = read.rows.slice(0, PAGE);
    const last = read.rows.length > PAGE ? rows.at(-1) : undefined;
    const all = { value: '', label: say(words.any, language) };
    const without = (name: keyof ListQuery) => address({ ...query, after: undefined, [name]: undefined });
    const active: { label: string; without: string }[] = [];
    if (query.year)
      active.push({ label: say(words.yearOf, language, { year: String(query.year) }), without: without('year') });
    for (const name of ['section', 'ministry', 'text'] as const)
      if (query[name]) active.push({ label: String(query[name]), without: without(name) });
    if (query.state) active.push({ label: wordFor(`state.${query.state}`, language), without: without('state') });
    if (query.flag) active.push({ label: wordFor(`flag.${query.flag}`, language), without: without('flag') });
    if (query.doubtful) active.push({ label: say(words.doubtfulFigure, language), without: without('doubtful') });
    return page({
      ...c.view,
      title: say(words.list, language),
      heading: say(words.list, language),
      lead: say(words.listLead, language, { count: read.count }),
      breadcrumb: [{ href: '/plan', label: say(words.nav, language) }],
      wide: true,
      main: html`${form.filter({
        language,
        action: '/plan/measures',
        active,
        fields: html`${form.text({ language, name: 'text', label: say(words.text, language), hint: say(words.textHint, language), value: query.text ?? '' })}
${form.select({ language, name: 'year', label: say(words.year, language), value: String(query.year ?? ''), choices: [{ value: '', label: say(words.allYears, language) }, ...read.years.map(({ year }) => ({ value: String(year), label: say(words.yearOf, language, { year: String(year) }) }))] })}
${form.select({ language, name: 'section', label: say(words.section, language), value: query.section ?? '', choices: [all, ...read.headings.map((one) => ({ value: one.section, label: `${'　'.repeat(one.depth - 1)}${one.section} ${titleOf(one, language)}` }))] })}
${form.select({ language, name: 'ministry', label: say(words.ministry, language), value: query.ministry ?? '', choices: [all, ...read.ministries.map((one) => ({ value: one.ministry, label: `${one.ministry}（${one.count}）` }))] })}
${form.select({ language, name: 'state', label: say(words.state, language), value: query.state ?? '', choices: [all, ...STATES.map((state) => ({ value: state, label: wordFor(`state.${state}`, language) }))] })}
${form.select({ language, name: 'flag', label: say(words.flag, language), value: query.flag ?? '', choices: [all, ...FLAGS.filter((kind) => kind !== 'does-not-recompute').map((kind) => ({ value: kind, label: wordFor(`flag.${kind}`, language) }))] })}
${form.select({ language, name: 'doubtful', label: say(words.links, language), value: query.doubtful ?? '', choices: [all, { value: 'yes', label: say(words.doubtOnly, language) }] })}`,
      })}${table<Row>({
        language,
        caption: say(words.list, language),
        hideCaption: true,
        phone: 'cards',
        rows,
        empty: say(words.nothing, language),
        columns: [
          {
            key: 'id',
            label: say(words.plan, language),
            header: true,
            cell: (row) =>
              html`<a href="/plan/measures/${row.id}">${String(row.year)} ${numberOf(row)}</a> ${asPrinted(excerpt(row.plan), language)}`,
          },
          {
            key: 'section',
            label: say(words.section, language),
            cell: (row) => html`<a href="${sectionHref(row.section)}">${titleOf(row, language)}</a>`,
          },
          {
            key: 'ministries',
            label: say(words.ministries, language),
            cell: (row) => ministryLinks(row.ministries, language),
          },
          {
            key: 'state',
            label: say(words.state, language),
            tight: true,
            cell: (row) =>
              html`<span>${stateChip(row.state, language)}${row.relisted ? html` <small>${say(words.relisted, language)}</small>` : nothing}</span>`,
          },
          {
            key: 'flags',
            label: say(words.flags, language),
            cell: (row) =>
              [flagNames(row.flags, language), row.doubtful > 0 ? say(words.doubtfulFigure, language) : '']
                .filter((text) => text !== '')
                .join(language === 'en' ? ', ' : '、') || null,
          },
        ],
      })}${pager({
        language,
        total: read.count,
        ...(query.after ? { previous: address({ ...query, after: undefined }) } : {}),
        ...(last ? { next: address({ ...query, after: `${last.year}_${last.position}` }) } : {}),
      })}`,
    });
  },
});
