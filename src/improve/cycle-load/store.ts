import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import type { Figure, Indicator } from '../figures/index.ts';
import { Measure, proposeLinks } from '../plan/index.ts';
import type { PlanContent, shippedStrategy } from './content.ts';
import { deadlinesOf, flagsOf, linksOf, searchText, statesOf } from './derive.ts';

const sql = loadSql(import.meta.url);

/** What a load did, for the command line and the page. */
export interface Loaded {
  readonly years: readonly number[];
  readonly measures: number;
  readonly results: number;
  readonly links: number;
  readonly deadlines: number;
  readonly flags: number;
}

/** What else ships beside a plan. */
export interface Beside {
  readonly strategy: ReturnType<typeof shippedStrategy>;
  readonly figures: readonly Figure[];
}

/**
 * Takes a plan into the tables, in the caller's transaction. Running it again with the same content changes nothing; what a
 * person decided (states, confirmed and refused links, verdicts on flags, values by hand) is kept. A year's results are never
 * lost to a report that prints none. One load at a time.
 */
export async function takePlan(
  house: House,
  q: Queries,
  content: PlanContent,
  beside: Beside,
  actor: string,
): Promise<Loaded> {
  await q.run(sql('hold'));
  const now = house.clock();
  const measures = await withNeighbours(q, content.measures);
  const mine = new Set(content.measures.map((measure) => measure.id));
  const years = [...new Set(content.measures.map((measure) => measure.year))].sort();
  const rows = (value: readonly object[]) => JSON.stringify(value.map(snakeKeys));

  await q.run(sql('take_years'), {
    now,
    rows: rows(
      years.map((year) => ({
        year,
        source: content.source,
        hasResults: content.measures.some((one) => one.year === year && one.results.length > 0),
      })),
    ),
  });
  if (content.matrix.length > 0)
    await q.run(sql('take_sections'), { rows: rows(sectionRows(content, beside.strategy)) });
  await q.run(sql('take_reviews'), { rows: rows(content.reviews) });
  const states = statesOf(measures);
  await q.run(sql('take_measures'), {
    rows: rows(
      content.measures.map((measure, position) => ({
        ...measure,
        subRows: measure.subRows ?? [],
        position,
        state: states.get(measure.id) ?? 'new',
        searchText: searchText(
          measure.plan,
          ...measure.goals,
          ...measure.ministries,
          ...measure.results.map((result) => result.text),
        ),
      })),
    ),
  });
  await q.run(sql('set_states'), {
    rows: rows(measures.filter((one) => !mine.has(one.id)).map((one) => ({ id: one.id, state: states.get(one.id) }))),
  });
  const reported = content.measures.filter((measure) => measure.results.length > 0);
  await q.run(sql('drop_results'), { ids: reported.map((measure) => measure.id) });
  const results = reported.flatMap((measure) =>
    measure.results.map((result, position) => ({
      measureId: measure.id,
      position,
      tag: result.tag,
      ministries: result.ministries,
      body: result.text,
    })),
  );
  await q.run(sql('take_results'), { rows: rows(results) });
  const ids = [...mine];
  const links = linksOf(measures).filter((link) => mine.has(link.measureId));
  await q.run(sql('take_links'), { rows: rows(links), ids });
  const deadlines = deadlinesOf(measures).filter((one) => mine.has(one.measureId));
  await q.run(sql('take_deadlines'), { rows: rows(deadlines), ids });
  const flags = flagsOf(measures, beside.figures).filter((one) => one.measureId === null || mine.has(one.measureId));
  await q.run(sql('take_flags'), { rows: rows(flags), ids, figures: beside.figures.length > 0 });
  await q.run(sql('take_infrastructure'), {
    rows: rows(content.infrastructure.map((one, position) => ({ ...one, position }))),
  });
  await q.run(sql('take_terms'), { rows: rows(content.terms.map((one, position) => ({ ...one, position }))) });

  const loaded = {
    years,
    measures: content.measures.length,
    results: results.length,
    links: links.length,
    deadlines: deadlines.length,
    flags: flags.length,
  };
  await appendFact(house, q, {
    kind: 'plan.taken',
    subject: `plan:${years.join('-')}`,
    actor,
    handling: 'TLP:CLEAR',
    data: { ...loaded, source: content.source },
  });
  return loaded;
}

/** Takes the shipped indicators with the values the report prints; what people changed since stays. */
export async function takeIndicators(q: Queries, indicators: readonly Indicator[], now: Date): Promise<void> {
  await q.run(sql('take_indicators'), {
    now,
    rows: JSON.stringify(
      indicators.map((one) => ({
        key: one.key,
        policy: one.policy.ja,
        name: one.name.ja,
        name_en: one.name.en,
        kind: one.kind,
        source: 'import',
        counter: null,
        unit: one.values.find((value) => value.unit !== null)?.unit ?? '',
        baseline: one.baseline,
        target: one.target,
        line: one.lines[0],
      })),
    ),
  });
  await q.run(sql('take_values'), {
    now,
    rows: JSON.stringify(
      indicators.flatMap((one) =>
        one.values.map((value) => ({
          key: one.key,
          from_on: `${value.year}-04-01`,
          to_on: `${value.year + 1}-03-31`,
          value: value.value,
          state: value.value === null ? 'not-published' : 'exact',
          what: value.what.ja,
          unit: value.unit ?? '',
          source_note: `002:${value.lines.join('-')}`,
        })),
      ),
    ),
  });
}

/** Reads a year's plan, as it stands in the tables, for days and flags again: after it was written or published here. */
export async function readAgain(q: Queries, year: number): Promise<void> {
  const known = (await q.rows<Record<string, unknown>>(sql('known_measures'), { years: [year - 1, year] })).map((row) =>
    Measure.parse({ ...row, continuesConfidence: null }),
  );
  const ids = known.filter((measure) => measure.year === year).map((measure) => measure.id);
  const mine = new Set(ids);
  await q.run(sql('take_deadlines'), {
    ids,
    rows: JSON.stringify(
      deadlinesOf(known)
        .filter((one) => mine.has(one.measureId))
        .map(snakeKeys),
    ),
  });
  await q.run(sql('take_flags'), {
    ids,
    figures: false,
    rows: JSON.stringify(
      flagsOf(known, [])
        .filter((one) => one.measureId !== null && mine.has(one.measureId))
        .map(snakeKeys),
    ),
  });
}

/** The hash of the shipped data that was taken last; undefined before the first time. */
export async function lastShipped(q: Queries): Promise<string | undefined> {
  return (await q.one<{ hash: string }>(sql('last_load')))?.hash;
}

// A report of one year is read beside what is known of the years around it, so that links, slips and states reach across.
async function withNeighbours(q: Queries, measures: readonly Measure[]): Promise<readonly Measure[]> {
  const years = new Set(measures.map((measure) => measure.year));
  const wanted = [...years].flatMap((year) => [year - 1, year + 1]).filter((year) => !years.has(year));
  const known = (await q.rows<Record<string, unknown>>(sql('known_measures'), { years: wanted })).map((row) =>
    Measure.parse({ ...row, continuesConfidence: null }),
  );
  const all = measures.map((measure) => ({ ...measure }));
  for (const year of years) {
    const before = known.filter((measure) => measure.year === year - 1);
    const own = all.filter((measure) => measure.year === year);
    if (before.length === 0 || own.some((measure) => measure.continues !== null)) continue;
    const proposed = new Map(proposeLinks(before, own).map((link) => [link.id, link]));
    for (const measure of own) {
      measure.continues = proposed.get(measure.id)?.continues ?? null;
      measure.continuesConfidence = proposed.get(measure.id)?.confidence ?? null;
    }
  }
  return [...known, ...all];
}

function sectionRows(content: PlanContent, strategy: Beside['strategy']): readonly object[] {
  return content.matrix.map((row, position) => {
    const own = strategy[row.section];
    return {
      section: row.section,
      parent: parentOf(row.section),
      position,
      depth: row.section.includes('(') ? 3 : row.section.includes('.') ? 2 : 1,
      title: row.title,
      titleEn: own?.en ?? '',
      viewpoints: own?.viewpoints ?? [],
      help: own?.help ?? [],
      lead: row.lead,
      related: row.related,
      offices: row.offices,
      line: row.line,
    };
  });
}

/** `1.1(2)` stands under `1.1`, which stands under `1`. */
export function parentOf(section: string): string | null {
  if (section.includes('(')) return section.slice(0, section.indexOf('('));
  return section.includes('.') ? section.slice(0, section.indexOf('.')) : null;
}

function snakeKeys(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
}
