/** The closed lists of the portal, with their words. Keys are stored. */

import type { Entry } from '#platform/words';

/** Whom an initiative is for, in the order of the printed map (`AUDIENCES` of the plan, with plain Japanese). */
export const audiences = {
  youth: { ja: '若年層', easy: '若い 人', en: 'Young people' },
  'working-age': { ja: '就労世代', easy: '働く 人', en: 'People at work' },
  seniors: { ja: '高齢者', easy: 'お年寄り', en: 'Seniors' },
  'micro-firms': { ja: '小規模企業者', easy: 'とても 小さい 会社', en: 'Micro firms' },
  smes: { ja: '中小企業', easy: '小さい 会社', en: 'Small and medium firms' },
  'large-firms': { ja: '大企業', easy: '大きい 会社', en: 'Large firms' },
  schools: { ja: '教育機関', easy: '学校', en: 'Schools' },
  'local-governments': { ja: '地方自治体', easy: '市や 県の 役所', en: 'Local governments' },
} as const satisfies Record<string, Entry>;
export type Audience = keyof typeof audiences;

/** How it reaches them, in the order of the printed map. */
export const methods = {
  'seminars-and-events': { ja: 'セミナー・催し', easy: 'セミナー・イベント', en: 'Seminars and events' },
  'tools-and-contents': { ja: '道具・教材', easy: '道具・読む もの', en: 'Tools and contents' },
  'timely-information-and-desks': {
    ja: '知らせ・相談窓口',
    easy: 'おしらせ・相談する ところ',
    en: 'Information and desks',
  },
} as const satisfies Record<string, Entry>;
export type Method = keyof typeof methods;

/** The same in one word, for narrow columns. */
export const methodsShort: Readonly<Record<Method, Entry>> = {
  'seminars-and-events': { ja: '催し', easy: 'イベント', en: 'Events' },
  'tools-and-contents': { ja: '教材', easy: '読む もの', en: 'Tools' },
  'timely-information-and-desks': { ja: '窓口', easy: '相談', en: 'Desks' },
};

/** Who stands behind it. */
export const sectors = {
  public: { ja: '公の取組', easy: '国や 役所', en: 'Public' },
  joint: { ja: '公と民の取組', easy: '国と 民間', en: 'Public and private' },
  private: { ja: '民の取組', easy: '会社や 団体', en: 'Private' },
} as const satisfies Record<string, Entry>;
export type Sector = keyof typeof sectors;

/** What it costs. */
export const costs = {
  free: { ja: '無料', easy: 'お金は いりません', en: 'Free' },
  partly: { ja: '一部有料', easy: 'お金が いる ものも あります', en: 'Partly paid' },
  paid: { ja: '有料', easy: 'お金が いります', en: 'Paid' },
  unknown: { ja: '資料に記載なし', easy: '書いて ありません', en: 'Not said in the source' },
} as const satisfies Record<string, Entry>;
export type Cost = keyof typeof costs;

/** What may be done with a content. `pdl`: the Public Data License of the Japanese government (version 1.0). */
export const licences = {
  cc0: { ja: '自由に使える（CC0）', easy: '自由に 使えます（CC0）', en: 'Free to use (CC0)' },
  'cc-by': {
    ja: '出所を示せば使える（CC BY）',
    easy: '作った 人の 名前を 書けば 使えます（CC BY）',
    en: 'Free to use with attribution (CC BY)',
  },
  'cc-by-sa': {
    ja: '出所を示し、同じ条件なら使える（CC BY-SA）',
    easy: '名前を 書いて、同じ 決まりで 使えます（CC BY-SA）',
    en: 'With attribution, shared alike (CC BY-SA)',
  },
  'cc-by-nc': {
    ja: '出所を示し、営利でなければ使える（CC BY-NC）',
    easy: '名前を 書けば 使えます。商売には 使えません（CC BY-NC）',
    en: 'With attribution, not commercially (CC BY-NC)',
  },
  pdl: {
    ja: '出典を示せば使える（公共データ利用規約）',
    easy: 'どこから 取ったかを 書けば 使えます（公共データ）',
    en: 'With its source named (Public Data License)',
  },
  ask: { ja: '使う前に運営主体へ確認', easy: '使う 前に 聞いてください', en: 'Ask before reuse' },
  none: { ja: '転用できない', easy: 'ほかで 使えません', en: 'No reuse' },
} as const satisfies Record<string, Entry>;
export type Licence = keyof typeof licences;

/** What kind of thing a content is. */
export const contentKinds = {
  document: { ja: '文書', easy: '読む もの', en: 'Document' },
  leaflet: { ja: 'リーフレット', easy: 'ちらし', en: 'Leaflet' },
  slides: { ja: '講義用スライド', easy: 'スライド', en: 'Slides' },
  video: { ja: '動画', easy: '動画', en: 'Video' },
  course: { ja: '講座', easy: '勉強の 講座', en: 'Course' },
  tool: { ja: '道具（ソフト）', easy: '道具（ソフト）', en: 'Tool' },
  game: { ja: 'ゲーム', easy: 'ゲーム', en: 'Game' },
} as const satisfies Record<string, Entry>;
export type ContentKind = keyof typeof contentKinds;

const NAMES =
  '北海道 Hokkaido,青森県 Aomori,岩手県 Iwate,宮城県 Miyagi,秋田県 Akita,山形県 Yamagata,福島県 Fukushima,茨城県 Ibaraki,栃木県 Tochigi,群馬県 Gunma,埼玉県 Saitama,千葉県 Chiba,東京都 Tokyo,神奈川県 Kanagawa,新潟県 Niigata,富山県 Toyama,石川県 Ishikawa,福井県 Fukui,山梨県 Yamanashi,長野県 Nagano,岐阜県 Gifu,静岡県 Shizuoka,愛知県 Aichi,三重県 Mie,滋賀県 Shiga,京都府 Kyoto,大阪府 Osaka,兵庫県 Hyogo,奈良県 Nara,和歌山県 Wakayama,鳥取県 Tottori,島根県 Shimane,岡山県 Okayama,広島県 Hiroshima,山口県 Yamaguchi,徳島県 Tokushima,香川県 Kagawa,愛媛県 Ehime,高知県 Kochi,福岡県 Fukuoka,佐賀県 Saga,長崎県 Nagasaki,熊本県 Kumamoto,大分県 Oita,宮崎県 Miyazaki,鹿児島県 Kagoshima,沖縄県 Okinawa';

/** Prefectures by their two-digit code (JIS X 0401). */
export const prefectures: ReadonlyMap<string, Entry> = new Map(
  NAMES.split(',').map((pair, at) => {
    const [ja = '', en = ''] = pair.split(' ');
    return [String(at + 1).padStart(2, '0'), { ja, en }] as const;
  }),
);

/** Keys of a closed list as a tuple, for a schema. */
export function keysOf<T extends object>(list: T): [keyof T & string, ...(keyof T & string)[]] {
  return Object.keys(list) as [keyof T & string, ...(keyof T & string)[]];
}

const programme = 'サイバーセキュリティ意識・行動強化プログラム';

/** The published documents that entries cite, by the number they have in our data, as a reader would look for them. */
export const documents: ReadonlyMap<string, Entry> = new Map([
  ['000', { ja: `「${programme}」案`, en: 'the awareness programme of 2019 (draft)' }],
  ['001', { ja: `「${programme}」概要`, en: 'the overview of the awareness programme of 2019' }],
  ['002', { ja: '「サイバーセキュリティ2020」', en: '“Cybersecurity 2020”' }],
  [
    '003',
    {
      ja: 'IPA「中小企業におけるサイバーセキュリティ対策と普及に向けた国等の支援事業について」（2021年）',
      en: 'slides of IPA on support for small firms (2021)',
    },
  ],
  ['004', { ja: '「サイバーセキュリティ政策の動向」（第5節）', en: '“Trends of cybersecurity policy” (section 5)' }],
]);
