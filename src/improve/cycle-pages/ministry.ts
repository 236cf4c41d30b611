import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { html, nothing } from '#platform/html';
import { chart, page, restsOn, section, table } from '#platform/page';
import { loadSql, type Queries } from '#platform/postgres';
import { redirect, route } from '#platform/web';
import { formatNumber, say } from '#platform/words';
import { plainText } from './query.ts';
import { asPrinted, ministryHref, NISC, sectionHref, titleOf, wordFor } from './show.ts';
import { type ListedMeasure, measureTable } from './tree.html.ts';
import { publishedYears } from './tree.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);

interface MinistryRow {
  readonly ministry: string;
  readonly count: number;
  readonly before: number;
  readonly lead: number;
  readonly related: number;
  readonly flags: number;
}

async function newestYear(q: Queries): Promise<number> {
  const [newest] = await publishedYears(q);
  return found(newest, 'improve.year-unknown', { year: '' }).year;
}

route({
  method: 'GET',
  path: '/plan/ministries',
  permission: 'public',
  async handle(c) {
    const { language } = c;
    return c.as(async (q) => {
      const year = await newestYear(q);
      const rows = await q.rows<MinistryRow>(sql('ministries'), { year });
      return page({
        ...c.view,
        title: say(words.ministryList, language),
        heading: say(words.ministryList, language),
        breadcrumb: [{ href: '/plan', label: say(words.nav, language) }],
        main: html`${table<MinistryRow>({
          language,
          caption: say(words.ministryList, language),
          hideCaption: true,
          rows,
          columns: [
            {
              key: 'ministry',
              label: say(words.ministry, language),
              header: true,
              cell: (row) => html`<a href="${ministryHref(row.ministry)}">${asPrinted(row.ministry, language)}</a>`,
            },
            { key: 'count', label: say(words.yearOf, language, { year: String(year) }), numeric: true },
            { key: 'before', label: say(words.yearOf, language, { year: String(year - 1) }), numeric: true },
            { key: 'lead', label: say(words.lead1, language), numeric: true },
            { key: 'related', label: say(words.related1, language), numeric: true },
            { key: 'flags', label: say(words.flags, language), numeric: true },
          ],
        })}${restsOn({ language, text: say(words.nisc, language) })}`,
      });
    });
  },
});

interface Measure extends ListedMeasure {
  readonly year: number;
  readonly title: string;
  readonly titleEn: string;
}

route({
  method: 'GET',
  path: '/plan/ministries/:name',
  permission: 'public',
  params: z.object({ name: plainText(60) }),
  query: z.object({ year: z.coerce.number().int().min(2000).max(2100).optional() }),
  async handle(c) {
    const { language } = c;
    const { name } = c.params;
    if (name === NISC.printed) return redirect(ministryHref(NISC.column));
    return c.as(async (q) => {
      const year = c.query.year ?? (await newestYear(q));
      const names = name === NISC.column ? [name, NISC.printed] : [name];
      const sections = await q.rows<{ section: string; title: string; titleEn: string; leads: boolean }>(sql('led'), {
        names,
      });
      const measures = await q.rows<Measure>(sql('measures'), { ministry: name, year });
      if (measures.length === 0 && sections.length === 0) throw new Refusal('improve.ministry-unknown', {}, 404);
      const flags = await q.rows<{ kind: string; count: number }>(sql('flag_counts'), { ministry: name });
      const leads = sections.filter((one) => one.leads);
      const parts = sections.filter((one) => !one.leads);
      const list = (some: typeof sections) =>
        html`<ul>${some.map((one) => html`<li><a href="${sectionHref(one.section)}">${one.section} ${titleOf(one, language)}</a></li>`)}</ul>`;
      return page({
        ...c.view,
        title: name,
        heading: asPrinted(name, language),
        lead: say(words.ministryLead, language, {
          year: String(year),
          count: measures.length,
          lead: leads.length,
          related: parts.length,
        }),
        breadcrumb: [
          { href: '/plan', label: say(words.nav, language) },
          { href: '/plan/ministries', label: say(words.ministryList, language) },
        ],
        main: html`${
          flags.length > 0
            ? section({
                heading: say(words.flags, language),
                body: chart.bars({
                  language,
                  caption: say(words.flags, language),
                  columns: [say(words.flag, language), say(words.measureUnit, language)],
                  items: flags.map((flag) => ({
                    label: wordFor(`flag.${flag.kind}`, language),
                    value: flag.count,
                    href: `/plan/flags?kind=${flag.kind}&ministry=${encodeURIComponent(name)}`,
                  })),
                }),
              })
            : nothing
        }${[...Map.groupBy(measures, (one) => one.section)].map(([of, some]) =>
          section({
            heading: html`<a href="${sectionHref(of)}">${of} ${titleOf(some[0] as Measure, language)}</a>`,
            body: measureTable(some, language, some[0] ? `${some[0].section} ${titleOf(some[0], language)}` : ''),
          }),
        )}`,
        aside: html`${leads.length > 0 ? section({ heading: say(words.leads, language), body: list(leads) }) : nothing}${parts.length > 0 ? section({ heading: say(words.takesPart, language), body: list(parts) }) : nothing}${name === NISC.column ? restsOn({ language, text: say(words.nisc, language) }) : nothing}`,
      });
    });
  },
});

interface MatrixRow {
  readonly section: string;
  readonly depth: number;
  readonly title: string;
  readonly titleEn: string;
  readonly lead: readonly string[];
  readonly related: readonly string[];
  readonly offices: readonly { readonly of: string; readonly office: string }[];
  readonly counts: Readonly<Record<string, number>>;
}

route({
  method: 'GET',
  path: '/plan/matrix',
  permission: 'public',
  async handle(c) {
    const { language } = c;
    return c.as(async (q) => {
      const year = await newestYear(q);
      const rows = await q.rows<MatrixRow>(sql('matrix'), { year });
      const names = namesIn(rows);
      return page({
        ...c.view,
        title: say(words.matrix, language),
        heading: say(words.matrix, language),
        lead: say(words.matrixLead, language, { year: String(year) }),
        breadcrumb: [{ href: '/plan', label: say(words.nav, language) }],
        wide: true,
        main: html`${table<MatrixRow>({
          language,
          caption: say(words.matrix, language),
          hideCaption: true,
          rows,
          marked: (row) => row.depth === 1,
          columns: [
            {
              key: 'section',
              label: say(words.section, language),
              header: true,
              cell: (row) => html`<a href="${sectionHref(row.section)}">${row.section} ${titleOf(row, language)}</a>`,
            },
            ...names.map((name) => ({
              key: name,
              label: name,
              tight: true,
              cell: (row: MatrixRow) => {
                const mark = row.lead.includes(name) ? '◎' : row.related.includes(name) ? '○' : '';
                const count = row.counts[name] ?? 0;
                if (mark === '' && count === 0) return ' ';
                return html`${mark ? html`<span aria-hidden="true">${mark}</span><span class="unseen">${say(mark === '◎' ? words.leadMark : words.relatedMark, language)}</span>` : nothing}${count > 0 ? html` <a href="/plan/measures?year=${String(year)}&amp;section=${encodeURIComponent(row.section)}&amp;ministry=${encodeURIComponent(name)}">${formatNumber(count, language)}</a>` : nothing}`;
              },
            })),
          ],
        })}${section({
          heading: say(words.offices, language),
          body: html`<ul>${rows.flatMap((row) => row.offices.map((one) => html`<li>${row.section}：${say(words.office, language, { of: one.of, office: one.office })}</li>`))}</ul>`,
        })}${restsOn({ language, text: say(words.nisc, language) })}`,
      });
    });
  },
});

// Who leads most stands first, and beside 内閣官房 the office of it that the list prints by its own name.
function namesIn(rows: readonly MatrixRow[]): readonly string[] {
  const weight = new Map<string, number>();
  for (const row of rows) {
    for (const name of row.lead) weight.set(name, (weight.get(name) ?? 0) + 100);
    for (const name of row.related) weight.set(name, (weight.get(name) ?? 0) + 1);
  }
  const isCabinet = (name: string) => name === NISC.printed || name === NISC.column;
  return [...weight.keys()].sort(
    (a, b) => Number(isCabinet(b)) - Number(isCabinet(a)) || (weight.get(b) ?? 0) - (weight.get(a) ?? 0),
  );
}

interface InfrastructureRow {
  readonly id: string;
  readonly year: number;
  readonly actor: string;
  readonly policy: string;
  readonly item: string;
  readonly plan: string;
  readonly result: string;
  readonly page: number | null;
  readonly line: number | null;
}

route({
  method: 'GET',
  path: '/plan/infrastructure',
  permission: 'public',
  async handle(c) {
    const { language } = c;
    const rows = await c.as((q) => q.rows<InfrastructureRow>(sql('infrastructure')));
    return page({
      ...c.view,
      title: say(words.infrastructure, language),
      heading: say(words.infrastructure, language),
      lead: say(words.infrastructureLead, language, { count: rows.length, year: String(rows[0]?.year ?? '') }),
      breadcrumb: [{ href: '/plan', label: say(words.nav, language) }],
      main: html`${[...Map.groupBy(rows, (row) => `${row.policy}／${row.actor}`)].map(([title, some]) =>
        section({
          heading: asPrinted(title, language),
          body: table<InfrastructureRow>({
            language,
            caption: title,
            hideCaption: true,
            phone: 'cards',
            rows: some,
            columns: [
              {
                key: 'plan',
                label: say(words.plan, language),
                header: true,
                cell: (row) => html`<span id="${row.id}">${row.item}</span> ${asPrinted(row.plan, language)}`,
              },
              { key: 'result', label: say(words.done, language), cell: (row) => asPrinted(row.result, language) },
              {
                key: 'page',
                label: say(words.source, language),
                tight: true,
                cell: (row) => html`<small>p. ${String(row.page ?? '?')} / ${String(row.line ?? '?')}</small>`,
              },
            ],
          }),
        }),
      )}`,
    });
  },
});
