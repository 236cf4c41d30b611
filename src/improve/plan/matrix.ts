/** 担当府省庁一覧: which ministry leads (◎) and which take part (○), per section of the plan, from annex 7. */

import { z } from 'zod';
import { readLines, type SourceLine } from './layout/source-lines.ts';

/** Stored. One row of the list of responsible ministries. */
export const MatrixRow = z.strictObject({
  /** Section as printed, e.g. `1.1(1)`, `2.7`. */
  section: z.string().regex(/^\d(\.\d{1,2})?(\(\d{1,2}\))?$/),
  title: z.string().min(1),
  /** ◎ 主担当 in printed order; empty for a heading without a row of its own. */
  lead: z.array(z.string().min(1)),
  /** ○ 関係府省庁 in printed order; 「その他の府省庁」 stands as printed. */
  related: z.array(z.string().min(1)),
  /** ※: which office of a ministry is meant. */
  offices: z.array(z.strictObject({ of: z.string(), office: z.string() })),
  line: z.int().positive(),
});
/** See the schema of the same name. */
export type MatrixRow = z.infer<typeof MatrixRow>;

const TITLE = /^担当府省庁一覧$/;
const LEGEND = /^（◎：主担当、○：関係府省庁）$/;
const CHAPTER = /^(\d)\.\s?(?!\d)(\S.*)$/;
const SECTION = /^(\d)\.(\d{1,2}) (\S.*)$/;
const SUB = /^\((\d{1,2})\)\s?(\S.*)$/;

/** Reads the list; a text without it gives no rows. */
export function parseMatrix(text: string): readonly MatrixRow[] {
  const lines = readLines(text);
  const from = lines.findIndex((line) => TITLE.test(line.text));
  if (from < 0) return [];
  const legend = lines.findIndex((line, at) => at > from && LEGEND.test(line.text));
  const rows: { section: string; text: string; line: number }[] = [];
  let chapter = '';
  let section = '';
  for (const line of lines.slice(legend + 1)) {
    if (line.furniture) break;
    const found = readNumber(line, chapter, section);
    if (!found) {
      const last = rows.at(-1);
      if (last) last.text += line.text;
      continue;
    }
    ({ chapter, section } = found);
    rows.push({ section: found.number, text: found.text, line: line.no });
  }
  return rows.map(readRow);
}

function readNumber(
  line: SourceLine,
  chapter: string,
  section: string,
): { number: string; text: string; chapter: string; section: string } | null {
  const [, c, n, title] = SECTION.exec(line.text) ?? [];
  if (c && n) return { number: `${c}.${n}`, text: title ?? '', chapter: c, section: `${c}.${n}` };
  const [, alone, name] = CHAPTER.exec(line.text) ?? [];
  if (alone) return { number: alone, text: name ?? '', chapter: alone, section: '' };
  const [, k, sub] = SUB.exec(line.text) ?? [];
  if (k && section !== '') return { number: `${section}(${k})`, text: sub ?? '', chapter, section };
  return null;
}

function readRow(row: { section: string; text: string; line: number }): MatrixRow {
  const [title = '', ...marked] = row.text.split(/(?=[◎○]：|※)/);
  const names = (mark: string): readonly string[] =>
    marked
      .filter((part) => part.startsWith(mark))
      .flatMap((part) => part.slice(mark.length).split('、'))
      .map((name) => name.trim())
      .filter((name) => name !== '');
  return {
    section: row.section,
    title: title.trim(),
    lead: [...names('◎：')],
    related: [...names('○：')],
    offices: marked.filter((part) => part.startsWith('※')).flatMap((part) => readOffices(part.slice(1))),
    line: row.line,
  };
}

// 「※内閣官房：A、内閣府：B」 names offices of two ministries; 「内閣官房：A、B」 two of one.
function readOffices(text: string): { of: string; office: string }[] {
  const offices: { of: string; office: string }[] = [];
  for (const part of text.split('、')) {
    const [of, office] = part.split('：');
    if (of !== undefined && office !== undefined)
      offices.push({ of: of.replace(/（[◎○]）/, ''), office: office.trim() });
    else offices.push({ of: offices.at(-1)?.of ?? '', office: part.trim() });
  }
  return offices;
}
