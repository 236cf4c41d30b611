import type { Entry } from '#platform/words';

/** Words of the page on which operators look after each other. */
export const words = {
  nav: { ja: '運営の人', easy: '会を 動かす人', en: 'Operators' },
  title: { ja: '運営の人', easy: '会を 動かす人', en: 'Operators' },
  lead: {
    ja: '運営の人は、この会のすべてを見て変えることができます。人数は、必要なだけにしてください。',
    easy: 'この人たちは、この会の ぜんぶを 見て、かえられます。',
    en: 'Operators see and change everything in this hub. Keep them few.',
  },
  name: { ja: 'お名前', easy: '名前', en: 'Name' },
  second: { ja: '2つめの確認', easy: '2つめの かくにん', en: 'Second step' },
  secondOn: { ja: '登録済み', easy: 'あります', en: 'set up' },
  secondOff: { ja: 'まだ', easy: 'まだです', en: 'not yet' },
  seen: { ja: '最後に使った時', easy: 'さいごに 使った時', en: 'Last here' },
  never: { ja: 'まだ一度も', easy: 'まだです', en: 'never' },
  action: { ja: '操作', easy: 'すること', en: 'Action' },
  you: { ja: 'あなた', easy: 'あなた', en: 'you' },
  take: { ja: '運営から外す', easy: '役わりを なくす', en: 'Take the role' },
  takeFrom: { ja: '{name}さんを運営から外す', easy: '{name}さんの 役わりを なくす', en: 'Take the role from {name}' },
  taken: {
    ja: '運営から外しました。登録は会員として残っています。',
    easy: '役わりを なくしました。登録は のこっています。',
    en: 'The role is taken. The account stays, as a member’s.',
  },
  invite: { ja: '運営の人を招く', easy: '新しい 人を よぶ', en: 'Invite an operator' },
  inviteLead: {
    ja: 'メールで招待のリンクを送ります。リンクは1回だけ、14日間使えます。',
    easy: 'メールで リンクを 送ります。14日 使えます。',
    en: 'We mail a link that works once, for 14 days.',
  },
  inviteSend: { ja: '招待を送る', easy: '送る', en: 'Send the invitation' },
  invited: {
    ja: '{email} に招待を送りました',
    easy: '{email} に 送りました',
    en: 'The invitation is on its way to {email}',
  },
} as const satisfies Readonly<Record<string, Entry>>;
