/** Letters that wait to be printed and posted. */
export const words = {
  board: { ja: '輪の成績', easy: '輪の 成績', en: 'Loop board' },
  title: { ja: '投函を待つ手紙', easy: '出す 手紙', en: 'Letters to post' },
  lead: {
    ja: 'メールで返事のない組織への手紙です。窓付き封筒（長形3号）に合わせて三つ折りにします。投函したら「投函した」を押してください。',
    easy: '手紙を 印刷（いんさつ）して、出してください。',
    en: 'For organisations that did not answer by mail. Folded in three they fit a window envelope. Press “Posted” once they are in the post.',
  },
  none: { ja: '待っている手紙はありません。', easy: 'ありません。', en: 'No letters are waiting.' },
  print: { ja: 'まとめて印刷（{language}）', easy: 'ぜんぶ 印刷（{language}）', en: 'Print all ({language})' },
  'in.ja': { ja: '日本語', easy: '日本語', en: 'Japanese' },
  'in.easy': { ja: 'やさしい日本語', easy: 'やさしい日本語', en: 'plain Japanese' },
  'in.en': { ja: '英語', easy: '英語', en: 'English' },
  organisation: { ja: '宛先', easy: 'だれに', en: 'To' },
  about: { ja: '内容', easy: '内容', en: 'About' },
  since: { ja: '作成日', easy: '日', en: 'Made on' },
  posted: { ja: '投函した', easy: '出した', en: 'Posted' },
  act: { ja: '操作', easy: 'できること', en: 'Actions' },
} as const;
