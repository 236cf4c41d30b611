/** What the tables are about: a reader looks for a subject, not for the first letter of a title. */

import type { Entry } from '#platform/words';

/** A subject with its tables in the order they are read. */
export interface Subject {
  readonly id: string;
  readonly title: Entry;
  /** What its tables tell, in one sentence. */
  readonly says: Entry;
  readonly figures: readonly string[];
}

/** Every table stands in exactly one subject (a test looks). */
export const SUBJECTS: readonly Subject[] = [
  {
    id: 'infrastructure',
    title: {
      ja: '重要インフラの情報共有',
      easy: '電気・水道などの 会社からの れんらく',
      en: 'Information sharing of critical infrastructure',
    },
    says: {
      ja: '電力・金融・医療などの事業者が、不具合や攻撃を国に何件知らせ、国が何件知らせ返したか。',
      easy: '電気や 病院などが 国に 知らせた 数です。',
      en: 'How many faults and attacks operators of power, finance, health and others reported to the government, and how many it passed on.',
    },
    figures: [
      'information-sharing-forms',
      'information-sharing-events',
      'information-sharing-causes',
      'information-sharing-since-2015',
    ],
  },
  {
    id: 'exercises',
    title: { ja: '演習と訓練', easy: '練習（れんしゅう）', en: 'Exercises and training' },
    says: {
      ja: '分野横断的演習・セプター訓練・政府機関の研修に、どれだけの人と組織が加わったか。',
      easy: '練習に 出た 人や 会社の 数です。',
      en: 'How many people and bodies took part in the cross-sector exercise, the CEPTOAR drill and the training of government bodies.',
    },
    figures: [
      'exercise-participants',
      'exercise-shares',
      'ceptoar-drill-operators',
      'ceptoar-drill-ceptoars',
      'training-runs',
    ],
  },
  {
    id: 'government',
    title: { ja: '政府機関の監視と監査', easy: '国の 役所を まもる', en: 'Watching and auditing government bodies' },
    says: {
      ja: '政府機関の通信で確認が必要になった件数と、監査・侵入試験・なりすましメール対策の進み具合。',
      easy: '国の 役所で あやしい 通信が いくつ あったか、しらべた 数です。',
      en: 'Events in government networks that needed a look, and how far audits, penetration tests and protection against forged mail have come.',
    },
    figures: ['gsoc-events', 'gsoc-notices', 'audits', 'penetration-tests', 'spf-government-domains'],
  },
  {
    id: 'agencies',
    title: {
      ja: '独立行政法人と国立大学の対策',
      easy: '国の 法人と 大学',
      en: 'Security of agencies and national universities',
    },
    says: {
      ja: '統一基準をどこまで守れているか、大学がどの対策を行っているか。',
      easy: 'きまりを どのくらい まもって いるかです。',
      en: 'How far agencies keep the common standards, and which measures universities take.',
    },
    figures: ['compliance-summary', 'compliance-agencies', 'compliance-bands', 'universities'],
  },
  {
    id: 'darknet',
    title: {
      ja: 'ネットワーク全体への攻撃の観測',
      easy: 'ネットへの こうげき',
      en: 'Attacks seen on the whole network',
    },
    says: {
      ja: '使われていないアドレスに届いた通信（ダークネット）と、DoS攻撃の跳ね返りから見た、攻撃の量と狙い。',
      easy: 'だれも 使って いない 番号に とどいた 通信の 数です。',
      en: 'Traffic to unused addresses (the darknet) and the back-scatter of floods: how much is attacked, and what.',
    },
    figures: ['darknet-packets', 'darknet-targets', 'backscatter-ports', 'backscatter-countries'],
  },
  {
    id: 'police-sensors',
    title: { ja: '警察庁センサーの観測', easy: '警察（けいさつ）が 見た 通信', en: 'What the police sensors see' },
    says: {
      ja: '一日・1IPアドレス当たりの検知件数を、宛先ポート・送信元の国と地域・攻撃手法で分けた順位。',
      easy: '一日に とどいた あやしい 通信の 順番です。',
      en: 'Detections per day and address, ranked by destination port, by country of origin and by technique.',
    },
    figures: [
      'police-ports-top',
      'police-ports-increase',
      'police-ports-decrease',
      'police-countries-top',
      'police-countries-increase',
      'police-countries-decrease',
      'police-techniques',
      'police-intrusion-countries',
    ],
  },
  {
    id: 'people',
    title: { ja: '人材・中小企業・予算', easy: '人・会社・お金', en: 'People, small firms and budget' },
    says: {
      ja: '資格を持つ人と試験、対策を宣言した中小企業、政府の予算がどう変わったか。',
      easy: 'しかくの ある 人、宣言した 会社、国の お金です。',
      en: 'How the numbers of qualified people, of small firms that declare measures, and the budget moved.',
    },
    figures: ['registered-specialists', 'exams', 'security-action', 'budgets'],
  },
];
