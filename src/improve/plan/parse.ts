/** `parsePlan`: the text of a yearly report in, its measures, counts and doubtful places out. */

import { findBoundary, type Paragraph, type Result, readParagraphs, readResults } from './layout/cells.ts';
import { type Doubt, type Row, readRows } from './layout/rows.ts';
import { linkYears } from './links.ts';
import { type Measure, measureId, type SubRow } from './measure.ts';

/** How many rows a section has: items with a letter, rows without one, and how many are marked （再掲）. */
export interface SectionCount {
  readonly year: number;
  readonly section: string;
  readonly items: number;
  readonly subRows: number;
  readonly relisted: number;
}

/** What was read from a report. */
export interface ParsedPlan {
  readonly measures: readonly Measure[];
  readonly counts: readonly SectionCount[];
  readonly doubts: readonly Doubt[];
}

/** Boundaries between plan and result that beat the next best reading by less than this are listed as doubtful. */
const CLEAR_MARGIN = 3;
const RELISTED = /[（(]再掲[）)]/g;

/**
 * Reads both years' tables from the text layer of a yearly report (年次報告・年次計画), links the years and lists every
 * place a person should look at. A text without such tables gives no measures.
 */
export function parsePlan(text: string): ParsedPlan {
  const read = readRows(text);
  const doubts: Doubt[] = [...read.doubts];
  const measures: Measure[] = [];
  for (const row of read.rows) {
    const parts = readCell(row, doubts);
    const last = measures.at(-1);
    if (row.item === null) {
      if (last) last.subRows = [...(last.subRows ?? []), toSubRow(row, parts)];
      continue;
    }
    measures.push({
      id: measureId(row.year, row.section, row.item),
      year: row.year,
      section: row.section,
      heading: row.block.heading,
      goals: [...row.block.goals],
      item: row.item,
      ministries: [...row.ministries],
      plan: parts.plan,
      results: copyResults(parts.results),
      relisted: parts.relisted,
      continues: null,
      continuesConfidence: null,
      page: row.page,
      line: row.line,
    });
  }
  doubts.push(...doubtsBetween(measures));
  for (const link of linkYears(measures)) {
    const measure = measures.find((one) => one.id === link.id);
    if (!measure) continue;
    const about = `${measure.section}(${measure.item}): continues ${link.continues}? likeness ${link.likeness}`;
    doubts.push({ line: measure.line, page: measure.page, about, excerpt: measure.plan.slice(0, 40) });
  }
  doubts.sort((a, b) => a.line - b.line);
  return { measures, counts: countSections(measures), doubts };
}

interface CellParts {
  readonly plan: string;
  readonly results: readonly Result[];
  readonly relisted: boolean;
}

function readCell(row: Row, doubts: Doubt[]): CellParts {
  const paragraphs = readParagraphs(row.cell);
  const doubt = (about: string, excerpt: string): void => {
    doubts.push({ line: row.line, page: row.page, about: `${row.section}(${row.item ?? '-'}): ${about}`, excerpt });
  };
  let at = paragraphs.length;
  if (row.withResults) {
    const boundary = findBoundary(paragraphs);
    at = boundary.at;
    if (at === paragraphs.length) doubt('no result found', paragraphs.at(-1)?.text.slice(-40) ?? '');
    else if (boundary.margin < CLEAR_MARGIN)
      doubt('plan and result hard to tell apart', paragraphs[at]?.text.slice(0, 40) ?? '');
  }
  const planParts = paragraphs.slice(0, at);
  const plan = join(planParts);
  const marks = [...plan.matchAll(RELISTED)];
  if (plan === '') doubt('empty plan', '');
  const results = readResults(paragraphs.slice(at), row.ministries);
  for (const result of results) {
    if (has(result.text)) doubt('（再掲） in a result', result.text.slice(-40));
    if (result.text === '') doubt('tag without a text', result.tag ?? '');
    const stranger = result.ministries.find((name) => !row.ministries.includes(name));
    if (stranger) doubt(`result tagged ${stranger}, which is not in the column`, result.text.slice(0, 40));
  }
  const silent = row.ministries.filter((name) => !results.some((result) => result.ministries.includes(name)));
  if (results.length > 0 && silent.length > 0)
    doubt(`no tagged result for ${silent.join('、')}`, results[0]?.text.slice(0, 40) ?? '');
  return { plan: plan.replace(RELISTED, ''), results, relisted: marks.length > 0 };
}

function join(paragraphs: readonly Paragraph[]): string {
  return paragraphs.map((paragraph) => paragraph.text).join('');
}

function has(text: string): boolean {
  return text.search(RELISTED) >= 0;
}

function toSubRow(row: Row, parts: CellParts): SubRow {
  return {
    ministries: [...row.ministries],
    plan: parts.plan,
    results: copyResults(parts.results),
    page: row.page,
    line: row.line,
  };
}

function copyResults(results: readonly Result[]): Measure['results'] {
  return results.map((result) => ({ ...result, ministries: [...result.ministries] }));
}

function doubtsBetween(measures: readonly Measure[]): readonly Doubt[] {
  const doubts: Doubt[] = [];
  const ids = new Set<string>();
  const byText = Map.groupBy(measures, (measure) => `${measure.year} ${measure.plan.replace(/\s/g, '')}`);
  for (const measure of measures) {
    const twins = byText.get(`${measure.year} ${measure.plan.replace(/\s/g, '')}`) ?? [];
    const doubt = (about: string): void => {
      const excerpt = measure.plan.slice(0, 40);
      doubts.push({
        line: measure.line,
        page: measure.page,
        about: `${measure.section}(${measure.item}): ${about}`,
        excerpt,
      });
    };
    if (ids.has(measure.id)) doubt(`id ${measure.id} twice`);
    ids.add(measure.id);
    if (measure.relisted && twins.length < 2)
      doubt('（再掲）, but no other item has this text: the mark may stand for a part');
    const first = twins.find((twin) => !twin.relisted);
    if (!measure.relisted && first && first !== measure) doubt(`same text as ${first.id}, without the mark （再掲）`);
  }
  return doubts;
}

/** Counts the measures of every section in the order of the report. */
export function countSections(measures: readonly Measure[]): readonly SectionCount[] {
  const counts = new Map<string, { year: number; section: string; items: number; subRows: number; relisted: number }>();
  for (const measure of measures) {
    const key = `${measure.year} ${measure.section}`;
    const count = counts.get(key) ?? {
      year: measure.year,
      section: measure.section,
      items: 0,
      subRows: 0,
      relisted: 0,
    };
    count.items += 1;
    count.subRows += measure.subRows?.length ?? 0;
    count.relisted += measure.relisted ? 1 : 0;
    counts.set(key, count);
  }
  return [...counts.values()];
}
