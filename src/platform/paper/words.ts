/** What the paper kit itself says, in three languages. */
export const words = {
  page: { ja: '{page}／{pages}ページ', en: 'Page {page} of {pages}' },
  letters: { ja: '手紙の束', en: 'Letters' },
  scan: {
    ja: 'くわしい手順は、スマートフォンのカメラで読み取ってご覧ください。',
    easy: 'くわしい やりかたは、スマートフォンの カメラで 四角い 印を うつして 見てください。',
    en: 'For the steps in detail, scan this code with the camera of your phone.',
  },
} as const;
