export const words = {
  people: { ja: 'アカウントを持つ人', easy: 'この 組織の 人', en: 'People with an account' },
  lead: {
    ja: 'この組織の代わりに見たり答えたりできる人です。お知らせを受け取るだけなら、アカウントは要りません。',
    easy: 'この 組織の ために、見たり 答えたり できる 人です。お知らせを 受けとるだけなら、いりません。',
    en: 'Those who can read and answer for this organisation. Nobody needs an account just to receive notices.',
  },
  name: { ja: '名前', easy: '名前', en: 'Name' },
  email: { ja: 'メールアドレス', easy: 'メールアドレス', en: 'Mail address' },
  role: { ja: '役割', easy: 'できること', en: 'Role' },
  'role.owner': { ja: '管理者', easy: '管理（かんり）する 人', en: 'Owner' },
  'role.member': { ja: '利用者', easy: '使う 人', en: 'Member' },
  since: { ja: '加わった日', easy: 'いつから', en: 'Since' },
  act: { ja: '操作', easy: 'すること', en: 'Act' },
  drop: { ja: '外す', easy: '外す', en: 'Remove' },
  empty: { ja: 'まだだれもいません。', easy: 'まだ だれも いません。', en: 'Nobody yet.' },
  invite: { ja: '人を招く', easy: '人を よぶ', en: 'Invite somebody' },
  inviteLead: {
    ja: '14日間、一度だけ使えるリンクをメールで送ります。届いた人だけがアカウントを作れます。',
    easy: 'メールで リンクを 送ります。14日の 間、1回だけ 使えます。',
    en: 'A link that works once, for 14 days, goes out by mail. Only whoever receives it can make the account.',
  },
  asOwner: {
    ja: '管理者にする（ほかの人を招いたり外したりできます）',
    easy: '管理する 人に する（人を よんだり 外したり できます）',
    en: 'Make them an owner, who can invite and remove others',
  },
  known: {
    ja: '登録されている連絡先：{emails}',
    easy: '登録した 連絡先：{emails}',
    en: 'Contacts in the register: {emails}',
  },
  send: { ja: '招待を送る', easy: '送る', en: 'Send the invitation' },
  sent: {
    ja: '{email} に招待を送りました。',
    easy: '{email} に 送りました。',
    en: 'An invitation is on its way to {email}.',
  },
  emailWrong: {
    ja: 'メールアドレスの形ではありません',
    easy: 'メールアドレスでは ありません',
    en: 'This is not a mail address',
  },
  lastOwner: {
    ja: '最後の管理者は外せません。先にほかの人を管理者として招いてください。',
    easy: '最後の 管理する 人は 外せません。',
    en: 'The last owner cannot be removed. Invite another owner first.',
  },
  tooMany: {
    ja: '一日に送れる招待は{most}通までです。明日もう一度お試しください。',
    easy: '1日に {most}通までです。あした もう一度 してください。',
    en: 'At most {most} invitations a day. Please try again tomorrow.',
  },
} as const;
