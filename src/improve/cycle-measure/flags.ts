import { z } from 'zod';
import { html, type Markup, nothing } from '#platform/html';
import { chart, form, page, pager, table } from '#platform/page';
import { loadSql } from '#platform/postgres';
import { route } from '#platform/web';
import { formatNumber, type Language, say } from '#platform/words';
import { operatorWords } from '../cycle-pages/operator-words.ts';
import { addressOf, shared } from '../cycle-pages/query.ts';
import {
  asPrinted,
  excerpt,
  FLAGS,
  type FlagView,
  flagSays,
  ministryLinks,
  numberOf,
  sectionHref,
  wordFor,
} from '../cycle-pages/show.ts';
import { publishedYears } from '../cycle-pages/tree.ts';
import { words } from '../cycle-pages/words.ts';
import { sourceLink } from '../statistics/figure.html.ts';
import { verdictButtons } from './measure-tables.html.ts';

const sql = loadSql(import.meta.url);
const PAGE = 50;

const FlagQuery = z.object({
  kind: z.enum(['', ...FLAGS]).optional(),
  ...shared,
  after: z
    .string()
    .regex(/^\d{4}_\d{1,6}_[0-9a-f-]{36}$/)
    .optional(),
});

interface Row extends FlagView {
  readonly year: number | null;
  readonly section: string | null;
  readonly item: string | null;
  readonly ministries: readonly string[] | null;
  readonly position: number | null;
  readonly plan: string | null;
}

const address = (query: Readonly<Record<string, unknown>>) => addressOf('/plan/flags', query);

route({
  method: 'GET',
  path: '/plan/flags',
  permission: 'public',
  query: FlagQuery,
  async handle(c) {
    const { language, query } = c;
    const kind = query.kind || 'does-not-recompute';
    const [afterYear, afterPosition, afterId] = (query.after ?? '').split('_');
    const read = await c.as(async (q) => ({
      counts: await q.rows<{ kind: string; count: number; confirmed: number }>(sql('counts')),
      years: await publishedYears(q),
      rows: await q.rows<Row>(sql('list'), {
        kind,
        year: query.year || null,
        section: query.section || null,
        ministry: query.ministry || null,
        limit: PAGE + 1,
        afterYear: query.after ? Number(afterYear) : null,
        afterPosition: query.after ? Number(afterPosition) : null,
        afterId: query.after ? afterId : null,
      }),
    }));
    const rows = read.rows.slice(0, PAGE);
    const last = read.rows.length > PAGE ? rows.at(-1) : undefined;
    const countOf = (of: string) => read.counts.find((one) => one.kind === of)?.count ?? 0;
    return page({
      ...c.view,
      title: say(words.boardTitle, language),
      heading: say(words.boardTitle, language),
      lead: say(words.boardLead, language),
      breadcrumb: [{ href: '/plan', label: say(words.nav, language) }],
      wide: true,
      main: html`${chart.big({
        figures: FLAGS.filter((one) => countOf(one) > 0).map((one) => ({
          label: wordFor(`flag.${one}`, language),
          value: formatNumber(countOf(one), language),
          href: address({ kind: one }),
        })),
      })}${form.filter({
        language,
        action: '/plan/flags',
        active: [
          { label: wordFor(`flag.${kind}`, language), without: address({}) },
          ...(query.year
            ? [
                {
                  label: say(words.yearOf, language, { year: String(query.year) }),
                  without: address({ ...query, year: undefined, after: undefined }),
                },
              ]
            : []),
          ...(['section', 'ministry'] as const).flatMap((name) =>
            query[name]
              ? [
                  {
                    label: String(query[name]),
                    without: address({ ...query, [name]: undefined, after: undefined }),
                  },
                ]
              : [],
          ),
        ],
        hidden: Object.fromEntries(
          (['section', 'ministry'] as const).flatMap((name) => (query[name] ? [[name, String(query[name])]] : [])),
        ),
        fields: html`${form.select({ language, name: 'kind', label: say(words.kind, language), value: kind, choices: FLAGS.map((one) => ({ value: one, label: `${wordFor(`flag.${one}`, language)}（${countOf(one)}）` })) })}${form.select({ language, name: 'year', label: say(words.year, language), value: String(query.year ?? ''), choices: [{ value: '', label: say(words.allYears, language) }, ...read.years.map(({ year }) => ({ value: String(year), label: say(words.yearOf, language, { year: String(year) }) }))] })}`,
      })}${flagList(rows, c.person?.isOperator ?? false, address({ ...query }), language)}${pager({
        language,
        ...(query.after ? { previous: address({ ...query, after: undefined }) } : {}),
        ...(last?.position != null
          ? { next: address({ ...query, kind, after: `${last.year}_${last.position}_${last.id}` }) }
          : {}),
      })}`,
    });
  },
});

function flagList(rows: readonly Row[], isOperator: boolean, back: string, language: Language): Markup {
  return table<Row>({
    language,
    caption: say(words.flags, language),
    hideCaption: true,
    phone: 'cards',
    rows,
    empty: say(words.nothing, language),
    columns: [
      {
        key: 'about',
        label: say(words.measures, language),
        header: true,
        cell: (row) =>
          row.measureId && row.section && row.item
            ? html`<a href="/plan/measures/${row.measureId}">${String(row.year)} ${numberOf({ section: row.section, item: row.item })}</a>${row.evidence === '' ? html` ${asPrinted(excerpt(row.plan ?? '', 70), language)}` : nothing}`
            : html`<a href="/statistics/${row.figure ?? ''}#row-${String(row.facts.row ?? '')}">${asPrinted(row.evidence, language)}</a>`,
      },
      { key: 'says', label: say(words.aspect, language), cell: (row) => flagSays(row, language) },
      {
        key: 'evidence',
        label: say(words.evidence, language),
        cell: (row) => {
          if (row.measureId) return row.evidence ? asPrinted(excerpt(row.evidence, 180), language) : null;
          const [from, to] = Array.isArray(row.facts.lines) ? row.facts.lines.map(Number) : [];
          return from ? sourceLink(language, [from, to ?? from]) : null;
        },
      },
      {
        key: 'ministries',
        label: say(words.ministries, language),
        cell: (row) =>
          row.ministries
            ? ministryLinks(row.ministries, language)
            : row.section
              ? html`<a href="${sectionHref(row.section)}">${row.section}</a>`
              : null,
      },
      ...(isOperator
        ? [
            {
              key: 'verdict',
              label: say(operatorWords.verdict, language),
              cell: (row: Row) => verdictButtons(row, back, language),
            },
          ]
        : []),
    ],
  });
}
