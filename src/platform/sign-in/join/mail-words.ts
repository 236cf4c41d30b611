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
      ja: '{hub}の利用者として招かれました。\n\n下のリンクを開いて、お名前とパスワードを決めてください。\n\n{url}\n\nこのリンクは1回だけ、{span}使えます。\n心当たりがなければ、このメールは捨ててください。何も起こりません。\n',
      easy: '{hub}に あなたを 登録できます。\n\n下の リンクを 開いて、名前と パスワードを 決めてください。\n\n{url}\n\nこの リンクは 1回だけ、{span} 使えます。\n知らない ことなら、この メールを すててください。だいじょうぶです。\n',
      en: 'You are invited to {hub}.\n\nOpen this link and choose your name and password:\n\n{url}\n\nIt works once, for {span}.\nIf you do not know what this is about, throw this mail away. Nothing will happen.\n',
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
