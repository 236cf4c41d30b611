import type { Entry } from '#platform/words';

/** Sentences for refusals of the sign-in. */
export const refusals = {
  'sign-in.too-often': {
    ja: '続けて何度も試されたため、しばらく受け付けられません。{seconds}秒ほど待ってから、もう一度お試しください。',
    easy: '何回も ためしたので、今は できません。{seconds}秒くらい 待ってから、もういちど してください。',
    en: 'There were too many tries. Please wait about {seconds} seconds and try again.',
  },
  'sign-in.link-over': {
    ja: 'このリンクは、もう使えません。一度使われたか、期限が過ぎています。',
    easy: 'この リンクは もう 使えません。',
    en: 'This link no longer works. It was used before, or its time is over.',
  },
  'sign-in.provider-away': {
    ja: '外部の認証サービスにつながりません。しばらくしてから、もう一度お試しください。',
    easy: 'ほかの 会社の サインインに つながりません。あとで もういちど してください。',
    en: 'The identity service cannot be reached. Please try again later.',
  },
  'sign-in.last-factor': {
    ja: '運営の人には、2つめの確認がいつも必要です。先に別の方法を登録してから、これを外してください。',
    easy: '運営の人は、2つめの かくにんが いつも いります。先に ほかの 方法を 登録してください。',
    en: 'Operators always need a second step. Set up another one before you remove this one.',
  },
  'sign-in.last-operator': {
    ja: '運営の人がいなくなってしまうため、できません。先にほかの人を運営にしてください。',
    easy: '会を 動かす人が いなくなるので、できません。先に ほかの人を よんでください。',
    en: 'Then nobody could run this hub. Make somebody else an operator first.',
  },
  'sign-in.passkey-refused': {
    ja: 'パスキーを確かめられませんでした。もう一度お試しください。',
    easy: 'パスキーが かくにんできませんでした。もういちど してください。',
    en: 'The passkey could not be checked. Please try again.',
  },
} as const satisfies Readonly<Record<string, Entry>>;

/** Words that several pages of the sign-in share. */
export const words = {
  email: { ja: 'メールアドレス', easy: 'メールアドレス', en: 'Mail address' },
  password: { ja: 'パスワード', en: 'Password' },
  newPassword: { ja: '新しいパスワード', easy: '新しい パスワード', en: 'New password' },
  newPasswordHint: {
    ja: '12文字以上。好きな言葉をいくつか並べた長いものが、覚えやすく安全です。',
    easy: '12文字より 長くしてください。すきな 言葉を いくつか ならべると おぼえやすいです。',
    en: 'At least 12 characters. A few words in a row are easy to remember and safe.',
  },
  name: { ja: 'お名前', easy: '名前', en: 'Your name' },
  nameHint: { ja: '会の中で表示されます', easy: 'この 会の 中で 見えます', en: 'Shown inside the hub' },
  code: { ja: '6けたの数字', easy: '6つの 数字', en: 'Six-digit code' },
  codeHint: {
    ja: 'スマートフォンの認証アプリに出ている6けたの数字',
    easy: 'スマートフォンの 認証アプリに 出ている 6つの 数字',
    en: 'The six digits your authenticator app shows on your phone',
  },
  cancel: { ja: 'やめる', en: 'Cancel' },
  next: { ja: '次へ', easy: 'つぎへ', en: 'Continue' },
  back: { ja: '戻る', easy: 'もどる', en: 'Back' },
  toSignIn: { ja: 'サインインの画面へ', easy: 'サインインの 画面へ', en: 'Go to the sign-in page' },
  noEmail: {
    ja: 'メールアドレスを入力してください',
    easy: 'メールアドレスを 書いてください',
    en: 'Enter your mail address',
  },
  badEmail: {
    ja: 'メールアドレスの形になっていません。例：yamada@example.jp',
    easy: 'メールアドレスの 形が ちがいます。例：yamada@example.jp',
    en: 'This does not look like a mail address. Example: yamada@example.jp',
  },
  noPassword: { ja: 'パスワードを入力してください', easy: 'パスワードを 書いてください', en: 'Enter your password' },
  shortPassword: {
    ja: 'パスワードが短すぎます。12文字以上にしてください',
    easy: 'パスワードが みじかいです。12文字より 長くしてください',
    en: 'The password is too short. Use at least 12 characters',
  },
  longPassword: {
    ja: 'パスワードが長すぎます。128文字までにしてください',
    easy: 'パスワードが 長いです。128文字までに してください',
    en: 'The password is too long. Use at most 128 characters',
  },
  easyPassword: {
    ja: 'このパスワードは簡単に当てられます。別のものにしてください',
    easy: 'この パスワードは すぐに わかってしまいます。ほかのものに してください',
    en: 'This password is easy to guess. Choose another one',
  },
  noName: { ja: 'お名前を入力してください', easy: '名前を 書いてください', en: 'Enter your name' },
  wrongPassword: { ja: 'パスワードが違います', easy: 'パスワードが ちがいます', en: 'The password is not right' },
  wrongCode: {
    ja: '数字が違います。アプリに今出ている数字を入力してください',
    easy: '数字が ちがいます。今 アプリに 出ている 数字を 書いてください',
    en: 'The code is not right. Enter the one the app shows now',
  },
  newSecret: {
    ja: 'ほかのサービスと同じパスワードは使わないでください。',
    easy: 'ほかで 使っている パスワードは 使わないでください。',
    en: 'Do not reuse a password from another service.',
  },
} as const satisfies Readonly<Record<string, Entry>>;
