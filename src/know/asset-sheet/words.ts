/** Words of the asset sheet. */
import type { Entry } from '#platform/words';
import type { AssetKind, PersonalKind } from './row.ts';

/** The name of each kind, as it is written and read back. */
export const kindNames: Readonly<Record<AssetKind, Entry>> = {
  information: { ja: '情報', easy: '情報', en: 'Information' },
  system: { ja: 'システム', easy: 'システム', en: 'System' },
  device: { ja: '機器', easy: '機器', en: 'Device' },
  cloud: { ja: 'クラウド', easy: 'クラウド', en: 'Cloud' },
  contract: { ja: '契約', easy: '契約', en: 'Contract' },
};

/** The name of each kind of personal data, as it is written and read back. */
export const personalNames: Readonly<Record<PersonalKind, Entry>> = {
  ordinary: { ja: '個人情報', easy: '個人情報', en: 'Personal' },
  sensitive: { ja: '要配慮個人情報', easy: '要配慮個人情報（病気など）', en: 'Sensitive' },
  number: { ja: '個人番号', easy: '個人番号（マイナンバー）', en: 'My Number' },
  card: { ja: 'カード情報', easy: 'カードの 番号', en: 'Card' },
};

/** Other words of the sheet. */
export const words = {
  sheet: { ja: '資産の一覧', easy: '資産の 一覧', en: 'Assets' },
  yes: { ja: 'はい', en: 'Yes' },
  no: { ja: 'いいえ', en: 'No' },
  none: { ja: 'なし', en: 'None' },
} as const satisfies Record<string, Entry>;

/** Why a cell of an asset sheet was not taken. */
export const faultWords = {
  'know.asset-kind-unknown': {
    ja: '種類が分かりません。情報・システム・機器・クラウド・契約のどれかを書いてください。',
    easy: '種類が わかりません。情報・システム・機器・クラウド・契約から えらんで ください。',
    en: 'Unknown kind. Write one of Information, System, Device, Cloud, Contract.',
  },
  'know.asset-level-wrong': {
    ja: '3（高）・2（中）・1（低）のどれかを書いてください。',
    easy: '3、2、1の どれかを 書いて ください。',
    en: 'Write 3 (high), 2 (middle) or 1 (low).',
  },
  'know.asset-yes-no-wrong': {
    ja: '「はい」か「いいえ」を書いてください。',
    easy: '「はい」か「いいえ」を 書いて ください。',
    en: 'Write Yes or No.',
  },
  'know.asset-personal-wrong': {
    ja: '個人情報の種類が分かりません。「なし」か、個人情報・要配慮個人情報・個人番号・カード情報を書いてください。',
    easy: '個人情報の 種類が わかりません。ない ときは「なし」と 書いて ください。',
    en: 'Unknown kind of personal data. Write None, Personal, Sensitive, My Number or Card.',
  },
  'know.asset-day-wrong': {
    ja: '日付を「2026-04-01」のように書いてください。',
    easy: '日を「2026-04-01」のように 書いて ください。',
    en: 'Write the date like 2026-04-01.',
  },
  'know.asset-twice': {
    ja: '同じものが上の行にあります。',
    easy: '同じ ものが 上に あります。',
    en: 'The same asset stands on an earlier row.',
  },
} as const satisfies Record<string, Entry>;
