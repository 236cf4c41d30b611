import type { Entry } from '#platform/words';

/** Mails about suppliers. */
export const words = {
  mailSubject: {
    ja: '【{hub}】{customer}から、セキュリティの質問が届いています',
    easy: '【{hub}】{customer}から 質問が あります',
    en: '[{hub}] {customer} asks you about security',
  },
  mailMember: {
    ja: '{customer}が、情報セキュリティの質問「{questionnaire}」への回答を求めています（{date}まで）。\n\n一度答えた内容は、ほかの取引先にもそのまま使えます。見せるかどうかは、取引先ごとに決められます。\n\n{url}\n\n{hub}へのサインインが必要です。目安の時間：{minutes}分',
    easy: '{customer}が 「{questionnaire}」の 答えを 待って います（{date}まで）。\n見せるか どうかは あなたが 決めます。\n\n{url}\n\n{hub}に サインインします。{minutes}分くらい です。',
    en: '{customer} asks you to answer “{questionnaire}” by {date}.\n\nWhat you answered once can be shown to other customers too, and you decide for each whether it may see it.\n\n{url}\n\nYou need to sign in to {hub}. It takes about {minutes} minutes.',
  },
  mailOutside: {
    ja: '{customer}が、{hub}を通じて、情報セキュリティの質問「{questionnaire}」への回答を求めています（{date}まで）。\n\n次のページで内容を確かめ、登録なしで答えられます（目安：{minutes}分）。答えたくないときは、断ることもできます。\n\n{url}\n\nこのページでパスワードやお金を求めることはありません。心あたりがなければ、{customer}に、このメールとは別の方法でお確かめください。',
    easy: '{customer}が 「{questionnaire}」の 答えを 待って います（{date}まで）。\n\n{url}\n\n{hub}は パスワードや お金の ことを 聞きません。{minutes}分くらい です。',
    en: 'Through {hub}, {customer} asks you to answer “{questionnaire}” by {date}.\n\nSee what it is about and answer without an account here (about {minutes} minutes); you may also decline.\n\n{url}\n\nThis page never asks for passwords or money. If this is a surprise, ask {customer} by other means than this mail.',
  },
  disposalSubject: {
    ja: '【{hub}】廃棄した機器の証明書が届いていません（{count}件）',
    easy: '【{hub}】機械を すてた しょうめいが まだ です（{count}）',
    en: '[{hub}] {count} erasure {count|certificate is|certificates are} overdue',
  },
  disposalText: {
    ja: '{organisation} 様\n\n次の機器について、データ消去・破壊の証明書が期限を過ぎても届いていません。業者に求めてください。\n\n{lines}\n\n{url}',
    easy: '{organisation} さま\n\n次の 機械の しょうめいが まだ です。\n\n{lines}\n\n{url}',
    en: 'To {organisation}\n\nFor the following equipment no certificate of erasure has come back in time. Please ask the contractor for it.\n\n{lines}\n\n{url}',
  },
  demandSubject: {
    ja: '【{hub}】{customer}が、機器の消去証明書をお待ちしています',
    easy: '【{hub}】{customer}が しょうめいを 待って います',
    en: '[{hub}] {customer} waits for a certificate of erasure',
  },
  demandText: {
    ja: '{customer}から、{hub}を通じてのお願いです。\n\n{handed}にお渡しした次の機器について、データ消去・破壊の証明書を{date}までにお送りください。\n\n{what}\n\n登録なしで、次のページからファイル（PDFか写真）を送れます。\n\n{url}\n\nこのページでパスワードやお金を求めることはありません。心あたりがなければ、{customer}に、このメールとは別の方法でお確かめください。',
    easy: '{customer}からの お願いです。\n\n{handed}に わたした 機械の しょうめいを {date}までに 送って ください。\n\n{what}\n\n{url}\n\n{hub}は パスワードや お金の ことを 聞きません。',
    en: 'Through {hub}, {customer} asks you for the certificate of erasure or destruction of the following equipment, handed over on {handed}. It is due on {date}.\n\n{what}\n\nWithout an account you can hand up the file (a PDF or a photograph) here.\n\n{url}\n\nThis page never asks for passwords or money. If this is a surprise, ask {customer} by other means than this mail.',
  },
} as const;

/** What suppliers’ pages refuse. */
export const refusals = {
  'know.supplier-unknown': {
    ja: 'その取引先は見つかりませんでした。',
    easy: 'その 会社は ありません。',
    en: 'That supplier was not found.',
  },
  'know.supplier-too-many': {
    ja: '登録外の宛先へのメールは1日{most}通までです。明日続けてください。',
    easy: 'メールは 1日 {most}までです。',
    en: 'At most {most} mails to people outside a day. Please go on tomorrow.',
  },
  'know.supplier-repeats': {
    ja: 'その法人番号の取引先は、すでに登録されています。',
    easy: 'その 番号は もう あります。',
    en: 'A supplier with that corporate number is there already.',
  },
  'know.request-unknown': {
    ja: 'その依頼は見つかりませんでした。',
    easy: 'その 質問は ありません。',
    en: 'That request was not found.',
  },
  'know.request-closed': {
    ja: 'この依頼は、もう受け付けていません。',
    easy: 'この 質問は もう 終わりました。',
    en: 'This request is closed.',
  },
  'know.request-not-finished': {
    ja: 'まだ答え終わっていません。先に質問に答えてください。',
    easy: '先に 質問に 答えて ください。',
    en: 'It is not finished yet. Please answer the questions first.',
  },
  'know.disposal-unknown': {
    ja: 'その廃棄の記録は見つかりませんでした。',
    easy: 'その 記録は ありません。',
    en: 'That disposal was not found.',
  },
  'know.certificate-large': {
    ja: 'ファイルは{megabytes} MBまでです。',
    easy: 'ファイルが 大きすぎます。{megabytes} MBまで 送れます。',
    en: 'The file may have {megabytes} MB at most.',
  },
  'know.certificate-kind': {
    ja: 'PDF、PNG、JPEGのファイルを選んでください。',
    easy: 'PDFか 写真を えらんで ください。',
    en: 'Please choose a PDF, PNG or JPEG file.',
  },
  'know.certificate-there': {
    ja: 'この証明書のファイルは、すでに届いています。',
    easy: 'ファイルは もう 来て います。',
    en: 'A file of this certificate is there already.',
  },
  'know.profile-unknown': {
    ja: 'その紹介ページは見つかりませんでした。',
    easy: 'その ページは ありません。',
    en: 'That profile was not found.',
  },
} as const satisfies Record<string, Entry>;
