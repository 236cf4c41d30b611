import type { Entry } from '#platform/words';

/** Words of the pages on which somebody gets an account, or gets it back. */
export const words = {
  welcomeTitle: { ja: 'ようこそ', easy: 'ようこそ', en: 'Welcome' },
  welcomeLead: {
    ja: '{hub}を使うための登録をします。1分ほどで終わります。',
    easy: '{hub}を 使う ための 登録を します。1分くらいで おわります。',
    en: 'This makes your account for {hub}. It takes about a minute.',
  },
  asOperator: {
    ja: '運営の担当者として登録します',
    easy: '会を 動かす人として 登録します',
    en: 'You will be an operator of this hub',
  },
  stageName: { ja: 'お名前とパスワード', easy: '名前と パスワード', en: 'Name and password' },
  stageSecond: { ja: '2つめの確認', easy: '2つめの かくにん', en: 'Second step' },
  stageDone: { ja: '完了', easy: 'おわり', en: 'Done' },
  makeAccount: { ja: '登録する', easy: '登録する', en: 'Make my account' },
  known: {
    ja: 'このメールアドレスの利用者はすでにいます。先にサインインしてから、招待のリンクをもう一度開いてください',
    easy: 'この メールアドレスは もう 登録されています。先に サインインして、もういちど リンクを 開いてください',
    en: 'There is an account with this mail address. Sign in first, then open the invitation again',
  },
  acceptTitle: { ja: '招待を受けますか', easy: '参加しますか', en: 'Accept the invitation?' },
  acceptLead: {
    ja: '{name}さんとしてサインインしています。この利用者で招待を受けます。',
    easy: '今 {name}さんとして 入っています。この 人で 参加します。',
    en: 'You are signed in as {name}. The invitation will be for this account.',
  },
  accept: { ja: '招待を受ける', easy: '参加する', en: 'Accept' },
  linkOver: { ja: 'このリンクは使えません', easy: 'この リンクは 使えません', en: 'This link does not work' },
  linkOverLead: {
    ja: '一度使われたか、期限が過ぎています。もう一度必要なときは、送った人に頼んでください。',
    easy: 'もう 使ったか、時間が すぎました。また いるときは、送った人に 聞いてください。',
    en: 'It was used before or its time is over. Ask whoever sent it for another one.',
  },
  joinTitle: { ja: '利用を申し込む', easy: '登録する', en: 'Register' },
  joinLead: {
    ja: 'あなたの登録をします。組織（会社や団体）の登録は、このあとに行います。',
    easy: 'まず あなたの 登録を します。会社や 団体の 登録は、あとで します。',
    en: 'First you register yourself. Your organisation comes after that.',
  },
  joinSend: { ja: '確認のメールを受け取る', easy: 'かくにんの メールを もらう', en: 'Send me the confirmation mail' },
  haveAccount: {
    ja: 'すでに登録している方は、サインインしてください。',
    easy: 'もう 登録している人は、サインインしてください。',
    en: 'Already registered? Sign in.',
  },
  sentTitle: { ja: 'メールを送りました', easy: 'メールを 送りました', en: 'We have sent you a mail' },
  joinSent: {
    ja: '{email} に送ったメールのリンクを開くと、登録が終わります。数分たっても届かないときは、迷惑メールの中もご覧ください。',
    easy: '{email} に メールを 送りました。メールの リンクを 開くと、登録が おわります。とどかない ときは、めいわくメールも 見てください。',
    en: 'Open the link in the mail to {email} to finish. If nothing arrives within a few minutes, look into your junk folder too.',
  },
  confirmTitle: { ja: '登録の仕上げ', easy: '登録を おわらせます', en: 'Finish your registration' },
  confirmLead: {
    ja: '{email} にメールが届くことを確かめられました。申し込みのときに決めたパスワードを入力すると、登録が終わります。',
    easy: '{email} に メールが とどきました。登録のときに 決めた パスワードを 書いてください。それで おわりです。',
    en: 'Mail to {email} arrives. Enter the password you chose when you registered, and you are done.',
  },
  confirm: { ja: '登録を終える', easy: '登録を おわる', en: 'Finish' },
  forgottenTitle: { ja: 'パスワードを忘れたとき', easy: 'パスワードを わすれたとき', en: 'Forgotten your password?' },
  forgottenLead: {
    ja: '登録したメールアドレスに、新しいパスワードを決めるためのリンクを送ります。',
    easy: '登録した メールアドレスに リンクを 送ります。リンクを 開いて、新しい パスワードを 決めてください。',
    en: 'We send a link to your registered address. With it you choose a new password.',
  },
  forgottenSend: { ja: 'リンクを受け取る', easy: 'リンクを もらう', en: 'Send me the link' },
  forgottenSent: {
    ja: '{email} が登録されていれば、リンクを送りました。数分たっても届かないときは、迷惑メールの中もご覧ください。',
    easy: '{email} が 登録されていれば、メールを 送りました。とどかない ときは、めいわくメールも 見てください。',
    en: 'If {email} is registered, a link is on its way. If nothing arrives within a few minutes, look into your junk folder too.',
  },
  resetTitle: { ja: '新しいパスワードを決める', easy: '新しい パスワードを 決める', en: 'Choose a new password' },
  resetLead: {
    ja: '決めると、ほかの端末ではサインアウトされます。',
    easy: '決めると、ほかの スマートフォンや パソコンでは サインアウトします。',
    en: 'All other devices will be signed out.',
  },
  recoverLead: {
    ja: 'パスワードを決め直します。2つめの確認（アプリとパスキー）は、いったん外れます。',
    easy: 'パスワードを 決めなおします。2つめの かくにんは なくなります。あとで また 登録してください。',
    en: 'You choose a new password. The second steps (app and passkeys) are taken away and set up anew.',
  },
  resetSend: { ja: 'このパスワードにする', easy: 'この パスワードに する', en: 'Use this password' },
} as const satisfies Readonly<Record<string, Entry>>;
