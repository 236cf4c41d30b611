/** The chain over the facts. */
export const words = {
  title: { ja: '記録の鎖', easy: '記録（きろく）の くさり', en: 'Chain of records' },
  lead: {
    ja: 'すべての出来事は、前の記録とつないだ指紋（ハッシュ値）で守られています。あとから消したり書きかえたりすると、ここでわかります。',
    easy: '記録を 消したり かえたりすると、ここで わかります。',
    en: 'Every fact is covered by a fingerprint (hash) that includes the ones before it. Whatever is removed or altered later shows here.',
  },
  head: { ja: '最新の指紋', easy: '新しい しるし', en: 'Newest fingerprint' },
  headNote: {
    ja: 'この値を別の場所に控えておくと、ここまでの記録が変わっていないことを、あとで示せます。',
    easy: 'これを 書いておいてください。',
    en: 'Keep this value elsewhere: with it you can show later that nothing up to here was changed.',
  },
  blocks: { ja: 'ブロックの数', easy: '数', en: 'Blocks' },
  closed: { ja: '最後に閉じた日時', easy: '日と 時間', en: 'Last closed' },
  none: {
    ja: 'まだ鎖がありません。1分ほどで始まります。',
    easy: 'まだ ありません。',
    en: 'There is no chain yet; it begins within a minute.',
  },
  check: { ja: '全部計算し直して確かめる', easy: 'しらべる', en: 'Check everything again' },
  good: {
    ja: '{count}ブロックすべてが一致しました。',
    easy: 'ぜんぶ 同じでした（{count}）。',
    en: 'All {count} blocks hold.',
  },
  bad: { ja: '一致しないブロックがあります。', easy: 'ちがうところが あります。', en: 'Some blocks do not hold.' },
  'why.altered': { ja: '内容が書きかえられています', easy: 'かえられた', en: 'a fact was altered' },
  'why.removed': { ja: '記録が足りないか、増えています', easy: '消された', en: 'facts were removed or added' },
  'why.torn': { ja: '前のブロックとつながりません', easy: 'つながらない', en: 'it does not follow the block before' },
  block: { ja: 'ブロック', easy: 'ブロック', en: 'Block' },
  facts: { ja: '記録の番号', easy: '番号', en: 'Facts' },
  why: { ja: '理由', easy: '理由', en: 'Why' },
} as const;
