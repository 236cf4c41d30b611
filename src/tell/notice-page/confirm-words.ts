/** Short mails around a notice. */
export const mailWords = {
  confirmSubject: {
    ja: '連絡先の確認（{hub}）',
    easy: 'メールアドレスの 確認（{hub}）',
    en: 'Please confirm this address ({hub})',
  },
  confirmText: {
    ja: 'このアドレスでお知らせを受け取る担当の方であれば、次のリンクを開いてください。詳しい内容が見られるようになります（7日間有効）。\n\n{link}\n\n心当たりがなければ、何もしないでください。',
    easy: 'お知らせを 見る 人は、この リンクを 開いてください（7日間）。\n\n{link}\n\n知らないときは、何も しないでください。',
    en: 'If you are the person who receives our notices at this address, please open this link. The details will then be shown (valid for 7 days).\n\n{link}\n\nIf this means nothing to you, do nothing.',
  },
  helpSubject: { ja: '助けてほしいとの連絡：{organisation}', en: 'Help asked for: {organisation}' },
  helpText: {
    ja: '{organisation} から「助けてほしい」と返事がありました。\n\n見つかったこと：{title}（{asset}）\n書かれていたこと：{note}\n\n一覧：{url}',
    en: '{organisation} asks for help.\n\nFound: {title} ({asset})\nThey wrote: {note}\n\nList: {url}',
  },
} as const;
