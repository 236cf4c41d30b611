import type { Entry } from '#platform/words';

/** What backup and restore say when they refuse. */
export const words: Readonly<Record<string, Entry>> = {
  'app.archive-damaged': {
    ja: '{file} は壊れているか、途中で切れています。何も復元していません。',
    en: '{file} is damaged, cut short, or no archive of Kyojo. Nothing was restored.',
  },
  'app.archive-newer': {
    ja: '{file} は新しい版のKyojoで作られています（こちらに無い手順: {steps}）。先にKyojoを更新してください。',
    en: '{file} was made by a newer Kyojo (steps unknown here: {steps}). Update Kyojo first.',
  },
  'app.archive-other-jobs': {
    ja: '{file} のジョブの表は版{theirs}、こちらは版{ours}です。作ったときと同じ版のKyojoで復元してから更新してください。',
    en: '{file} has job tables of version {theirs}, here they are of version {ours}. Restore with the Kyojo that made it, then update.',
  },
  'app.archive-other-secret': {
    ja: '{file} は別のKYOJO_SECRETで動いていた拠点のものです。同じ値を設定してください。',
    en: '{file} comes from a hub that was given another KYOJO_SECRET. Set the same one: links in mails and passwords of the stores hang on it.',
  },
  'app.folder-not-empty': {
    ja: 'データの置き場 {folder} が空ではありません。復元は空の置き場にだけできます。',
    en: 'The data folder {folder} is not empty. A restore goes into an empty one only.',
  },
  'app.database-not-empty': {
    ja: 'データベースが空ではありません。復元は空のデータベースにだけできます。',
    en: 'The database is not empty. A restore goes into an empty one only.',
  },
  'app.disk-too-small': {
    ja: '{folder} の置き場に空きが足りません。何も復元していません。',
    en: 'There is not enough room where {folder} lies. Nothing was restored.',
  },
  'app.file-exists': { ja: '{file} はもうあります。', en: '{file} exists already.' },
  'app.file-missing': { ja: '{file} がありません。', en: 'There is no {file}.' },
};
