import type { Entry } from '#platform/words';

/** What the column store says to people. */
export const words: Readonly<Record<string, Entry>> = {
  'columns.unavailable': {
    ja: '観測データの置き場が今は応答していません。少し待ってから、もう一度お試しください。',
    easy: '今 データを 読むことが できません。少し 待って、もう一度 やってください。',
    en: 'The store of observations does not answer just now. Please wait a moment and try again.',
  },
  'columns.not-embedded': {
    ja: 'ご自身のClickHouseをお使いのため、そのバックアップはClickHouse側で取ってください。',
    easy: 'この 作業は ClickHouseの ほうで してください。',
    en: 'This hub uses a ClickHouse of your own; please back it up and restore it by its own means.',
  },
};
