/**
 * What stands in one cell of a table: paragraphs, joined text, and where the plan ends and the result begins.
 *
 * The two columns follow one another in the text without any mark between them. Three things betray the boundary: the
 * columns have different widths, a result's first paragraph begins with ・ or a bracket, and a plan is not told in the
 * past tense. No single one of them holds for every row.
 */

import { readTag } from './ministries.ts';
import type { SourceLine } from './source-lines.ts';

/** A paragraph of a cell, its lines joined. */
export interface Paragraph {
  readonly text: string;
  readonly line: number;
  /** Width of the widest line that runs to the margin; null for a paragraph of one line. */
  readonly margin: number | null;
  readonly lines: readonly SourceLine[];
}

const OPENS_PARAGRAPH = /^[・［[【（(※①-⑳]/;
const ENDS_SENTENCE = /[。、，．：；）」』】〕\])!？]$/;

/** Groups a cell's lines into paragraphs, seeing through blanks left at a line's end by a broken Latin word. */
export function readParagraphs(cell: readonly SourceLine[]): readonly Paragraph[] {
  const widest = Math.max(0, ...cell.map((line) => line.width));
  const paragraphs: Paragraph[] = [];
  let open: SourceLine[] = [];
  for (const [index, line] of cell.entries()) {
    open.push(line);
    const next = cell[index + 1];
    if (next && (!line.ends || breaksInside(open, next, widest))) continue;
    paragraphs.push(closeParagraph(open));
    open = [];
  }
  return paragraphs;
}

// A blank at the line's end means the end of a paragraph, unless the sentence is open and the next word would not have fitted.
function breaksInside(open: readonly SourceLine[], next: SourceLine, widest: number): boolean {
  const line = open.at(-1);
  if (!line || ENDS_SENTENCE.test(line.text) || OPENS_PARAGRAPH.test(next.text)) return false;
  const word = /^[!-~]+/.exec(next.text)?.[0];
  if (open.length === 1) return word !== undefined || line.width + 2 > widest;
  return line.width + 1 + (word?.length ?? 2) > Math.max(...open.map((one) => one.width));
}

function closeParagraph(lines: readonly SourceLine[]): Paragraph {
  const full = lines.slice(0, -1).map((line) => line.width);
  return {
    text: joinLines(lines),
    line: lines[0]?.no ?? 0,
    margin: full.length > 0 ? Math.max(...full) : null,
    lines,
  };
}

/** Joins lines without line breaks; the blank inside a broken Latin phrase (`JVN` / `iPedia`) is kept. */
export function joinLines(lines: readonly SourceLine[]): string {
  let text = '';
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (before?.ends && (/[!-~]$/.test(before.text) || /^[!-~]/.test(line.text))) text += ' ';
    text += line.text;
  }
  return text;
}

/** Where the result begins (index of its first paragraph), and how sure that is. */
export interface Boundary {
  readonly at: number;
  /** How much better this boundary is than the next best; small means doubtful. */
  readonly margin: number;
}

/** Finds the first paragraph of the result; `at` equals the number of paragraphs when the row has no result. */
export function findBoundary(paragraphs: readonly Paragraph[]): Boundary {
  let best = { at: paragraphs.length, score: Number.NEGATIVE_INFINITY };
  let second = Number.NEGATIVE_INFINITY;
  for (let at = 1; at < paragraphs.length; at += 1) {
    const score = scoreOf(paragraphs.slice(0, at), paragraphs.slice(at));
    if (score > best.score) {
      second = best.score;
      best = { at, score };
    } else if (score > second) {
      second = score;
    }
  }
  return { at: best.at, margin: Number.isFinite(second) ? best.score - second : Number.isFinite(best.score) ? 99 : 0 };
}

const GAP = 5;
const PAST = /(た|だ|ている|ところ|おり|である|であった)$/;
const NOT_PAST = /(する|る|う|く|す|つ|む|ぶ|ぐ|ない)$/;

function scoreOf(plan: readonly Paragraph[], result: readonly Paragraph[]): number {
  let score = 0;
  const first = result[0]?.text ?? '';
  if (isTagLine(first) || first.startsWith('【')) score += 4;
  else if (first.startsWith('・')) score += 2;
  else score -= 4;
  if (plan.some((paragraph) => isTagLine(paragraph.text))) score -= 20;
  if (plan.at(-1)?.text.endsWith('、')) score -= 6;
  score -= plan.filter((paragraph) => !/[。）)、]$/.test(paragraph.text)).length;
  for (const paragraph of plan)
    score += tense(paragraph.text) === 'past' ? -3 : tense(paragraph.text) === 'open' ? 1 : 0;
  for (const paragraph of result)
    score += tense(paragraph.text) === 'past' ? 1 : tense(paragraph.text) === 'open' ? -2 : 0;
  return score + columnScore(plan, result);
}

// Paragraphs of one column reach the same margin (give or take a Latin word); the two columns never do.
function columnScore(plan: readonly Paragraph[], result: readonly Paragraph[]): number {
  const left = margins(plan);
  const right = margins(result);
  let score = 0;
  if (left.length > 0 && right.length > 0) score += Math.abs(mean(left) - mean(right)) >= GAP ? 3 : -6;
  for (const side of [left, right]) {
    const middle = mean(side);
    score -= side.filter((margin) => Math.abs(margin - middle) > GAP).length * 4;
  }
  return score;
}

function margins(side: readonly Paragraph[]): readonly number[] {
  return side.flatMap((paragraph) => (paragraph.margin === null ? [] : [paragraph.margin]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function tense(paragraph: string): 'past' | 'open' | 'none' {
  const last = paragraph
    .replace(/（[^（）]*）|\([^()]*\)|「[^「」]*」/g, '')
    .split('。')
    .filter((sentence) => sentence.trim() !== '')
    .at(-1)
    ?.trim();
  if (last === undefined) return 'none';
  if (PAST.test(last)) return 'past';
  return NOT_PAST.test(last) ? 'open' : 'none';
}

/** One part of a result: the tag as printed without its bracket (null when there is none), whose it is, the text. */
export interface Result {
  readonly tag: string | null;
  readonly ministries: readonly string[];
  readonly text: string;
}

const TAG_LINE = /^[［[](.+?)[］\]]/;

function isTagLine(text: string): boolean {
  const inside = TAG_LINE.exec(text)?.[1];
  return inside !== undefined && readTag(inside) !== null;
}

/** Splits a result's paragraphs at their ministry tags; without tags it belongs to all ministries of the row. */
export function readResults(paragraphs: readonly Paragraph[], ministries: readonly string[]): readonly Result[] {
  const results: { tag: string | null; ministries: readonly string[]; text: string }[] = [];
  for (const paragraph of paragraphs) {
    const match = TAG_LINE.exec(paragraph.text);
    const tagged = match?.[1] === undefined ? null : readTag(match[1]);
    if (match?.[1] !== undefined && tagged) {
      results.push({ tag: match[1], ministries: tagged, text: paragraph.text.slice(match[0].length).trim() });
      continue;
    }
    const last = results.at(-1);
    if (last) last.text += paragraph.text;
    else results.push({ tag: null, ministries, text: paragraph.text });
  }
  return results;
}
