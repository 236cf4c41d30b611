/** What follows from the texts of a plan: who repeats whom, what became of a measure, its days and the reasons to look at it. */

import { createHash } from 'node:crypto';
import { checkFigure, type Figure } from '../figures/index.ts';
import { findLateResults, findSlips, flagMeasures, readDeadlines } from '../plan/flags/index.ts';
import { DOUBTFUL_LINK, type Measure } from '../plan/index.ts';
import { coverageAmong, plainText, similarityAmong } from '../plan/similarity.ts';

/** A link as it goes into the table. */
export interface LinkRow {
  readonly measureId: string;
  readonly otherId: string;
  readonly kind: 'continues' | 'relisted';
  readonly confidence: number;
}

/** A plan at least this like the one it continues goes on unchanged; below, it was revised. */
const UNCHANGED = 0.85;
/** How sure the copy of a part can be at most: the text is not the same. */
const PART = 0.55;

/** Links between years as the parser proposes them, and inside a year from each re-listed measure to the one it repeats. */
export function linksOf(measures: readonly Measure[]): readonly LinkRow[] {
  const rows: LinkRow[] = measures.flatMap((measure) =>
    measure.continues === null
      ? []
      : [
          {
            measureId: measure.id,
            otherId: measure.continues,
            kind: 'continues',
            confidence: measure.continuesConfidence ?? 0,
          },
        ],
  );
  const coverage = coverageAmong(measures.map((measure) => measure.plan));
  for (const [, year] of Map.groupBy(measures, (measure) => measure.year)) {
    const first = new Map<string, Measure>();
    for (const measure of year)
      if (!measure.relisted && !first.has(plainText(measure.plan))) first.set(plainText(measure.plan), measure);
    for (const measure of year) {
      if (!measure.relisted) continue;
      const twin = first.get(plainText(measure.plan));
      if (twin && twin !== measure) {
        rows.push({ measureId: measure.id, otherId: twin.id, kind: 'relisted', confidence: 1 });
        continue;
      }
      // The mark stands for a part of the text, or the copy was changed: the nearest text, for a person to confirm.
      const [best] = year
        .filter((other) => other !== measure && !other.relisted)
        .map((other) => ({
          other,
          share: Math.max(coverage(other.plan, measure.plan), coverage(measure.plan, other.plan)),
        }))
        .sort((a, b) => b.share - a.share);
      if (best && best.share > 0.3)
        rows.push({
          measureId: measure.id,
          otherId: best.other.id,
          kind: 'relisted',
          confidence: Math.round(Math.min(PART, best.share * PART) * 100) / 100,
        });
    }
  }
  return rows;
}

/** What became of each measure, as far as the plans show: see `improve.measure.state`. */
export function statesOf(measures: readonly Measure[]): ReadonlyMap<string, string> {
  const alike = similarityAmong(measures.map((measure) => measure.plan));
  const byId = new Map(measures.map((measure) => [measure.id, measure]));
  const years = new Set(measures.map((measure) => measure.year));
  const later = new Map(
    measures.flatMap((measure) => (measure.continues ? [[measure.continues, measure] as const] : [])),
  );
  const goesOn = (from: Measure, to: Measure) => (alike(from.plan, to.plan) >= UNCHANGED ? 'continued' : 'revised');
  return new Map(
    measures.map((measure) => {
      const next = later.get(measure.id);
      if (next) return [measure.id, goesOn(measure, next)];
      if (years.has(measure.year + 1)) return [measure.id, 'undecided'];
      const before = measure.continues ? byId.get(measure.continues) : undefined;
      return [measure.id, before ? goesOn(before, measure) : 'new'];
    }),
  );
}

/** A day a plan promises. */
export interface DeadlineRow {
  readonly measureId: string;
  readonly position: number;
  readonly dueOn: string;
  readonly printed: string;
  readonly sentence: string;
  readonly slippedFrom: string | null;
  readonly slippedMeasureId: string | null;
  readonly doneOn: string | null;
}

/** The promised days of each plan, which of them were moved from an earlier plan's, and which were kept late. */
export function deadlinesOf(measures: readonly Measure[]): readonly DeadlineRow[] {
  const alike = similarityAmong(
    measures.flatMap((measure) => [measure.plan, ...measure.results.map((result) => result.text)]),
  );
  const byId = new Map(measures.map((measure) => [measure.id, measure]));
  return measures.flatMap((measure) => {
    const earlier = measure.continues ? byId.get(measure.continues) : undefined;
    const slips = earlier ? findSlips(earlier, measure, alike) : [];
    const late = findLateResults(measure, alike);
    return readDeadlines(measure.plan, measure.year).map((one, position) => {
      const slip = slips.find(({ to }) => to.by === one.by && to.promise === one.promise);
      return {
        measureId: measure.id,
        position,
        dueOn: one.by,
        printed: one.text,
        sentence: one.sentence,
        slippedFrom: slip?.from.by ?? null,
        slippedMeasureId: slip && earlier ? earlier.id : null,
        doneOn: late.find(({ promised }) => promised.by === one.by)?.doneBy ?? null,
      };
    });
  });
}

/** A reason to look, as it goes into the table. */
export interface FlagRow {
  readonly measureId: string | null;
  readonly figure: string | null;
  readonly kind: string;
  readonly evidence: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly key: string;
}

/** All flags of measures and of number tables. The key stays when the same thing is found again. */
export function flagsOf(measures: readonly Measure[], figures: readonly Figure[]): readonly FlagRow[] {
  const ofMeasures = flagMeasures(measures).map((flag) => ({
    measureId: flag.measure,
    figure: null,
    kind: flag.kind as string,
    evidence: flag.evidence,
    facts: flag.facts as Readonly<Record<string, unknown>>,
  }));
  const ofFigures = figures.flatMap((figure) =>
    checkFigure(figure, figures).faults.map((fault) => ({
      measureId: null,
      figure: figure.id,
      kind: 'does-not-recompute',
      evidence: evidenceOf(figure, fault.row, fault.column),
      facts: { ...fault },
    })),
  );
  const rows = [...ofMeasures, ...ofFigures].map((row) => ({
    ...row,
    key: createHash('sha256')
      .update([row.measureId ?? row.figure, row.kind, plainText(row.evidence)].join('|'))
      .digest('hex'),
  }));
  return [...new Map(rows.map((row) => [row.key, row])).values()];
}

function evidenceOf(figure: Figure, row: string, column: string): string {
  const line = figure.rows.find((one) => one.key === row);
  const head = figure.columns.find((one) => one.key === column);
  return `${figure.title.ja}：${line?.label.ja ?? row}（${head?.label.ja ?? column}）`;
}

/** Whether a link should be looked at by a person before it is believed. */
export function isDoubtful(link: { readonly confidence: number | null; readonly state: string }): boolean {
  return link.state === 'proposed' && (link.confidence ?? 0) < DOUBTFUL_LINK;
}

/** How a text is looked for: widths, case and blanks do not count, katakana is hiragana. */
export function searchText(...texts: readonly string[]): string {
  return plainText(texts.join(' ')).replace(/[ァ-ヶ]/g, (kana) =>
    String.fromCharCode((kana.codePointAt(0) ?? 0) - 0x60),
  );
}
