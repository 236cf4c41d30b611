import type { Entry } from '#platform/words';

/** What the page about open data says. */
export const words = {
  title: { ja: 'オープンデータとAPI', easy: 'データを 使う', en: 'Open data and interface' },
  lead: {
    ja: '施策・取組・催し・統計を、登録なしでJSONとCSVで取れます。ほかのサイトのスクリプトからも読めます。',
    easy: 'だれでも データを 使えます。登録（とうろく）は いりません。',
    en: 'Measures, initiatives, events and statistics as JSON and CSV, without an account, also from scripts of other sites.',
  },
  what: { ja: 'データ', easy: 'データ', en: 'Data' },
  files: { ja: '形式', easy: 'ファイル', en: 'Format' },
  example: { ja: '例', easy: 'れい', en: 'Example' },
  measures: { ja: '施策（計画と結果）', easy: '国の 計画', en: 'Measures (plans and results)' },
  initiatives: { ja: '取組', easy: '取組（とりくみ）', en: 'Initiatives' },
  events: { ja: '催し', easy: 'イベント', en: 'Events' },
  statistics: { ja: '統計', easy: '数字', en: 'Statistics' },
  rules: { ja: '使い方', easy: '使い方', en: 'How it works' },
  paging: {
    ja: '一度に100件（limitで500件まで）。続きがあるときは、答えの next を次の問い合わせの after に入れます。Linkヘッダーにも書いてあります。',
    easy: '1回に 100件まで 出ます。つぎは next の 字を after に 入れます。',
    en: 'A page holds 100 (up to 500 by limit). Where there is more, give the next of an answer as after; the Link header says it too.',
  },
  etag: {
    ja: '答えにはETagが付きます。If-None-Matchで送り返すと、変わっていなければ304だけが返ります。',
    easy: '同じ ものは 2回 おくりません（ETag）。',
    en: 'Answers carry an ETag. Sent back as If-None-Match, an unchanged one gives 304 and nothing else.',
  },
  ids: {
    ja: 'idは変わりません。施策のidは、年度・項目・記号です（2020-1.1-2-04は2020年度1.1(2)のエ）。',
    easy: 'id は かわりません。',
    en: 'Ids do not change. That of a measure is year, section and letter: 2020-1.1-2-04 is 1.1(2)(エ) of 2020.',
  },
  source: {
    ja: '値のない欄には理由（state）が、統計には単位・期間・数え方の変更・出典の行が付きます。お使いになるときは出典を示してください。',
    easy: '使う ときは、どこの データかを 書いてください。',
    en: 'A cell without a value says why (state); statistics carry unit, period, breaks and the lines they were read from. Please name the source.',
  },
  openapi: {
    ja: 'OpenAPIの文書（機械用）',
    easy: 'OpenAPI（機械（きかい）の ための 説明）',
    en: 'OpenAPI document, for machines',
  },
} as const satisfies Record<string, Entry>;
