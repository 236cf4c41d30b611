import type { Entry } from '#platform/words';

/** The mails of the sign-in: subject and text. */
export const mails = {
  invite: {
    subject: {
      ja: '【{hub}】利用者として招かれました',
      easy: '【{hub}】あなたの 登録の ごあんない',
      en: '[{hub}] You are invited',
    },
    text: {
      ja: '{opening}\n\n{hub}は、会員のネットワークで見つかったセキュリティの問題を持ち主に知らせ、直るまで助け合う会です。\n\n参加するときは、下のリンクを開いて、お名前とパスワードを決めてください。\n\n{url}\n\nこのリンクは1回だけ、{until}まで使えます。\n何もしなければ、登録はされず、何も変わりません。\n\n名前は、その人たちが自分で登録したものです。心あたりがなければ、リンクを開かず、このメールとは別の方法でお確かめください。\n',
      easy: '{opening}\n\n{hub}は、インターネットの あぶない ところを 見つけて、知らせて、みんなで 助けあう 会です。\n\n入りたい ときは、下の リンクを 開いて、名前と パスワードを 決めてください。\n\n{url}\n\nこの リンクは 1回だけ 使えます。{until}までです。\nなにも しなければ、登録されません。なにも かわりません。\n\n知らない ことなら、リンクを 開かないで、その人に 電話などで 聞いてください。\n',
      en: '{opening}\n\n{hub} finds security problems in the networks of its members, tells whom they concern, and helps until they are fixed.\n\nTo take part, open this link and choose your name and password:\n\n{url}\n\nIt works once, until {until}.\nIf you do nothing, no account is made and nothing changes.\n\nThe names are as those people registered them. If this is a surprise, do not open the link and ask them by other means than this mail.\n',
    },
  },
  join: {
    subject: {
      ja: '【{hub}】メールアドレスの確認',
      easy: '【{hub}】メールアドレスの かくにん',
      en: '[{hub}] Confirm your mail address',
    },
    text: {
      ja: '{hub}への登録を受け付けました。\n\n下のリンクを開くと、登録が終わります。\n\n{url}\n\nこのリンクは1回だけ、{span}使えます。\n登録していないのに届いたときは、このメールは捨ててください。登録されません。\n',
      easy: '{hub}に 登録の もうしこみが ありました。\n\n下の リンクを 開くと、登録が おわります。\n\n{url}\n\nこの リンクは 1回だけ、{span} 使えます。\n知らない ことなら、この メールを すててください。登録されません。\n',
      en: 'Somebody registered at {hub} with this address.\n\nOpen this link to finish:\n\n{url}\n\nIt works once, for {span}.\nIf it was not you, throw this mail away and nothing will be registered.\n',
    },
  },
  reset: {
    subject: {
      ja: '【{hub}】新しいパスワードを決めるリンク',
      easy: '【{hub}】新しい パスワードを 決める リンク',
      en: '[{hub}] Choose a new password',
    },
    text: {
      ja: '{hub}のパスワードを決め直すためのリンクです。\n\n{url}\n\n1回だけ、{span}使えます。新しいパスワードにすると、ほかの端末ではサインアウトされます。\n頼んでいないのに届いたときは、このメールは捨ててください。パスワードは変わりません。\n',
      easy: '{hub}の パスワードを 決めなおす リンクです。\n\n{url}\n\n1回だけ、{span} 使えます。\n知らない ことなら、この メールを すててください。パスワードは かわりません。\n',
      en: 'This link lets you choose a new password for {hub}:\n\n{url}\n\nIt works once, for {span}. Other devices will be signed out.\nIf you did not ask for it, throw this mail away. Your password stays as it is.\n',
    },
  },
  known: {
    subject: {
      ja: '【{hub}】すでに登録されています',
      easy: '【{hub}】もう 登録されています',
      en: '[{hub}] You are already registered',
    },
    text: {
      ja: 'このメールアドレスで{hub}への登録が申し込まれましたが、すでに登録があります。\n\nサインインはこちらです。\n{url}\n\nパスワードを忘れたときはこちらです。\n{forgotten}\n\n申し込んだのがあなたでなければ、何もしなくて大丈夫です。\n',
      easy: 'この メールアドレスは もう {hub}に 登録されています。\n\n入る ところ：\n{url}\n\nパスワードを わすれたとき：\n{forgotten}\n\n知らない ことなら、なにも しなくて いいです。\n',
      en: 'Somebody tried to register at {hub} with this address, but it is registered already.\n\nSign in here:\n{url}\n\nForgotten your password?\n{forgotten}\n\nIf it was not you, there is nothing to do.\n',
    },
  },
} as const satisfies Readonly<Record<string, { readonly subject: Entry; readonly text: Entry }>>;

/** On whose behalf and by whom somebody is invited: the first sentence of the invitation. */
export const openings = {
  organisation: {
    ja: '{by}が、「{organisation}」の代わりに{hub}を使う人として、あなたを招いています。',
    easy: '{by}が、あなたを よんでいます。「{organisation}」の ために {hub}を 使う 人に なってください。',
    en: '{by} invites you to act for “{organisation}” at {hub}.',
  },
  operator: {
    ja: '{by}が、{hub}を運営する人として、あなたを招いています。',
    easy: '{by}が、あなたを よんでいます。{hub}を 動かす 人に なってください。',
    en: '{by} invites you to help run {hub}.',
  },
  user: {
    ja: '{by}が、{hub}の利用者として、あなたを招いています。',
    easy: '{by}が、あなたを よんでいます。{hub}を 使う 人に なってください。',
    en: '{by} invites you to use {hub}.',
  },
} as const satisfies Readonly<Record<string, Entry>>;

/** Who invites. */
export const inviters = {
  hub: { ja: '{hub}の運営', easy: '{hub}を 動かす 人', en: 'Whoever runs {hub}' },
  operator: {
    ja: '{hub}の運営の「{name}」さん',
    easy: '{hub}を 動かす 人「{name}」さん',
    en: '“{name}”, who runs {hub},',
  },
  member: {
    ja: '同じ組織の「{name}」さん',
    easy: '同じ 組織の「{name}」さん',
    en: '“{name}” of the same organisation',
  },
} as const satisfies Readonly<Record<string, Entry>>;
