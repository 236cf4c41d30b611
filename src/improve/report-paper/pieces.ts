import type { Block } from '#platform/paper';
import type { ReportContent, ReportMeasure } from '../report/gather.ts';
import { linkNumbers } from './linked.ts';

/** Where the numbers of a measure come from: its own page. */
export function measureLink(content: ReportContent, measure: Pick<ReportMeasure, 'id'>): string {
  return `${content.url}/plan/measures/${measure.id}#numbers`;
}

/** Paragraphs of running text with their numbers linked. */
export function paragraphs(text: string, href: string): Block[] {
  return text
    .split('\n')
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => ({ kind: 'paragraph' as const, text: linkNumbers(paragraph, href) }));
}

/** The states of a measure in the words of the report. */
export const states: Readonly<Record<string, string>> = {
  new: '新規',
  continued: '継続',
  revised: '改定',
  completed: '完了',
  dropped: '中止',
  absorbed: '統合',
  undecided: '続き不明（完了か中止か、報告書は書いていない）',
};

/** Kinds of flags in the words of the report. */
export const flagNames: Readonly<Record<string, string>> = {
  'does-not-recompute': '計算の合わない割合',
  'deadline-slipped': '期限が延びたもの',
  'done-late': '約束より遅い実施',
  'odd-number': 'おかしな数',
  'number-without-unit': '単位のない数',
  restated: '結果が計画の言い換え',
  'left-out': '結果が触れていない約束',
  'no-result': '結果がないもの',
};

/** A number with its separators, as Japanese reports print it. */
export function number(value: number): string {
  return value.toLocaleString('ja-JP', { maximumFractionDigits: 6 });
}
