/** Members a chamber is asked to call. */
export const words = {
  title: { ja: '声かけのお願い', easy: '電話を してほしい 会員（かいいん）', en: 'Members to call' },
  lead: {
    ja: '{hub}からのお知らせに返事がない、貴会の会員です。電話などで声をかけて、どうだったかを選んでください。',
    easy: '{hub}の お知らせに 返事が ない 会員です。電話を して、どうだったか えらんでください。',
    en: 'Members of yours who have not answered the notices of {hub}. Please give them a call and say how it went.',
  },
  empty: {
    ja: '今、声をかけてほしい会員はいません。',
    easy: '今は だれも いません。',
    en: 'There is nobody to call at present.',
  },
  emptyBody: {
    ja: '会員がどの方法でも返事をしないときに、メールでお願いし、ここにも載せます。',
    easy: '返事が ない 会員が いるとき、メールで 知らせます。ここにも 出ます。',
    en: 'When a member answers none of our notices, we ask you by mail, and it stands here.',
  },
  member: { ja: '会員', easy: '会員', en: 'Member' },
  why: { ja: '理由', easy: 'どうして', en: 'Why' },
  about: {
    ja: '「{title}」というお知らせに、返事がありません。',
    easy: '「{title}」の お知らせに 返事が ありません。',
    en: 'There is no answer to our notice “{title}”.',
  },
  asked: { ja: 'お願いした日', easy: 'お願いした 日', en: 'Asked on' },
  result: { ja: 'どうでしたか', easy: 'どうでしたか', en: 'How did it go?' },
  called: { ja: '伝えた', easy: '伝えました', en: 'Called' },
  'not-reached': { ja: 'つながらなかった', easy: 'つながりません でした', en: 'Not reached' },
  'not-member': { ja: 'もう会員ではない', easy: 'もう 会員では ありません', en: 'No longer our member' },
  notMemberSays: {
    ja: '登録から貴会とのつながりを外します。この会員のことは、今後お願いしません。',
    easy: 'これから この 組織の ことは お願い しません。',
    en: 'The tie to you is taken out of the register, and you are not asked about them again.',
  },
  before: { ja: '前回：つながらず', easy: '前：つながらない', en: 'Not reached before' },
  recorded: {
    ja: '記録しました。ありがとうございます。',
    easy: '書きました。ありがとうございます。',
    en: 'Recorded. Thank you.',
  },
  scriptTitle: { ja: '電話で伝えること', easy: '電話で 言うこと', en: 'What to say on the phone' },
  script1: {
    ja: '「{hub}から、大事なお知らせのメールか手紙が届いています。ご覧になりましたか」',
    easy: '「{hub}から 大事な お知らせが とどいて います。見ましたか」',
    en: '“You have had an important notice from {hub}, by mail or letter. Have you seen it?”',
  },
  script2: {
    ja: '見ていなければ：「迷惑メールの中も見てください。見つからなければ、{mail} へお知らせください」',
    easy: '見ていない とき：「めいわくメールも 見てください。ない ときは {mail} に 書いてください」',
    en: 'If not: “Please look into your junk folder too. If it is not there, write to {mail}.”',
  },
  script3: {
    ja: '「お知らせの中の手順のとおりにして、リンクから返事をしてください。一人では難しければ、返事で『助けてほしい』を選べます」',
    easy: '「お知らせに 書いてあることを して、返事を してください。むずかしい ときは『助けて』を えらべます」',
    en: '“Please follow its steps and answer by its link. If you cannot do it alone, you can answer that you need help.”',
  },
  script4: {
    ja: '「この件で、パスワードやお金をお願いすることはありません」',
    easy: '「パスワードや お金の ことは 聞きません」',
    en: '“Nobody will ask you for passwords or money about this.”',
  },
  next: { ja: 'このあと', easy: 'この あと', en: 'What happens next' },
  nextBody: {
    ja: '「伝えた」のあとは2週間待ちます。「つながらなかった」なら、1時間後から別の方法で知らせます。直ったかどうかは、こちらが確かめます。',
    easy: '「伝えました」の あとは 2週間 待ちます。つながらない ときは、ほかの 方法で 知らせます。',
    en: 'After “Called” we wait two weeks. After “Not reached” we go on by another way within the hour. Whether it is fixed we see for ourselves.',
  },
} as const;
