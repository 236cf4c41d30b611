import type { Entry } from '#platform/words';

/** What the web door itself says. */
export const words: Readonly<Record<string, Entry>> = {
  'web.not-found': {
    ja: 'お探しのページは見つかりませんでした。',
    easy: 'この ページは ありません。',
    en: 'We could not find that page.',
  },
  'web.sign-in-needed': {
    ja: 'この先に進むには、サインインしてください。',
    easy: '先に サインインしてください。',
    en: 'Please sign in to continue.',
  },
  'web.not-allowed': {
    ja: 'この画面を見る権限がありません。',
    easy: 'あなたは この 画面を 見ることが できません。',
    en: 'You are not allowed to see this page.',
  },
  'web.foreign-form': {
    ja: 'ほかのサイトから送られた操作のため、受け付けませんでした。',
    easy: 'ほかの サイトから 来た 操作です。受け付けません。',
    en: 'This request came from another site, so it was not accepted.',
  },
  'web.path-wrong': {
    ja: 'お探しのページは見つかりませんでした。',
    easy: 'この ページは ありません。',
    en: 'We could not find that page.',
  },
  'web.query-wrong': {
    ja: 'しぼり込みの条件「{field}」が正しくありません。',
    easy: '「{field}」が まちがっています。',
    en: 'The filter “{field}” is not right: {reason}',
  },
  'web.body-wrong': {
    ja: '送られた内容を読めませんでした。',
    easy: '送られた ものを 読めません。',
    en: 'What was sent could not be read.',
  },
  'web.form-too-large': {
    ja: '送られた内容が大きすぎます。{megabytes} MBまでです。',
    easy: '送ったものが 大きすぎます。{megabytes} MBまで 送れます。',
    en: 'What was sent is too large: at most {megabytes} MB.',
  },
  'web.form-wrong': {
    ja: '入力「{field}」を確かめてください。',
    easy: '「{field}」を 見なおしてください。',
    en: 'Please check the field “{field}”: {reason}',
  },
  'web.failed': {
    ja: '申し訳ありません。こちらの不具合で表示できませんでした。',
    easy: 'すみません。こちらの 問題で 表示できませんでした。',
    en: 'Sorry, something went wrong on our side.',
  },
  'web.reference': {
    ja: 'お問い合わせの際は、この番号をお伝えください：{reference}',
    easy: '聞くときは この 番号を 言ってください：{reference}',
    en: 'If you contact us, please give this number: {reference}',
  },
  'web.back': { ja: '最初のページへ戻る', easy: '最初の ページへ もどる', en: 'Back to the first page' },
};
