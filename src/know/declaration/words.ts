/** What a declaration says when it refuses, and what stands on its certificate. */
import type { Entry } from '#platform/words';

/** Words for refusals. */
export const refusals = {
  'know.declaration-level-not-open': {
    ja: 'この段階はまだ宣言できません。',
    easy: 'この ほしは まだ できません。',
    en: 'This level cannot be declared yet.',
  },
  'know.declaration-conditions-open': {
    ja: '宣言の条件がまだそろっていません。',
    easy: '宣言の 条件が まだ です。',
    en: 'Some conditions of the declaration are still open.',
  },
  'know.declaration-already-made': {
    ja: 'すでに有効な宣言があります。段階の変更か更新をしてください。',
    easy: 'もう 宣言が あります。',
    en: 'There is a valid declaration already; change or renew it.',
  },
  'know.declaration-ended': {
    ja: 'この宣言は終わっています。新しく宣言してください。',
    easy: 'この 宣言は 終わりました。新しく 宣言してください。',
    en: 'This declaration has ended. Please make a new one.',
  },
  'know.declaration-not-due': {
    ja: '更新は、有効期限が近づいてからできます。',
    easy: '更新は、終わりの 日が 近く なってから できます。',
    en: 'It can be renewed when its end is near.',
  },
  'know.declaration-other-level': {
    ja: '更新では段階を変えられません。「段階の変更」をしてください。',
    easy: '更新で ほしは かわりません。',
    en: 'Renewal keeps the level; to change it, use “change level”.',
  },
  'know.declaration-same-level': {
    ja: 'すでにその段階です。',
    easy: 'もう その ほしです。',
    en: 'That level is held already.',
  },
  'know.declaration-reason-missing': {
    ja: '取り消す理由を書いてください。',
    easy: '理由を 書いて ください。',
    en: 'Please give the reason.',
  },
  'know.declaration-unknown': {
    ja: '有効な宣言が見つかりませんでした。',
    easy: '宣言が ありません。',
    en: 'No declaration in force was found.',
  },
  'know.declaration-level-unknown': {
    ja: 'その段階はありません。',
    easy: 'その ほしは ありません。',
    en: 'There is no such level.',
  },
  'know.batch-empty': {
    ja: '法人番号が一つも見つかりませんでした。',
    easy: '番号が ありません。',
    en: 'No corporate number was found in it.',
  },
  'know.batch-too-long': {
    ja: '一度に確かめられるのは{most}件までです。',
    easy: '一度に {most}までです。',
    en: 'At most {most} numbers can be checked at once.',
  },
  'know.organisation-not-active': {
    ja: '登録が有効でない組織は、宣言できません。',
    easy: 'いまは 宣言できません。',
    en: 'Only an active organisation can declare.',
  },
} as const satisfies Record<string, Entry>;

/** Words of the certificate. */
export const words = {
  certificate: { ja: '宣言証', easy: '宣言の しょうめい', en: 'Declaration' },
  number: { ja: '宣言番号', easy: '宣言の 番号', en: 'Number' },
  corporateNumber: { ja: '法人番号', easy: '会社の 番号（法人番号）', en: 'Corporate number' },
  declaredOn: { ja: '宣言日', easy: '宣言した 日', en: 'Declared on' },
  validUntil: { ja: '有効期限', easy: 'いつまで', en: 'Valid until' },
  verify: {
    ja: '今も有効か確かめる',
    easy: '今も 使えるか 見る',
    en: 'Scan to see whether it still holds',
  },
  own: {
    ja: 'この書面は組織自らの宣言であり、{hub}は記録と公開を行います。安全を保証するものではありません。',
    easy: '会社が 自分で 言った ことです。{hub}が 記録します。安全の 保証では ありません。',
    en: 'This is the organisation’s own declaration; {hub} records and publishes it. It is no guarantee of safety.',
  },
} as const satisfies Record<string, Entry>;
