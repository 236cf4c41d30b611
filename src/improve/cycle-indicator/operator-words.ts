/** Words that only operators read: no easy Japanese. */
export const operatorWords = {
  nameEn: { ja: '英語の名前', en: 'Name in English' },
  noCounter: { ja: '（事実から数えない）', en: '(not from facts)' },
  unitHint: { ja: '割合は「%」', en: 'percentages: %' },
  make: { ja: '指標を作る', en: 'Make an indicator' },
  change: { ja: '指標を直す', en: 'Change the indicator' },
  save: { ja: '保存する', en: 'Save' },
  measureHint: {
    ja: '施策の番号（例：2020-1.1-1-01）。空ならどの施策にも付きません',
    en: 'Number of a measure, for example 2020-1.1-1-01; may be empty',
  },
  addValue: { ja: '値を入れる', en: 'Add a value' },
  fromOn: { ja: '期間の始まり', en: 'From' },
  toOn: { ja: '期間の終わり', en: 'To' },
  count: { ja: '数（割合のときは、当てはまった数）', en: 'Number (for percentages: how many it holds for)' },
  whole: { ja: '全体の数（割合のとき）', en: 'The whole (for percentages)' },
  sourceNote: { ja: '出典（文書、ページ、調べ方）', en: 'Source (document, page, how it was found)' },
  fedByFacts: {
    ja: 'この指標は事実から毎時数えています。手では入れられません。',
    en: 'This indicator is counted from facts every hour; it takes no values by hand.',
  },
} as const;
