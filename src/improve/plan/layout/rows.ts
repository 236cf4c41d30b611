/** From lines to table rows: goal blocks, items, ministries, and the lines of each cell, not yet split into plan and result. */

import { KANA } from '../measure.ts';
import { isMinistry, leadingMinistry } from './ministries.ts';
import { assignHeadings, type Heading, readHeading, sectionOf } from './outline.ts';
import { numberPages, readLines, type SourceLine, widthOf } from './source-lines.ts';

/** A place where the reader of the parsed data should look at the source. */
export interface Doubt {
  readonly line: number;
  readonly page: number | null;
  readonly about: string;
  readonly excerpt: string;
}

/** One block of goals (戦略…より) and the table below it. */
export interface GoalBlock {
  /** Circled sub-heading such as ①任務保証, without its number sign removed; null when the block has none. */
  heading: string | null;
  readonly goals: string[];
  readonly line: number;
  readonly page: number | null;
}

/** One row of a table as it stands in the text. */
export interface Row {
  readonly year: number;
  readonly withResults: boolean;
  readonly block: GoalBlock;
  /** Kana letter of the item (項番); null for a row that continues the item above without a letter of its own. */
  readonly item: string | null;
  readonly ministries: string[];
  readonly cell: SourceLine[];
  readonly line: number;
  readonly page: number | null;
  section: string;
}

/** Everything read from the annexes, with every character's place: `used` lines belong to exactly one kind. */
export interface ReadRows {
  readonly rows: readonly Row[];
  readonly headings: readonly Heading[];
  readonly blocks: readonly GoalBlock[];
  readonly doubts: readonly Doubt[];
  /** The lines of the annexes, for the check that nothing was lost. */
  readonly region: readonly SourceLine[];
  /** Lines that are labels of the form: goal markers, table headers, running headers, annex titles. */
  readonly labels: readonly SourceLine[];
}

/** Stands for the section of a row whose table has no heading; such a row is listed as doubtful. */
const UNKNOWN_SECTION = '?';
const GOALS_MARK = /^戦略（.*）より$/;
const TABLE_HEADER = /^項番\s*担当府省庁\s*(\d{4})\s*年度\s*年次計画(\s*取組の成果、進捗状況)?$/;
const ITEM = /^\(([ア-ン])\)\s?(.+)$/;
const ANNEX_TITLE = /^別添[１-９1-9]\s+\S/;

/** Reads all yearly tables of a report. Refuses nothing: what does not fit is listed in `doubts`. */
export function readRows(text: string): ReadRows {
  const lines = readLines(text);
  const all: {
    rows: Row[];
    headings: Heading[];
    blocks: GoalBlock[];
    doubts: Doubt[];
    region: SourceLine[];
    labels: SourceLine[];
  } = {
    rows: [],
    headings: [],
    blocks: [],
    doubts: [],
    region: [],
    labels: [],
  };
  for (const annex of findAnnexes(lines)) {
    const read = readAnnex(annex);
    for (const key of ['rows', 'headings', 'blocks', 'doubts', 'region', 'labels'] as const) {
      all[key].push(...(read[key] as never[]));
    }
  }
  return all;
}

// An annex runs from its title, or from where its outline starts again at chapter 1 when the title is lost, to the next
// annex title. Only those that hold a table header with a year are read.
function findAnnexes(lines: readonly SourceLine[]): readonly (readonly SourceLine[])[] {
  const cuts: number[] = [];
  let year: string | null = null;
  let start = 0;
  for (const [index, line] of lines.entries()) {
    if (!line.furniture && ANNEX_TITLE.test(line.text)) start = index;
    const header = TABLE_HEADER.exec(line.text);
    if (!header) continue;
    if (header[1] !== year) {
      cuts.push(year === null ? start : outlineStart(lines, index, start));
      year = header[1] ?? null;
    }
  }
  const annexes: SourceLine[][] = [];
  for (const [index, cut] of cuts.entries()) {
    const next = cuts[index + 1] ?? lines.length;
    const later = lines.findIndex(
      (line, at) => at > cut && at < next && !line.furniture && endsAnnex(line, lines[cut]),
    );
    annexes.push(lines.slice(cut, later < 0 ? next : later));
  }
  return annexes;
}

function outlineStart(lines: readonly SourceLine[], header: number, title: number): number {
  for (let at = header; at > title; at -= 1) {
    if (/^1 (?!\d)\S/.test(lines[at]?.text ?? '') && lines[at]?.opensPage) return at;
  }
  return title;
}

function endsAnnex(line: SourceLine, first: SourceLine | undefined): boolean {
  return ANNEX_TITLE.test(line.text) && line.text !== first?.text;
}

/** What is known at a line of an annex while it is read from top to bottom. */
interface Reading {
  readonly rows: Row[];
  readonly headings: Heading[];
  readonly blocks: GoalBlock[];
  readonly doubts: Doubt[];
  readonly labels: SourceLine[];
  readonly series: { line: number; page: number; rows: Row[] }[];
  state: 'between' | 'goals' | 'ministries' | 'cell';
  header: { readonly year: number; readonly withResults: boolean } | null;
  /** True when the line before ended a paragraph, or a page begins: only there may a heading, item or row begin. */
  fresh: boolean;
  /** True while the last heading goes on in the next line. */
  headingOpen: boolean;
}

type Step = (reading: Reading, line: SourceLine, page: number | null) => boolean;

// The order matters: what is tried first wins. The last step takes every line.
const STEPS: readonly Step[] = [
  takeLabel,
  takeHeadingRest,
  takeHeading,
  takeGoalMark,
  takeTableHeader,
  takeGoal,
  takeItem,
  takeMinistry,
  takeSubRow,
  takeCell,
];

function readAnnex(region: readonly SourceLine[]): ReadRows {
  const pages = numberPages(region);
  const reading: Reading = {
    rows: [],
    headings: [],
    blocks: [],
    doubts: [],
    labels: [],
    series: [],
    state: 'between',
    header: null,
    fresh: true,
    headingOpen: false,
  };
  let ended = true;
  for (const [index, line] of region.entries()) {
    reading.fresh = ended || line.opensPage;
    const page = pages[index] ?? null;
    STEPS.some((step) => step(reading, line, page));
    if (!line.furniture) ended = line.ends;
  }
  assignSections(reading, region[0], pages[0] ?? null);
  return { ...reading, region };
}

function assignSections(reading: Reading, first: SourceLine | undefined, page: number | null): void {
  const assigned = assignHeadings(reading.headings, reading.series);
  if (assigned.ambiguous && first) doubt(reading, first, page, 'headings fit the tables in more than one way');
  for (const [index, one] of reading.series.entries()) {
    const heading = assigned.headings[index];
    for (const row of one.rows) {
      row.section = heading ? sectionOf(heading) : UNKNOWN_SECTION;
      if (!heading) {
        reading.doubts.push({
          line: row.line,
          page: row.page,
          about: 'no heading for this row',
          excerpt: row.item ?? '',
        });
      }
    }
  }
}

function doubt(reading: Reading, line: SourceLine, page: number | null, about: string): void {
  reading.doubts.push({ line: line.no, page, about, excerpt: line.text.slice(0, 60) });
}

function takeLabel(reading: Reading, line: SourceLine): boolean {
  if (!line.furniture && !ANNEX_TITLE.test(line.text)) return false;
  reading.labels.push(line);
  return true;
}

function takeHeadingRest(reading: Reading, line: SourceLine): boolean {
  const heading = reading.headings.at(-1);
  if (!reading.headingOpen || !heading) return false;
  reading.headings[reading.headings.length - 1] = { ...heading, title: heading.title + line.text };
  reading.headingOpen = !line.ends;
  return true;
}

function takeHeading(reading: Reading, line: SourceLine, page: number | null): boolean {
  if (!reading.fresh || reading.state === 'goals') return false;
  const heading = readHeading(line.text, reading.headings.at(-1) ?? null, line.no, page ?? 0);
  if (!heading) return false;
  reading.headings.push(heading);
  reading.headingOpen = !line.ends;
  return true;
}

function takeGoalMark(reading: Reading, line: SourceLine, page: number | null): boolean {
  if (!GOALS_MARK.test(line.text)) return false;
  reading.blocks.push({ heading: null, goals: [], line: line.no, page });
  reading.labels.push(line);
  reading.state = 'goals';
  return true;
}

function takeTableHeader(reading: Reading, line: SourceLine): boolean {
  const table = TABLE_HEADER.exec(line.text);
  if (!table) return false;
  reading.header = { year: Number(table[1]), withResults: table[2] !== undefined };
  reading.labels.push(line);
  reading.state = 'between';
  return true;
}

function takeGoal(reading: Reading, line: SourceLine, page: number | null): boolean {
  const block = reading.blocks.at(-1);
  if (reading.state !== 'goals' || !block) return false;
  if (/^[①-⑳]/.test(line.text)) block.heading = line.text;
  else if (line.text.startsWith('・')) block.goals.push(line.text.slice(1).trim());
  else if (block.goals.length > 0) block.goals.push(`${block.goals.pop()}${line.text}`);
  else doubt(reading, line, page, 'line between the goal mark and the first goal');
  return true;
}

function takeItem(reading: Reading, line: SourceLine, page: number | null): boolean {
  const [, letter, rest] = (reading.fresh && ITEM.exec(line.text)) || [];
  const first = leadingMinistry(rest ?? '');
  const block = reading.blocks.at(-1);
  if (!letter || !first || !block || !reading.header) return false;
  const last = reading.rows.findLast((row) => row.item !== null)?.item ?? '';
  const restarts = letter === 'ア' && reading.rows.at(-1)?.block !== block;
  if (!restarts && KANA.indexOf(letter) !== KANA.indexOf(last) + 1) {
    doubt(reading, line, page, `item (${letter}) does not follow (${last})`);
  }
  if (restarts || reading.series.length === 0) {
    reading.series.push({ line: block.line, page: block.page ?? 0, rows: [] });
  }
  openRow(reading, block, letter, first, line, page);
  return true;
}

function takeMinistry(reading: Reading, line: SourceLine): boolean {
  const names = line.text.split(/\s+/);
  if (reading.state !== 'ministries' || !names.every(isMinistry)) return false;
  reading.rows.at(-1)?.ministries.push(...names);
  return true;
}

function takeSubRow(reading: Reading, line: SourceLine, page: number | null): boolean {
  const above = reading.rows.at(-1);
  if (!reading.fresh || !reading.header?.withResults || !above || above.cell.length === 0) return false;
  const first = leadingMinistry(line.text);
  if (!first || first.rest === '') return false;
  doubt(reading, line, page, 'row without an item letter');
  openRow(reading, above.block, null, first, line, page);
  return true;
}

function takeCell(reading: Reading, line: SourceLine, page: number | null): boolean {
  const row = reading.rows.at(-1);
  if (!row) {
    reading.labels.push(line);
    if (reading.headings.length > 0) doubt(reading, line, page, 'text before the first item');
    return true;
  }
  if (reading.state === 'between') doubt(reading, line, page, 'text between a table header and its first item');
  reading.state = 'cell';
  row.cell.push(line);
  return true;
}

function openRow(
  reading: Reading,
  block: GoalBlock,
  item: string | null,
  first: { readonly name: string; readonly rest: string },
  line: SourceLine,
  page: number | null,
): void {
  if (!reading.header) return;
  const cell = first.rest === '' ? [] : [{ ...line, text: first.rest, width: widthOf(first.rest) }];
  const row: Row = {
    ...reading.header,
    block,
    item,
    ministries: [first.name],
    cell,
    line: line.no,
    page,
    section: UNKNOWN_SECTION,
  };
  reading.rows.push(row);
  reading.series.at(-1)?.rows.push(row);
  reading.state = first.rest === '' ? 'ministries' : 'cell';
}
