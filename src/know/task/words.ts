/** Words of the list of tasks and of the mail about it. */
import type { Entry } from '#platform/words';

/** What each kind of task asks for; its holes are filled from the facts kept with it. */
export const kinds = {
  'paper-template': {
    ja: '「{paper}」のひな形が新しくなりました。違いを見て、新しい版にしてください。',
    easy: '「{paper}」の 見本が 新しく なりました。見て、新しく して ください。',
    en: 'The model of “{paper}” has a new edition. See what changed and make your new version.',
  },
  'paper-review': {
    ja: '「{paper}」を見直す日が来ました。',
    easy: '「{paper}」を 見なおして ください。',
    en: '“{paper}” is due for review.',
  },
  'risk-review': {
    ja: '見直す日の来たリスクが{count}件あります。',
    easy: '見なおす リスクが {count}つ あります。',
    en: '{count} {count|risk is|risks are} due for review.',
  },
} as const satisfies Record<string, Entry>;

/** Words of the page and the mail. */
export const words = {
  first: {
    ja: '自社の現在地を知る（約10分）',
    easy: '会社の 今を 知る（10分くらい）',
    en: 'See where you stand (about ten minutes)',
  },
  firstNote: {
    ja: '質問に答えると、次にすることが5つまでに絞られます。',
    easy: '質問に 答えると、つぎに することが わかります。',
    en: 'A few questions, then at most five next steps.',
  },
  nav: { ja: 'やること', easy: 'する こと', en: 'To do' },
  title: { ja: 'やること', easy: 'する こと', en: 'To do' },
  lead: { ja: '{count}件あります。', easy: '{count}つ あります。', en: '{count} {count|thing|things} to do.' },
  late: { ja: '期日を過ぎています', easy: '日を すぎました', en: 'Overdue' },
  due: { ja: '{date}まで', easy: '{date}まで', en: 'by {date}' },
  done: { ja: '済んだ', easy: '終わった', en: 'Done' },
  drop: { ja: '必要ない', easy: 'しない', en: 'Not needed' },
  what: { ja: 'すること', easy: 'する こと', en: 'What' },
  when: { ja: '期日', easy: 'いつまで', en: 'By' },
  ended: { ja: '終わったこと', easy: '終わった こと', en: 'Finished' },
  endedOn: { ja: '終わった日', easy: '終わった 日', en: 'On' },
  state: { ja: '結果', easy: 'けっか', en: 'Outcome' },
  emptyTitle: { ja: '今することはありません', easy: '今 する ことは ありません', en: 'Nothing to do now' },
  emptyBody: {
    ja: '規程を見直す日や、ひな形が新しくなったときに、ここに並び、メールでもお知らせします。',
    easy: '見なおす 日に なると、ここに 出ます。メールも 送ります。',
    en: 'When a paper or a risk is due for review, or a model has a new edition, it appears here and comes by mail.',
  },
  papers: { ja: '規程類を見る', easy: 'きまりを 見る', en: 'See the papers' },
  thanks: { ja: '記録しました。', easy: '書きました。', en: 'Noted.' },
  mailSubject: {
    ja: '【{organisation}】やることが{count}件あります',
    easy: '【{organisation}】する ことが {count}つ あります',
    en: '[{organisation}] {count} {count|thing|things} to do',
  },
  mailIntro: {
    ja: '{organisation}で、次のことをする時期が来ました。',
    easy: '{organisation}で する ことが あります。',
    en: 'It is time for the following at {organisation}.',
  },
  mailList: { ja: 'すべて見る・済んだと記録する', easy: 'ぜんぶ 見る', en: 'See all, and note what is done' },
} as const satisfies Record<string, Entry>;

/** Sentences for what the list refuses. */
export const refusals = {
  'know.task-unknown': {
    ja: 'そのやることは見つからないか、もう終わっています。',
    easy: 'それは もう 終わりました。',
    en: 'That task is not there, or is finished.',
  },
} as const satisfies Record<string, Entry>;
