/** The published documents that entries of the portal cite, by the number they have in our data, as a reader would look for them. */

import type { Entry } from '#platform/words';

const programme = 'サイバーセキュリティ意識・行動強化プログラム';

/** Number → title. */
export const documents: ReadonlyMap<string, Entry> = new Map([
  ['000', { ja: `「${programme}」案`, en: 'the awareness programme of 2019 (draft)' }],
  ['001', { ja: `「${programme}」概要`, en: 'the overview of the awareness programme of 2019' }],
  ['002', { ja: '「サイバーセキュリティ2020」', en: '“Cybersecurity 2020”' }],
  [
    '003',
    {
      ja: 'IPA「中小企業におけるサイバーセキュリティ対策と普及に向けた国等の支援事業について」（2021年）',
      en: 'slides of IPA on support for small firms (2021)',
    },
  ],
  ['004', { ja: '「サイバーセキュリティ政策の動向」（第5節）', en: '“Trends of cybersecurity policy” (section 5)' }],
]);
