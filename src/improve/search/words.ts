import type { Entry } from '#platform/words';

/** What the search says. */
export const words = {
  nav: { ja: '検索', easy: 'さがす', en: 'Search' },
  heading: {
    ja: '計画・取組・用語・統計を探す',
    easy: 'ことばで さがす',
    en: 'Search plans, initiatives, terms and statistics',
  },
  label: { ja: 'ことば', easy: 'ことば', en: 'Words' },
  hint: {
    ja: 'ひらがな・カタカナ、全角・半角、送り仮名、英語名の違いを気にせず探せます。',
    easy: 'ひらがな・カタカナ・英語で さがせます。',
    en: 'Kana, width, endings and English names are all understood.',
  },
  go: { ja: '探す', easy: 'さがす', en: 'Search' },
  found: { ja: '「{question}」に{count}件', easy: '「{question}」は {count}つ', en: '{count} for “{question}”' },
  foundMany: {
    ja: '「{question}」に{count}件以上。上位を示します。',
    easy: '「{question}」は {count}より 多いです。',
    en: 'More than {count} for “{question}”; the best are shown.',
  },
  also: {
    ja: '別の呼び名でも探しました：{names}',
    easy: 'ほかの 名前でも さがしました：{names}',
    en: 'Also searched as: {names}',
  },
  near: { ja: '近いもの', easy: 'にて いる もの', en: 'Near' },
  nearNote: {
    ja: 'ことばの一部だけが合うものです。',
    easy: 'ことばの 一部（いちぶ）だけ 合います。',
    en: 'These hold some of the words only.',
  },
  none: { ja: '見つかりませんでした', easy: '見つかりません', en: 'Nothing found' },
  noneHelp: {
    ja: 'ことばを短くするか、別の言い方で探してみてください。',
    easy: 'ことばを 短くするか、かえてください。',
    en: 'Try fewer words, or another word for it.',
  },
  kind: { ja: '種類', easy: '種類', en: 'Kind' },
  all: { ja: 'すべて', easy: 'ぜんぶ', en: 'All' },
  initiative: { ja: '取組', easy: '取組（とりくみ）', en: 'Initiative' },
  event: { ja: '催し', easy: 'イベント', en: 'Event' },
  measure: { ja: '施策', easy: '国の 計画', en: 'Measure' },
  infrastructure: { ja: '重要インフラの施策', easy: '大事な しごとの 計画', en: 'Infrastructure measure' },
  term: { ja: '用語', easy: 'ことば', en: 'Term' },
  figure: { ja: '統計', easy: '数字', en: 'Statistics' },
  survey: { ja: '調査', easy: 'アンケート', en: 'Survey' },
  incident: { ja: 'インシデント', easy: 'おきた こと', en: 'Incident' },
  glossary: { ja: '用語集', easy: 'ことばの 説明（せつめい）', en: 'Glossary' },
  glossaryLead: {
    ja: '「サイバーセキュリティ2020」の用語解説{count}語。',
    easy: '{count}の ことばの 説明です。',
    en: 'The {count} terms of the report’s own glossary.',
  },
} as const satisfies Record<string, Entry>;
