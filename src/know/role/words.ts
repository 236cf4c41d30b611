import type { Entry } from '#platform/words';

/** The register of roles. */
export const words = {
  nav: { ja: '役割', easy: '役割（やくわり）', en: 'Roles' },
  title: { ja: '役割の登録簿', easy: 'だれが 何を するか', en: 'Register of roles' },
  lead: {
    ja: 'だれが責任者で、事故のときだれに連絡するかを、いつからいつまでの日付とともに残します。',
    easy: 'だれが 責任者か、こまった とき だれに 話すか、書いて おきます。',
    en: 'Who is responsible and whom to call when something happens, with the days from and until.',
  },
  gapsNone: {
    ja: '必要な役割はすべて決まっています。',
    easy: 'ぜんぶ 決まって います。',
    en: 'Every role you need is filled.',
  },
  gaps: {
    ja: '足りないところが{count}つあります',
    easy: 'たりない ところが {count}つ あります',
    en: '{count} {count|gap|gaps}',
  },
  'gap.empty': { ja: '{role}：だれも決まっていません', easy: '{role}：いません', en: '{role}: nobody holds it' },
  'gap.ends-soon': {
    ja: '{role}：{on}で終わり、次の人がいません',
    easy: '{role}：{on}に 終わります。次の 人が いません',
    en: '{role}: ends on {on} with nobody after',
  },
  'gap.no-deputy': {
    ja: '{role}：代わりの人がいません',
    easy: '{role}：かわりの 人が いません',
    en: '{role}: no deputy',
  },
  'gap.unreachable': {
    ja: '{role}：電話もメールもわかりません',
    easy: '{role}：電話も メールも ありません',
    en: '{role}: neither telephone nor mail address',
  },
  now: { ja: 'いまの担当', easy: '今の 人', en: 'Today' },
  role: { ja: '役割', easy: '役割', en: 'Role' },
  person: { ja: '名前', easy: '名前', en: 'Name' },
  post: { ja: '役職・部署', easy: '仕事の 名前', en: 'Post' },
  contact: { ja: '連絡先', easy: '電話・メール', en: 'Contact' },
  email: { ja: 'メールアドレス', easy: 'メール', en: 'Mail address' },
  phone: { ja: '電話', easy: '電話', en: 'Telephone' },
  from: { ja: 'いつから', easy: 'いつから', en: 'From' },
  until: { ja: 'いつまで', easy: 'いつまで', en: 'Until' },
  untilHint: { ja: '決まっていなければ空欄のまま', easy: 'わからない ときは 書きません', en: 'Leave empty if open' },
  deputy: { ja: '代理', easy: 'かわりの 人', en: 'Deputy' },
  isDeputy: { ja: '代わりの人（代理）として登録する', easy: 'かわりの 人です', en: 'As a deputy' },
  nobody: { ja: '未定', easy: 'いません', en: 'Nobody' },
  notNeeded: { ja: 'この人数では必須ではない役割', easy: 'なくても いい 役割', en: 'Roles not required at your size' },
  act: { ja: '操作', easy: '操作', en: 'Act' },
  end: { ja: '今日で終わりにする', easy: '今日で 終わり', en: 'End today' },
  add: { ja: '担当を決める', easy: '人を きめる', en: 'Give a role' },
  addNote: {
    ja: '同じ役割に新しい人を決めると、前の人はその前の日で終わります。記録は残ります。',
    easy: '新しい 人を きめると、前の 人は 終わります。前の 名前も のこります。',
    en: 'A new holder ends the term of the one before. The record stays.',
  },
  save: { ja: '登録する', easy: '登録する', en: 'Save' },
  saved: { ja: '登録しました。', easy: '登録しました。', en: 'Saved.' },
  ended: { ja: '終わりの日を記録しました。', easy: '終わりの 日を 書きました。', en: 'The last day was recorded.' },
  history: { ja: 'これまでの担当', easy: '前の 人', en: 'Everybody so far' },
  term: { ja: '期間', easy: '期間（きかん）', en: 'Term' },
  'fault.role': { ja: '役割を選んでください', easy: '役割を えらんで ください', en: 'Please choose a role' },
  'fault.name': { ja: '名前を書いてください', easy: '名前を 書いて ください', en: 'Please give a name' },
  'fault.email': {
    ja: 'メールアドレスの形ではありません',
    easy: 'メールが まちがって います',
    en: 'Not a mail address',
  },
  'fault.from': {
    ja: '始まりの日を書いてください',
    easy: 'はじまりの 日を 書いて ください',
    en: 'Please give the first day',
  },
  'fault.until': {
    ja: '終わりの日は、始まりの日より後にしてください',
    easy: '終わりの 日が まちがって います',
    en: 'The last day must not be before the first',
  },
} as const;

/** What the register refuses. */
export const refusals = {
  'know.role-unknown': {
    ja: 'その役割は見つかりませんでした。',
    easy: 'その 役割は ありません。',
    en: 'That role was not found.',
  },
  'know.role-dates-wrong': {
    ja: '終わりの日は、始まりの日より後にしてください。',
    easy: '終わりの 日が まちがって います。',
    en: 'The last day must not be before the first.',
  },
} as const satisfies Record<string, Entry>;
