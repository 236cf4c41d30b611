/**
 * A wave as an operator hands it in: one line for each answer. Whole numbers only: whoever types a percentage has rounded it, and nobody can tell of
 * what it was.
 */

import { Refusal } from '#platform/errors';
import { readSheet } from '#platform/sheet';
import { type Answer, faultsOf } from './share.ts';
import type { AskedQuestion } from './store.ts';

/** Titles of the columns, in Japanese or as keys. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  question: ['question', '問', '問番号'],
  part: ['part', '区分'],
  wording: ['wording', '設問', '質問'],
  kind: ['kind', '形式'],
  answer: ['answer', '選択肢番号'],
  label: ['label', '選択肢', '回答'],
  number: ['number', '件数', '人数', '回答数'],
  role: ['role', '扱い'],
  from: ['from', '以上'],
  to: ['to', '以下'],
  below: ['below', '未満'],
};
const KINDS: Readonly<Record<string, AskedQuestion['kind']>> = {
  one: 'one',
  several: 'several',
  band: 'band',
  単一: 'one',
  複数: 'several',
  階級: 'band',
};
const NOT_APPLICABLE = new Set(['not-applicable', '該当なし']);
const HIDDEN: Readonly<Record<string, Answer['state']>> = {
  '': 'not-published',
  x: 'suppressed',
  '-': 'not-published',
};

const wrong = (place: string, reason: string) => new Refusal('improve.survey-wrong', { place, reason }, 422);

/** Reads the table of a wave. Refuses percentages, numbers that cannot be, and bands that overlap or leave a hole, each with its place. */
export function readAnswers(table: string | Uint8Array, respondents: number): readonly AskedQuestion[] {
  const bytes = typeof table === 'string' ? new TextEncoder().encode(table) : table;
  const rows =
    readSheet(bytes, { name: 'answers.csv', maxBytes: 2 * 1024 * 1024, maxRows: 20_000 }).sheets[0]?.rows ?? [];
  const [head, ...lines] = rows;
  const titles = head?.cells.map((cell) => cell.normalize('NFKC').trim()) ?? [];
  const place = Object.fromEntries(
    Object.entries(COLUMNS).map(([key, names]) => [key, titles.findIndex((title) => names.includes(title))]),
  );
  for (const key of ['question', 'wording', 'answer', 'label', 'number'])
    if ((place[key] ?? -1) < 0) throw wrong(COLUMNS[key]?.[1] ?? key, '1');
  const questions = new Map<string, AskedQuestion & { answers: Answer[] }>();
  for (const { line, cells } of lines) {
    const cell = (key: string) =>
      (place[key] ?? -1) < 0 ? '' : (cells[place[key] ?? 0] ?? '').normalize('NFKC').trim();
    const key = cell('question').toLowerCase();
    const kind = KINDS[cell('kind')] ?? 'one';
    const question = questions.get(key) ?? {
      question: key,
      part: cell('part'),
      partEn: '',
      wording: cell('wording'),
      wordingEn: '',
      kind,
      lineFrom: null,
      lineTo: null,
      answers: [],
    };
    if (!/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(key)) throw wrong(`${line}: ${key}`, 'a-z 0-9 -');
    questions.set(key, question);
    question.answers.push(answerOf(cell, line));
  }
  for (const question of questions.values()) {
    const [fault] = faultsOf(question, respondents);
    if (fault) throw wrong(fault.place, fault.code);
  }
  if (questions.size === 0) throw wrong('1', '0');
  return [...questions.values()];
}

function answerOf(cell: (key: string) => string, line: number): Answer {
  const typed = cell('number').replace(/,/g, '');
  const hidden = HIDDEN[typed.toLowerCase()];
  if (hidden === undefined && !/^\d{1,9}$/.test(typed))
    throw new Refusal('improve.percentage-typed', { place: `${line}: ${cell('number')}` }, 422);
  const edge = (key: string): number | null => {
    const text = cell(key);
    if (text === '') return null;
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw wrong(`${line}: ${text}`, '0-9');
    return Number(text);
  };
  const below = edge('below');
  const answer = cell('answer').toLowerCase();
  if (!/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(answer)) throw wrong(`${line}: ${answer}`, 'a-z 0-9 -');
  return {
    answer,
    label: cell('label') || answer,
    labelEn: '',
    role: NOT_APPLICABLE.has(cell('role')) ? 'not-applicable' : 'counts',
    fromValue: edge('from'),
    toValue: below ?? edge('to'),
    toIncluded: below === null,
    number: hidden === undefined ? Number(typed) : null,
    state: hidden ?? 'exact',
  };
}
