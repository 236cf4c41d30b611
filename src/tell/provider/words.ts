/** A provider's list. */
export const words = {
  title: { ja: '貴社の網で見つかったこと', easy: '会社の ネットワークで 見つかったこと', en: 'Found in your network' },
  lead: {
    ja: '会員の登録がないアドレスです。契約者へ伝えたら「伝えた」、直ったら「済んだ」を選んでください。契約者のお名前は要りません。',
    easy: '契約（けいやく）している 人に 伝えてください。名前は いりません。',
    en: 'Addresses no member has registered. Mark a line “passed on” once the subscriber has been told, “done” once it is fixed. We do not need names.',
  },
  titleOwn: { ja: '一覧・CSV・API', easy: '一覧（いちらん）', en: 'List, CSV, API' },
  leadOwn: {
    ja: 'まだ直っていないものの一覧です。まとめて返事をしたり、プログラムで受け取ったりできます。',
    easy: '直っていない ものの 一覧です。まとめて 返事が できます。',
    en: 'Everything not yet fixed. Answer many at once, or fetch the list by program.',
  },
  select: { ja: '選ぶ', easy: 'えらぶ', en: 'Select' },
  handedOn: { ja: '契約者へ伝えた', easy: '伝えた', en: 'Passed on' },
  handedOnOwn: { ja: '担当者へ伝えた', easy: '伝えた', en: 'Passed on' },
  done: { ja: '済んだ', easy: 'おわった', en: 'Done' },
  unreachable: { ja: '連絡がつかない', easy: '連絡 できない', en: 'Cannot be reached' },
  all: { ja: 'この画面のすべて', easy: 'ぜんぶ', en: 'All on this page' },
  empty: { ja: '今、お伝えするものはありません。', easy: 'ありません。', en: 'Nothing at present.' },
  reported: {
    ja: '{count}件を記録しました。',
    easy: '{count}件を 書きました。',
    en: '{count} {count|line|lines} recorded.',
  },
  csv: { ja: 'CSVで受け取る', easy: 'CSV', en: 'As CSV' },
  api: { ja: '機械で受け取る（API）', easy: 'API', en: 'By machine (API)' },
  apiLead: {
    ja: '鍵（トークン）を作ると、一覧の取得と結果の返却をプログラムからできます。',
    easy: 'プログラムで できます。',
    en: 'With a token a program can fetch the list and return the results.',
  },
  apiMake: { ja: '新しい鍵を作る', easy: '鍵を 作る', en: 'Make a new token' },
  apiShown: {
    ja: '鍵。今だけ表示します。前の鍵は使えなくなりました。',
    easy: '鍵。今だけ 見えます。',
    en: 'The token, shown only now. Earlier ones no longer work.',
  },
  kind: { ja: '種類', easy: '種類', en: 'Kind' },
  severity: { ja: '重さ', easy: '重さ', en: 'Severity' },
  state: { ja: '状態', easy: 'いま', en: 'State' },
  seen: { ja: '最後に見た', easy: '最後に 見た', en: 'Last seen' },
} as const;
