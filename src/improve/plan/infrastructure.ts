/**
 * 第４次行動計画の進捗: the measures of the action plan for critical infrastructure and what was done, from annex 5-2.
 *
 * The table has two columns (what the plan says, what was done) and is headed by actor and policy. Items have circled
 * numbers that begin again under every policy; the second column begins at the first ・.
 */

import { z } from 'zod';
import { joinLines } from './layout/cells.ts';
import type { Doubt } from './layout/rows.ts';
import { numberPages, readLines, type SourceLine } from './layout/source-lines.ts';

/** Stored. One measure of the action plan, with what its actor reports for the year. */
export const InfrastructureMeasure = z.strictObject({
  /** `infra-2019-1-2-05`: fiscal year, actor, policy, item. */
  id: z.string().regex(/^infra-\d{4}-\d-\d-\d{2}$/),
  year: z.int(),
  /** 内閣官房, 重要インフラ所管省庁 … as printed. */
  actor: z.string().min(1),
  /** The policy as printed, e.g. 「情報共有体制の強化」に関する施策. */
  policy: z.string().min(1),
  /** Circled number as printed. */
  item: z.string().min(1),
  /** What the action plan says (第４次行動計画 IV 章記載事項). */
  plan: z.string().min(1),
  /** What was done (取組内容). */
  result: z.string().min(1),
  page: z.int().positive().nullable(),
  line: z.int().positive(),
});
/** See the schema of the same name. */
export type InfrastructureMeasure = z.infer<typeof InfrastructureMeasure>;

const ANNEX = /^別添５\s+\S/;
const TABLE = /^第\S+次行動計画 IV 章記載事項 取組内容$/;
const TABLE_END = /^別添[１-９](－|\s)/;
const ACTOR = /^(\d)\. (\S.*)$/;
const POLICY = /^\((\d)\) (\S.*)$/;
const ITEM = /^([①-⑳])\s?(\S.*)$/;

interface Draft {
  readonly actor: { readonly number: number; name: string };
  readonly policy: { readonly number: number; name: string };
  readonly item: string;
  readonly lines: SourceLine[];
  readonly page: number | null;
}

/** Reads the measures of annex 5-2; a text without that table gives none. `year` is the fiscal year reported on. */
export function parseInfrastructurePlan(
  text: string,
  year: number,
): { readonly measures: readonly InfrastructureMeasure[]; readonly doubts: readonly Doubt[] } {
  const all = readLines(text);
  const annex = all.slice(
    Math.max(
      0,
      all.findIndex((line) => ANNEX.test(line.text)),
    ),
  );
  const from = annex.findIndex((line) => TABLE.test(line.text)) + 1;
  if (from === 0) return { measures: [], doubts: [] };
  const length = annex.slice(from).findIndex((line) => TABLE_END.test(line.text));
  const end = length < 0 ? annex.length : from + length;
  const pages = numberPages(annex);
  const drafts = readDrafts(annex.slice(from, end), pages.slice(from, end));
  const doubts: Doubt[] = [];
  const measures = drafts.flatMap((draft) => {
    const measure = finish(draft, year);
    if (!measure) doubts.push(doubtOf(draft, 'no second column found'));
    return measure ? [measure] : [];
  });
  return { measures, doubts };
}

function readDrafts(lines: readonly SourceLine[], pages: readonly (number | null)[]): readonly Draft[] {
  const drafts: Draft[] = [];
  let actor: Draft['actor'] | null = null;
  let policy: Draft['policy'] | null = null;
  let open: { name: string } | null = null;
  let fresh = true;
  for (const [index, line] of lines.entries()) {
    if (line.furniture) continue;
    const startsHere = fresh || line.opensPage;
    fresh = line.ends;
    if (open) {
      open.name += line.text;
      if (line.ends) open = null;
      continue;
    }
    const actorMatch = startsHere ? ACTOR.exec(line.text) : null;
    if (actorMatch && Number(actorMatch[1]) === (actor?.number ?? 0) + 1) {
      actor = { number: Number(actorMatch[1]), name: actorMatch[2] ?? '' };
      policy = null;
      open = line.ends ? null : actor;
      continue;
    }
    const policyMatch = startsHere ? POLICY.exec(line.text) : null;
    if (policyMatch && Number(policyMatch[1]) === (policy?.number ?? 0) + 1) {
      policy = { number: Number(policyMatch[1]), name: policyMatch[2] ?? '' };
      open = line.ends ? null : policy;
      continue;
    }
    const last = drafts.at(-1);
    const item = startsHere ? ITEM.exec(line.text) : null;
    const expected = last && last.policy === policy ? circled(last.item) + 1 : 1;
    if (item?.[1] && actor && policy && circled(item[1]) === expected) {
      const rest = { ...line, text: item[2] ?? '' };
      drafts.push({ actor, policy, item: item[1], lines: [rest], page: pages[index] ?? null });
      continue;
    }
    last?.lines.push(line);
  }
  return drafts;
}

function circled(sign: string): number {
  return (sign.codePointAt(0) ?? 0) - ('①'.codePointAt(0) ?? 0) + 1;
}

function finish(draft: Draft, year: number): InfrastructureMeasure | null {
  const split = splitColumns(draft.lines);
  if (!split) return null;
  const number = String(circled(draft.item)).padStart(2, '0');
  return {
    id: `infra-${year}-${draft.actor.number}-${draft.policy.number}-${number}`,
    year,
    actor: draft.actor.name.replace(/の施策$/, ''),
    policy: draft.policy.name,
    item: draft.item,
    plan: split.plan,
    result: split.result,
    page: draft.page,
    line: draft.lines[0]?.no ?? 0,
  };
}

// A short plan shares its line with the result: 「…への支援。 ・…」.
function splitColumns(lines: readonly SourceLine[]): { plan: string; result: string } | null {
  for (const [index, line] of lines.entries()) {
    const shared = line.text.indexOf('。 ・');
    if (shared >= 0) {
      const left = { ...line, text: line.text.slice(0, shared + 1), ends: true };
      const right = { ...line, text: line.text.slice(shared + 2) };
      return {
        plan: joinLines([...lines.slice(0, index), left]),
        result: joinLines([right, ...lines.slice(index + 1)]),
      };
    }
    if (index > 0 && line.text.startsWith('・') && lines[index - 1]?.ends) {
      return { plan: joinLines(lines.slice(0, index)), result: joinLines(lines.slice(index)) };
    }
  }
  return null;
}

function doubtOf(draft: Draft, about: string): Doubt {
  const [first] = draft.lines;
  return {
    line: first?.no ?? 0,
    page: draft.page,
    about: `${draft.item}: ${about}`,
    excerpt: first?.text.slice(0, 40) ?? '',
  };
}
