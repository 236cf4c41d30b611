import type { Entry } from '#platform/words';

/** Words of the pages on which somebody comes in. */
export const words = {
  title: { ja: 'サインイン', easy: 'サインイン（入る）', en: 'Sign in' },
  send: { ja: 'サインイン', easy: '入る', en: 'Sign in' },
  wrong: {
    ja: 'メールアドレスかパスワードが違います',
    easy: 'メールアドレスか パスワードが ちがいます',
    en: 'The mail address or the password is not right',
  },
  forgotten: { ja: 'パスワードを忘れたとき', easy: 'パスワードを わすれたとき', en: 'Forgotten your password?' },
  noAccount: { ja: 'まだ登録していない方', easy: 'まだ 登録していない人', en: 'Not registered yet?' },
  join: { ja: '利用を申し込む', easy: '登録する', en: 'Register' },
  or: { ja: 'ほかの方法', easy: 'ほかの 方法', en: 'Other ways' },
  withPasskey: { ja: 'パスキーでサインイン', easy: 'パスキーで 入る', en: 'Sign in with a passkey' },
  passkeyHint: {
    ja: '指紋、顔、端末の暗証番号を使います。パスワードは要りません。',
    easy: '指や 顔や スマートフォンの 番号を 使います。パスワードは いりません。',
    en: 'Uses your fingerprint, face or device PIN. No password needed.',
  },
  passkeyFailed: {
    ja: 'パスキーを使えませんでした。もう一度試すか、ほかの方法でサインインしてください。',
    easy: 'パスキーが 使えませんでした。もういちど するか、ほかの 方法で 入ってください。',
    en: 'The passkey did not work. Try again or use another way.',
  },
  withProvider: { ja: '{provider}でサインイン', easy: '{provider}で 入る', en: 'Sign in with {provider}' },
  providerRefused: {
    ja: '外部の認証サービスでのサインインができませんでした。ほかの方法をお使いください。',
    easy: 'ほかの 会社の サインインが できませんでした。ほかの 方法で 入ってください。',
    en: 'Signing in with the identity service did not work. Please use another way.',
  },
  signedOut: { ja: 'サインアウトしました', easy: 'サインアウトしました（出ました）', en: 'You are signed out' },
  passwordSet: {
    ja: '新しいパスワードにしました。サインインしてください。',
    easy: '新しい パスワードに なりました。サインインしてください。',
    en: 'Your password is changed. Please sign in.',
  },
  secondTitle: { ja: 'ご本人の確認', easy: 'あなたか どうか かくにんします', en: 'One more step' },
  secondLead: {
    ja: 'パスワードのほかに、もう1つ確認します。パスワードを盗まれても、ほかの人は入れません。',
    easy: 'パスワードの ほかに、もう1つ かくにんします。パスワードを とられても、ほかの人は 入れません。',
    en: 'Besides the password we check one more thing, so that a stolen password is not enough.',
  },
  check: { ja: '確認する', easy: 'かくにんする', en: 'Check' },
  useRecovery: {
    ja: 'スマートフォンが手元にないとき',
    easy: 'スマートフォンが ないとき',
    en: 'If you do not have your phone',
  },
  recoveryCode: { ja: '回復コード', easy: 'もしもの ときの コード', en: 'Recovery code' },
  recoveryHint: {
    ja: '登録のときに控えたもの。例：k7mqx-3twz9。1つのコードは1回だけ使えます。',
    easy: '登録のときに 書いておいたもの。例：k7mqx-3twz9。1回だけ 使えます。',
    en: 'One of those you wrote down when you set this up, like k7mqx-3twz9. Each works once.',
  },
  wrongRecovery: {
    ja: 'この回復コードは使えません。ほかのコードを入力してください',
    easy: 'この コードは 使えません。ほかの コードを 書いてください',
    en: 'This recovery code does not work. Enter another one',
  },
  signInAgain: {
    ja: '時間が過ぎました。もう一度サインインしてください。',
    easy: '時間が すぎました。もういちど サインインしてください。',
    en: 'Too much time has passed. Please sign in again.',
  },
  outTitle: { ja: 'サインアウト', easy: 'サインアウト（出る）', en: 'Sign out' },
  outLead: {
    ja: 'この端末での利用を終わります。',
    easy: 'この スマートフォンや パソコンで 使うのを おわります。',
    en: 'This ends your visit on this device.',
  },
  outSend: { ja: 'サインアウトする', easy: '出る', en: 'Sign out' },
  privateDevice: {
    ja: '共用のパソコンでは、終わったら必ずサインアウトしてください。',
    easy: 'みんなで 使う パソコンでは、おわったら サインアウトしてください。',
    en: 'On a shared computer, always sign out when you are done.',
  },
} as const satisfies Readonly<Record<string, Entry>>;
