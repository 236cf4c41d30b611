/**
 * Which heading each table of the report belongs to.
 *
 * In the plan's annex every heading of a page was moved to the top of that page when the text was extracted, so the last
 * heading seen is the wrong one for a third of all rows. Headings therefore wait in a list, and every series of items that
 * starts again at ア takes one: a heading fits when its page is the page where the table's goals begin.
 */

/** A heading of the strategy's outline as printed: chapter `1`, section `1.1`, sub-section `(2)`. */
export interface Heading {
  readonly chapter: number;
  readonly section: number | null;
  readonly sub: number | null;
  readonly title: string;
  readonly line: number;
  readonly page: number;
}

/** Where a series of items (ア, イ …) begins: the line and page of the goals above it. */
export interface SeriesStart {
  readonly line: number;
  readonly page: number;
}

const FORMS: readonly [RegExp, (m: RegExpExecArray) => Step | null][] = [
  [
    /^(\d)\.(\d{1,2}) (?!\d)(\S.*)$/,
    (m) => ({ chapter: Number(m[1]), section: Number(m[2]), sub: null, title: m[3] ?? '' }),
  ],
  [/^(\d) (?!\d)(\S.*)$/, (m) => ({ chapter: Number(m[1]), section: null, sub: null, title: m[2] ?? '' })],
  [/^\((\d{1,2})\) ?(\S.*)$/, (m) => ({ chapter: null, section: null, sub: Number(m[1]), title: m[2] ?? '' })],
];

type Step = {
  readonly chapter: number | null;
  readonly section: number | null;
  readonly sub: number | null;
  readonly title: string;
};

/**
 * Reads a line as the heading that may follow `last` in an outline; null when it is none, or when its number is not the
 * next one: cells begin lines with `2.6(ア)`, `1/SC 27` and `1,952 件` too.
 */
export function readHeading(text: string, last: Heading | null, line: number, page: number): Heading | null {
  for (const [form, read] of FORMS) {
    const match = form.exec(text);
    const step = match ? read(match) : null;
    if (!step) continue;
    const next = follow(step, last);
    return next ? { ...next, title: step.title.trim(), line, page } : null;
  }
  return null;
}

function follow(
  step: Step,
  last: Heading | null,
): { chapter: number; section: number | null; sub: number | null } | null {
  if (step.sub !== null) {
    if (last === null || last.section === null || step.sub !== (last.sub ?? 0) + 1) return null;
    return { chapter: last.chapter, section: last.section, sub: step.sub };
  }
  if (step.chapter === null) return null;
  if (step.section !== null) {
    if (last === null || step.chapter !== last.chapter || step.section !== (last.section ?? 0) + 1) return null;
    return { chapter: step.chapter, section: step.section, sub: null };
  }
  if (step.chapter !== (last?.chapter ?? 0) + 1) return null;
  return { chapter: step.chapter, section: null, sub: null };
}

/** A heading's number as printed, e.g. `1.1(2)`, `2.7`, `5`. */
export function sectionOf(heading: Pick<Heading, 'chapter' | 'section' | 'sub'>): string {
  const section = heading.section === null ? `${heading.chapter}` : `${heading.chapter}.${heading.section}`;
  return heading.sub === null ? section : `${section}(${heading.sub})`;
}

/** What `assignHeadings` found: one heading per series, and whether another reading would fit as well. */
export interface Assignment {
  readonly headings: readonly (Heading | null)[];
  readonly ambiguous: boolean;
}

const FAR = 1000;

/**
 * Gives every series of items its heading, in order. Where headings stand above their tables that is the last one before
 * the table. Where a page's headings were moved to its top, a heading without deeper headings must be used once, a section
 * with sub-sections may have a table of its own, and the reading that keeps headings and tables on one page wins;
 * `ambiguous` says that two readings fit equally well.
 */
export function assignHeadings(headings: readonly Heading[], series: readonly SeriesStart[]): Assignment {
  const above = series.map((start) => headings.findLast((heading) => heading.line < start.line) ?? null);
  const leaves = headings.filter((heading, index) => roleOf(heading, headings[index + 1]) === 'leaf');
  const inPlace = new Set(above).size === series.length && leaves.every((leaf) => above.includes(leaf));
  return inPlace ? { headings: above, ambiguous: false } : assignMoved(headings, series);
}

interface Reading {
  readonly cost: number;
  readonly ways: number;
  readonly used: boolean;
}

// cells[h][s] is the cheapest way to place the first s series on the first h headings.
function assignMoved(headings: readonly Heading[], series: readonly SeriesStart[]): Assignment {
  const cells: Reading[][] = [series.map((_, s) => ({ cost: s * FAR, ways: 1, used: false }))];
  cells[0]?.push({ cost: series.length * FAR, ways: 1, used: false });
  for (const [h, heading] of headings.entries()) {
    const role = roleOf(heading, headings[h + 1]);
    const above = cells[h] ?? [];
    cells.push(
      above.map((skip, s) => {
        const skipped: Reading = { ...skip, cost: skip.cost + (role === 'leaf' ? FAR : 0), used: false };
        const start = series[s - 1];
        const take = above[s - 1];
        if (!start || !take || role === 'never') return skipped;
        const cost = take.cost + distance(heading, start);
        if (cost === skipped.cost) return { cost, ways: take.ways + skip.ways, used: true };
        return cost < skipped.cost ? { cost, ways: take.ways, used: true } : skipped;
      }),
    );
  }
  const found: (Heading | null)[] = series.map(() => null);
  let s = series.length;
  for (let h = headings.length; h > 0 && s > 0; h -= 1) {
    if (!cells[h]?.[s]?.used) continue;
    s -= 1;
    found[s] = headings[h - 1] ?? null;
  }
  const end = cells.at(-1)?.at(-1);
  return { headings: found, ambiguous: (end?.ways ?? 0) > 1 || (end?.cost ?? FAR) >= FAR };
}

// A chapter with sections has no table; a section with sub-sections may have one; every other heading has one.
function roleOf(heading: Heading, next: Heading | undefined): 'leaf' | 'maybe' | 'never' {
  if (!next || heading.sub !== null) return 'leaf';
  if (heading.section === null) return next.chapter === heading.chapter ? 'never' : 'leaf';
  return next.section === heading.section && next.chapter === heading.chapter && next.sub !== null ? 'maybe' : 'leaf';
}

function distance(heading: Heading, start: SeriesStart): number {
  if (heading.line > start.line) return FAR;
  const pages = start.page - heading.page;
  return pages <= 1 ? pages : FAR * pages;
}
