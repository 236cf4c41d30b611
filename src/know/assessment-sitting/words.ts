import type { Entry } from '#platform/words';

/** Words of beginning and answering. */
export const words = {
  nav: { ja: '自己診断', easy: '自分で 調べる', en: 'Check yourself' },
  startTitle: { ja: 'どこから始めればよいか', easy: 'どこから 始めるか', en: 'Where to begin' },
  startLead: {
    ja: '5つの質問に答えると、合った確認表が出ます。登録はいりません。3分から始められます。',
    easy: '5つの 質問に 答えて ください。あなたに 合う 質問が 出ます。登録（とうろく）は いりません。',
    en: 'Answer five questions and we show which check fits you. No account needed; the shortest takes three minutes.',
  },
  startPrivacy: {
    ja: 'ここで答えたことは、次の画面で確認を始めるまで保存されません。',
    easy: '始めるまで、答えは のこりません。',
    en: 'Nothing you answer here is kept until you begin a check on the next page.',
  },
  choose: { ja: '選んでください', easy: 'えらんで ください', en: 'Please choose' },
  show: { ja: '合った確認表を見る', easy: 'つぎへ', en: 'Show what fits' },
  optional: {
    ja: '分からなければ空けておけます',
    easy: 'わからない ときは、書かなくて いいです',
    en: 'Leave it open if you don’t know',
  },
  forYou: { ja: 'あなたに合う確認表', easy: 'あなたに 合う 質問', en: 'What fits you' },
  forYouLead: {
    ja: '上から順におすすめします。まず一つで十分です。',
    easy: 'いちばん 上から 始めましょう。ひとつで いいです。',
    en: 'The first is the one to begin with. One is enough for today.',
  },
  first: { ja: 'まずはこれ', easy: 'まず これ', en: 'Begin here' },
  also: { ja: 'ほかに合うもの', easy: 'ほかの 質問', en: 'Also fitting' },
  extent: {
    ja: '{count}問・約{minutes}分',
    easy: '質問 {count}・{minutes}分ぐらい',
    en: '{count} {count|question|questions}, about {minutes} {minutes|minute|minutes}',
  },
  begin: { ja: '始める', easy: '始める', en: 'Begin' },
  beginThis: { ja: '「{title}」を始める', easy: '「{title}」を 始める', en: 'Begin “{title}”' },
  look: { ja: '先に質問を読む・印刷する', easy: '先に 質問を 読む', en: 'Read or print the questions first' },
  changeAnswers: { ja: '5つの質問に戻る', easy: '5つの 質問に もどる', en: 'Back to the five questions' },
  forOrganisation: {
    ja: 'どの組織として答えますか',
    easy: 'どの 組織（そしき）の 答えですか',
    en: 'On behalf of which organisation?',
  },
  allSheets: { ja: 'すべての確認表', easy: 'ぜんぶの 質問', en: 'All checks' },
  allSheetsLead: {
    ja: '自分で確かめるための確認表です。どれも登録なしで使え、印刷して紙でも答えられます。',
    easy: '自分で 調べる ための 質問です。登録は いりません。紙にも 印刷できます。',
    en: 'Checks for your own use. None needs an account, and each can be printed and answered on paper.',
  },
  helpMeChoose: { ja: 'どれがよいか5つの質問で選ぶ', easy: '5つの 質問で えらぶ', en: 'Let five questions choose' },
  othersResults: { ja: 'みなさんの結果を見る', easy: 'みんなの 結果を 見る', en: 'See everybody’s results' },
  version: { ja: '第{number}版', easy: '{number}番目の 版', en: 'Version {number}' },
  olderVersions: { ja: 'ほかの版', easy: 'ほかの 版', en: 'Other versions' },
  about: { ja: '誰について、どこについて答えますか', easy: 'だれの ことですか', en: 'Whom or what is it about?' },
  aboutHint: {
    ja: '委託先や支店など。自分の組織全体なら空けておきます。',
    easy: 'たのむ 会社の 名前など。自分の 会社なら 書かなくて いいです。',
    en: 'A contractor or a branch, say. Leave it empty for your own organisation as a whole.',
  },
  keepTitle: {
    ja: 'このリンクで続きができます',
    easy: 'この リンクで つづきが できます',
    en: 'This link brings you back',
  },
  keepBody: {
    ja: '答えはこのリンクだけで開けます。名前もメールアドレスもいただいていません。閉じる前に、リンクを控えてください。{days}日間触れなければ、答えは消えます。',
    easy: '答えは この リンクで 開きます。リンクを メモして ください。{days}日 使わないと、答えは 消えます。',
    en: 'Only this link opens your answers; we have neither your name nor your address. Note it before you close. Untouched for {days} days, the answers are deleted.',
  },
  linkLabel: { ja: '続きのリンク', easy: 'つづきの リンク', en: 'your link' },
  answered: {
    ja: '{all}問のうち{count}問に答えました',
    easy: '質問 {all}の うち {count} 答えました',
    en: '{count} of {all} questions answered',
  },
  progressLabel: { ja: '進み具合', easy: 'どこまで したか', en: 'Progress' },
  goOn: { ja: '続ける', easy: 'つづける', en: 'Go on' },
  seeResult: { ja: '結果を見る', easy: '結果を 見る', en: 'See the result' },
  allAnswered: {
    ja: 'すべて答えました。結果を見ると答えは確定します。後から変えたいときは、同じ答えを写してもう一度始められます。',
    easy: 'ぜんぶ 答えました。結果を 見ると、答えは かえられません。もう一度 することは できます。',
    en: 'All answered. Seeing the result makes the answers final; you can begin again from the same answers at any time.',
  },
  group: { ja: '分野', easy: 'わけ', en: 'Part' },
  state: { ja: '状態', easy: 'ようす', en: 'State' },
  groupDone: { ja: '済', easy: 'できました', en: 'Done' },
  groupLeft: { ja: 'あと{count}問', easy: 'あと {count}', en: '{count} to go' },
  part: {
    ja: '{title}（{number}／{parts}）',
    easy: '{title}（{number}／{parts}）',
    en: '{title} ({number} of {parts})',
  },
  number: { ja: '問{number}', easy: '質問 {number}', en: 'Question {number}' },
  why: { ja: 'なぜ大事か', easy: 'どうして 大事か', en: 'Why it matters' },
  example: { ja: 'できている状態・確かめ方', easy: 'できて いると、こうです', en: 'What it looks like, how to check' },
  next: { ja: '次へ', easy: 'つぎへ', en: 'Next' },
  back: { ja: '前へ', easy: '前へ', en: 'Back' },
  pause: { ja: '保存して中断する', easy: '保存して 休む', en: 'Save and pause' },
  missing: {
    ja: 'この問いにまだ答えていません。「分からない」も答えです。',
    easy: 'まだ 答えて いません。「わからない」でも いいです。',
    en: 'This question is still open. “I don’t know” is an answer too.',
  },
  overview: { ja: '全体に戻る', easy: 'ぜんぶを 見る', en: 'Overview' },
  drop: { ja: 'この答えを消す', easy: 'この 答えを 消す', en: 'Delete these answers' },
  dropped: { ja: '答えを消しました。', easy: '答えを 消しました。', en: 'The answers are deleted.' },
  printTitle: { ja: '印刷用：{title}', easy: '印刷：{title}', en: 'For printing: {title}' },
  print: { ja: '印刷用に全部を並べる', easy: '印刷の ページ', en: 'All on one page for printing' },
  printLead: {
    ja: '{title}　第{version}版　{date}',
    easy: '{title}　{version}番目の 版　{date}',
    en: '{title}, version {version}, {date}',
  },
  yourAnswer: { ja: '答え', easy: '答え', en: 'Answer' },
  claim: {
    ja: '自分の組織の記録にする',
    easy: '自分の 組織の 記録（きろく）に する',
    en: 'Keep it for your organisation',
  },
  claimLead: {
    ja: '登録すると、この答えと結果、次の一歩が組織の記録になります。前回との比較、期限のお知らせ、宣言、規程づくりに使えます。リンクは使えなくなります。',
    easy: '登録すると、答えと 結果が 組織の 記録に なります。前と くらべる、お知らせを もらう、宣言する、紙を 作ることが できます。この リンクは 使えなく なります。',
    en: 'With an account, these answers, the result and the next steps become your organisation’s record: compared with last time, with reminders, for declaring and for your papers. The link then stops working.',
  },
  claimFor: {
    ja: '{organisation}の記録にする',
    easy: '{organisation}の 記録に する',
    en: 'Keep it for {organisation}',
  },
  claimSignIn: { ja: 'サインインして続ける', easy: 'サインインして つづける', en: 'Sign in and go on' },
  claimJoin: { ja: '初めての方：登録する', easy: 'はじめての 人：登録する', en: 'New here: register' },
  claimRegister: { ja: '先に組織を登録する', easy: '先に 組織を 登録する', en: 'Register your organisation first' },
  claimRegisterLead: {
    ja: '組織を登録してから「自己診断」を開くと、この答えを引き取れます（この端末で{days}日間）。',
    easy: '組織を 登録して、「自分で 調べる」を 開いて ください。この 答えを もらえます（{days}日）。',
    en: 'Once it is registered, open “Check yourself”: these answers wait there for you (on this device, for {days} days).',
  },
  claimed: {
    ja: '組織の記録になりました。',
    easy: '組織の 記録に なりました。',
    en: 'It is now your organisation’s record.',
  },
} as const;

/** What is refused around assessments. */
export const refusals: Readonly<Record<string, Entry>> = {
  'know.assessment-link-gone': {
    ja: 'このリンクでは開けません。期限が切れたか、消されたか、組織の記録として引き取られています。引き取った方はサインインしてください。',
    easy: 'この リンクは 使えません。時間が すぎたか、組織の 記録に なりました。記録は サインインして 見ます。',
    en: 'This link opens nothing. It has expired, was deleted, or its answers were taken over by an organisation: then please sign in.',
  },
  'know.assessment-unknown': {
    ja: 'その自己診断は見つかりませんでした。',
    easy: 'その 記録は ありません。',
    en: 'That assessment was not found.',
  },
  'know.assessment-open': {
    ja: 'まだ{count}問に答えていません。「分からない」も答えです。',
    easy: 'まだ {count}の 質問が あります。「わからない」でも いいです。',
    en: '{count} {count|question is|questions are} still open. “I don’t know” is an answer too.',
  },
  'know.assessment-finished': {
    ja: 'この自己診断は終わっています。変えるには、もう一度始めてください。',
    easy: 'これは 終わりました。かえる ときは、もう一度 始めて ください。',
    en: 'This assessment is finished. To change something, please begin again.',
  },
  'know.assessment-kept': {
    ja: '終わった自己診断は組織の記録として残ります。',
    easy: '終わった ものは 記録に のこります。',
    en: 'A finished assessment stays in the organisation’s record.',
  },
  'know.questionnaire-unknown': {
    ja: 'その確認表は見つかりませんでした。',
    easy: 'その 質問は ありません。',
    en: 'That check was not found.',
  },
  'know.topic-unknown': {
    ja: 'そのテーマのページはありません。',
    easy: 'その ページは ありません。',
    en: 'There is no page on that topic.',
  },
  'know.step-unknown': {
    ja: 'その一歩は見つかりませんでした。',
    easy: 'その「つぎに すること」は ありません。',
    en: 'That step was not found.',
  },
  'know.questionnaire-name-wrong': {
    ja: 'この名前は使えません。半角の小文字で始め、小文字・数字・ハイフンだけにしてください。すでにある名前も使えません。',
    easy: 'この 名前は 使えません。',
    en: 'This name cannot be used: small letters, digits and hyphens, beginning with a letter, and not one that is taken.',
  },
  'know.questionnaire-final': {
    ja: '出した版は変えられません。次の版の下書きを作ってください。',
    easy: '出した ものは かえられません。',
    en: 'A published version cannot be changed. Please draft the next one.',
  },
  'know.questionnaire-faults': {
    ja: 'まだ直すところが{count}か所あるため、出せません。',
    easy: '直す ところが {count}つ あります。',
    en: 'There {count|is|are} still {count} {count|place|places} to put right before this can be published.',
  },
  'know.questionnaire-overtaken': {
    ja: 'この番号の版がすでに出ています。下書きを捨て、新しい版から写し直してください。',
    easy: 'この 番号は もう あります。',
    en: 'A version of this number has been published meanwhile. Please drop the draft and copy the newer one.',
  },
  'know.question-id-wrong': {
    ja: '「{id}」は問いの名前に使えません。半角の小文字で始め、小文字・数字・ハイフンだけにしてください。',
    easy: '「{id}」は 使えません。',
    en: '“{id}” cannot name a question: small letters, digits and hyphens, beginning with a letter.',
  },
  'know.question-id-used': {
    ja: '「{id}」はすでに使われています。以前の版の問いの名前も使えません。',
    easy: '「{id}」は もう あります。',
    en: '“{id}” has been used, here or in an earlier version.',
  },
  'know.condition-wrong': {
    ja: '条件として読めません：{reason}',
    easy: '条件が まちがって います：{reason}',
    en: 'This cannot be read as a condition: {reason}',
  },
};
