/** Words of the yearly report's pages. */
export const words = {
  plan: { ja: '政策の計画', easy: '国の 計画', en: 'Policy plan' },
  title: { ja: '年次報告書', easy: '1年の 報告書（ほうこくしょ）', en: 'Yearly report' },
  lead: {
    ja: '前の年度の成果と評価、この年度の計画を一冊にします。数は、報告書の行か、この輪の事実へたどれます。',
    easy: '1年の 結果と、次の 計画を まとめた ものです。',
    en: 'Last year’s results and evaluation and this year’s plan in one document. Every number leads to a line of the report or to facts.',
  },
  none: { ja: 'まだありません。', easy: 'まだ ありません。', en: 'None yet.' },
  year: { ja: '計画の年度', easy: '年度', en: 'Year of the plan' },
  yearOf: { ja: '{year}年度', easy: '{year}年度', en: 'FY{year}' },
  made: { ja: '作成', easy: 'つくった 日', en: 'Made' },
  pages: { ja: 'ページ', easy: 'ページ', en: 'Pages' },
  files: { ja: 'ファイル', easy: 'ファイル', en: 'Files' },
  runTitle: { ja: '{year}年度の報告書', easy: '{year}年度の 報告書', en: 'Report for FY{year}' },
  japaneseOnly: {
    ja: '本文は日本語です。',
    easy: '文は ふつうの 日本語です。',
    en: 'The report is in Japanese.',
  },
} as const;
