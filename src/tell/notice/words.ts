/** What a notice says around its playbook. */
export const words = {
  greeting: { ja: '{organisation} 御中', easy: '{organisation} さま', en: 'To {organisation}' },
  subjectNow: {
    ja: '【急ぎ】{title}（{organisation}）',
    easy: '【いそぎ】{title}（{organisation}）',
    en: '[Urgent] {title} ({organisation})',
  },
  subjectOne: { ja: '{title}（{organisation}）', easy: '{title}（{organisation}）', en: '{title} ({organisation})' },
  subjectAgain: {
    ja: '【もう一度のお知らせ】{title}（{organisation}）',
    easy: '【もう一度】{title}（{organisation}）',
    en: '[Reminder] {title} ({organisation})',
  },
  subjectDigest: {
    ja: '確認してほしいことが{count}件あります（{organisation}）',
    easy: '見てほしいことが {count}つ あります（{organisation}）',
    en: '{count} {count|thing|things} to check ({organisation})',
  },
  subjectList: {
    ja: '貴社の網で見つかったこと {count}件（{organisation}）',
    en: '{count} {count|finding|findings} in your network ({organisation})',
  },
  subjectPartner: {
    ja: '会員への声かけのお願い：{organisation}',
    easy: '{organisation} に 声を かけてください',
    en: 'Please reach out to your member {organisation}',
  },
  intro: {
    ja: '{hub}からのお知らせです。登録されている貴組織のアドレスやドメインについて、次のことが見つかりました。',
    easy: '{hub}からの お知らせです。あなたの 組織（そしき）の ネットワークで 見つかったことを 伝えます。',
    en: 'This is a notice from {hub}. Something was seen on addresses or domains registered to your organisation.',
  },
  again: {
    ja: '前のお知らせ（{date}）のあとも、まだ見つかっています。届いていなかったときのために、もう一度お知らせします。',
    easy: '前に お知らせしました（{date}）。まだ 直っていません。もう一度 お知らせします。',
    en: 'We told you on {date}; it can still be seen. In case that message did not reach anybody, here it is again.',
  },
  partnerIntro: {
    ja: '貴会に所属する{organisation}へ何度かお知らせしましたが、返事がありません。お手数ですが、電話などで声をかけていただけないでしょうか。',
    easy: '{organisation} に 何度か お知らせしました。返事が ありません。電話などで 伝えてください。',
    en: 'We have written to your member {organisation} several times without an answer. Could you give them a call?',
  },
  helpTeamIntro: {
    ja: '会員の{organisation}へ、ほかのどの方法でお知らせしても返事がありません。電話などで声をかけてください。連絡先は運営の「組織」にあります。',
    easy: '{organisation} から 返事が ありません。電話などで 伝えてください。',
    en: 'Our member {organisation} has not answered, whichever way we told them. Please give them a call; contacts are under Organisations.',
  },
  providerIntro: {
    ja: '貴社の網（AS）で見つかり、会員の登録がないアドレスです。契約者へのご連絡をお願いします。契約者のお名前を当会へ知らせていただく必要はありません。件数だけお返しください。',
    en: 'These addresses are in your network and no member has registered them. Please contact your subscribers. We do not need their names, only how many you reached.',
  },
  where: { ja: '見つかった場所', easy: '見つかった ところ', en: 'Where' },
  last: { ja: '最後に見た日時', easy: '最後に 見た 日と 時間', en: 'Last seen' },
  first: { ja: '初めて見た日', easy: '最初に 見た 日', en: 'First seen' },
  times: {
    ja: '{first}（これまでに{count}回）',
    easy: '{first}（{count}回）',
    en: '{first} ({count} {count|time|times} so far)',
  },
  seenBy: { ja: '調べたところ', easy: '調べた ところ', en: 'Reported by' },
  happened: { ja: '何が起きているか', easy: '何が 起（お）きていますか', en: 'What is happening' },
  could: { ja: 'どうなるおそれがあるか', easy: '何が 心配（しんぱい）ですか', en: 'What could come of it' },
  todo: {
    ja: '今すること（目安{minutes}分）',
    easy: '今 すること（{minutes}分くらい）',
    en: 'What to do now (about {minutes} minutes)',
  },
  ask: { ja: 'わからないときは', easy: 'わからないときは', en: 'If you are stuck' },
  check: { ja: '直ったかの確かめ方', easy: '直ったか 見る 方法（ほうほう）', en: 'How to see that it worked' },
  answer: {
    ja: '返事はこちらから（会員登録やパスワードは要りません）',
    easy: '返事は ここから してください',
    en: 'Answer here (no account or password needed)',
  },
  more: { ja: 'ほかに{count}件', easy: 'ほかに {count}つ', en: '{count} more' },
  genuine: {
    ja: '本物かどうかは、番号 {code} を {url} に入れると確かめられます。当会がパスワードやお金をお願いすることはありません。',
    easy: '本物（ほんもの）か しらべる ときは、番号 {code} を {url} に 入れてください。わたしたちは パスワードや お金を 聞きません。',
    en: 'To check that this is genuine, enter the number {code} at {url}. We never ask for passwords or money.',
  },
  verify: {
    ja: '直ったかどうかは、次の調査でこちらが確かめます。',
    easy: '直ったか、次に しらべる ときに わたしたちが 見ます。',
    en: 'Whether it is fixed, we will see at the next look ourselves.',
  },
  confirmFirst: {
    ja: '見つかった場所などの詳しい内容は、このメールアドレスの確認が済むとお見せできます。下のリンクを開いてください。',
    easy: 'くわしい 内容は、メールアドレスを 確認（かくにん）したあとに 見えます。下の リンクを 開いてください。',
    en: 'For your safety the details are shown once this mail address is confirmed. Please open the link below.',
  },
  port: { ja: '{asset} の {port}番ポート', easy: '{asset} の {port}番ポート', en: '{asset}, port {port}' },
} as const;
