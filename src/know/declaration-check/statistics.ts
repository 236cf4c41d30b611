/** How many have declared, by star, prefecture, trade, size and month. What may be told is decided by a view of the database, not here. */
import { z } from 'zod';
import { html, nothing } from '#platform/html';
import { job } from '#platform/jobs';
import { chart, empty, page, restsOn, section, table, tabs } from '#platform/page';
import { loadSql, type Queries } from '#platform/postgres';
import { writeCsv } from '#platform/sheet';
import { type Call, route } from '#platform/web';
import { formatDate, formatNumber, type Language, say } from '#platform/words';
import { findLevel } from '../declaration/rules.ts';
import { rules } from '../declaration/store.ts';
import { sizes, trades } from '../declaration-pages/page.html.ts';
import { prefectures } from '../declaration-pages/prefectures.ts';
import { openJson } from './open-json.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const MONTHS = 24;

/** One published figure: full tens, or null where nothing is told. `stars` 0: all of them. */
export interface Figure {
  readonly dimension: 'total' | 'star' | 'prefecture' | 'trade' | 'size' | 'month';
  readonly value: string;
  readonly stars: number;
  readonly count: number | null;
  readonly countedAt: Date;
}

/** The published figures. */
export async function declarationFigures(q: Queries): Promise<Figure[]> {
  return q.rows<Figure>(sql('figures'));
}

/** Months up to the present one, the oldest first, as 2026-11. */
function lastMonths(now: Date): readonly string[] {
  const local = new Date(now.getTime() + 9 * 3_600_000);
  return Array.from({ length: MONTHS }, (_, at) =>
    new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() - (MONTHS - 1 - at), 1)).toISOString().slice(0, 7),
  );
}

/** Counts anew, once a day: figures that moved with every declaration would tell of each. */
export const countDeclarations = job({
  name: 'know.count-declarations',
  schema: z.object({}),
  every: '20 4 * * *',
  async handle(house) {
    const now = house.clock();
    const cells = [
      ...[...prefectures.map(({ ja }) => ja), ''].map((value) => ['prefecture', value]),
      ...[...trades.map(({ id }) => id), ''].map((value) => ['trade', value]),
      ...[...sizes.map(({ people }) => String(people)), ''].map((value) => ['size', value]),
      ...lastMonths(now).map((value) => ['month', value]),
    ];
    await house.db.as({ kind: 'worker' }, async (q) => {
      await q.run(sql('forget'));
      await q.run(sql('count'), {
        scheme: rules.id,
        now,
        dimensions: cells.map(([dimension]) => dimension),
        values: cells.map(([, value]) => value),
        stars: rules.levels.filter(({ open }) => open).map(({ stars }) => stars),
      });
    });
  },
});

const dimensions = ['prefecture', 'trade', 'size', 'month'] as const;
type Dimension = (typeof dimensions)[number];

function nameOf(dimension: Figure['dimension'], value: string, language: Language): string {
  if (value === '') return say(words.unknown, language);
  if (dimension === 'prefecture')
    return language === 'en' ? (prefectures.find(({ ja }) => ja === value)?.en ?? value) : value;
  if (dimension === 'trade') return trades.find(({ id }) => id === value)?.text[language] ?? value;
  if (dimension === 'size') return sizes.find(({ people }) => String(people) === value)?.text[language] ?? value;
  return value;
}

const open = rules.levels.filter((level) => level.open).map(({ stars }) => stars);

interface Line {
  readonly value: string;
  readonly counts: ReadonlyMap<number, number | null>;
}

function linesOf(figures: readonly Figure[], dimension: Dimension): readonly Line[] {
  const order: readonly string[] =
    dimension === 'prefecture'
      ? prefectures.map(({ ja }) => ja)
      : dimension === 'trade'
        ? trades.map(({ id }) => id)
        : dimension === 'size'
          ? sizes.map(({ people }) => String(people))
          : [];
  const place = (value: string) => (value === '' ? 1e6 : order.indexOf(value));
  return [
    ...Map.groupBy(
      figures.filter((one) => one.dimension === dimension),
      ({ value }) => value,
    ),
  ]
    .map(([value, cells]) => ({ value, counts: new Map(cells.map(({ stars, count }) => [stars, count])) }))
    .sort((one, other) => place(one.value) - place(other.value) || other.value.localeCompare(one.value));
}

route({
  method: 'GET',
  path: '/declarations/statistics',
  permission: 'public',
  query: z.object({ by: z.enum(dimensions).default('prefecture') }),
  async handle(c) {
    const { language } = c;
    const { by } = c.query;
    const figures = await c.as(declarationFigures);
    const counted = figures[0]?.countedAt;
    const hidden = html`<span aria-label="${say(words.tooFew, language)}">–</span>`;
    const shown = (count: number | null | undefined) =>
      count === null || count === undefined ? hidden : formatNumber(count, language);
    const toldOf = (count: number | null | undefined) =>
      count === null || count === undefined ? say(words.tooFew, language) : formatNumber(count, language);
    const total = figures.find(({ dimension }) => dimension === 'total');
    const lines = linesOf(figures, by);
    const told = lines.filter(({ counts }) => [...counts.values()].some((count) => count !== null));
    const byStar = figures.filter(({ dimension }) => dimension === 'star');
    return page({
      ...c.view,
      title: say(words.statistics, language),
      heading: say(words.statistics, language),
      lead: say(words.statisticsLead, language),
      breadcrumb: [{ href: '/verify', label: say(words.nav, language) }],
      main: counted
        ? html`${chart.big({
            figures: [
              { label: say(words.all, language), value: toldOf(total?.count) },
              ...byStar.map(({ value, count }) => ({
                label: `${'★'.repeat(Number(value))} ${findLevel(rules, rules.levels.find(({ stars }) => String(stars) === value)?.id ?? '')?.title[language] ?? ''}`,
                value: toldOf(count),
              })),
            ],
          })}${restsOn({ language, text: say(words.statisticsRests, language, { time: formatDate(counted, language, 'minute') }) })}
${tabs({ language, links: dimensions.map((one) => ({ href: `/declarations/statistics?by=${one}`, label: say(words[`by.${one}`], language) })), current: `/declarations/statistics?by=${by}` })}
${section({
  heading: say(words[`by.${by}`], language),
  body: table<Line>({
    language,
    caption: say(words[`by.${by}`], language),
    hideCaption: true,
    rows: told,
    empty: say(words.tooFew, language),
    columns: [
      {
        key: 'value',
        label: say(words[`by.${by}`], language),
        header: true,
        cell: (row) => nameOf(by, row.value, language),
      },
      ...open.map((stars) => ({
        key: String(stars),
        label: '★'.repeat(stars),
        numeric: true,
        cell: (row: Line) => shown(row.counts.get(stars)),
      })),
      { key: 'all', label: say(words.allStars, language), numeric: true, cell: (row) => shown(row.counts.get(0)) },
    ],
  }),
})}${told.length < lines.length ? html`<p class="note">${say(words.notTold, language, { count: lines.length - told.length })}</p>` : nothing}<p><a href="/api/v1/declarations/statistics">JSON</a> · <a href="/declarations/statistics.csv">CSV</a></p>`
        : empty({ title: say(words.statisticsNone, language), body: say(words.statisticsNoneBody, language) }),
    });
  },
});

const plain = async (c: Call<unknown, unknown, unknown>) =>
  (await c.as(declarationFigures)).map(({ countedAt, ...figure }) => ({ figure, countedAt }));

route({
  method: 'GET',
  path: '/declarations/statistics.csv',
  permission: 'public',
  async handle(c) {
    const rows = (await plain(c)).map(({ figure }) => [
      figure.dimension,
      figure.value,
      figure.stars === 0 ? 'all' : figure.stars,
      figure.count,
    ]);
    return new Response(writeCsv(['by', 'value', 'stars', 'count'], rows) as Uint8Array<ArrayBuffer>, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="declarations-statistics.csv"',
        'access-control-allow-origin': '*',
      },
    });
  },
});

route({
  method: 'GET',
  path: '/api/v1/declarations/statistics',
  permission: 'public',
  summary:
    'How many organisations have a declaration in force, by star, prefecture, trade, size and month; full tens, null below ten',
  async handle(c) {
    const rows = await plain(c);
    return openJson({
      countedAt: rows[0]?.countedAt.toISOString() ?? null,
      unit: 10,
      figures: rows.map(({ figure }) => figure),
    });
  },
});
