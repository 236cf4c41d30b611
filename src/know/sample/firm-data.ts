/** 株式会社みほん製作所 in the sample: five people who make metal parts. Invented; addresses and domains are those of documentation. */
import type { Profile } from '../assessment/profile.ts';
import type { ListedAsset } from '../asset/store.ts';

/** What the five start questions found out. */
export const profile: Profile = {
  asker: 'organisation',
  people: 5,
  trade: 'manufacturing',
  uses: [
    'telework',
    'remote-access',
    'cloud',
    'website',
    'own-server',
    'wifi',
    'personal-data',
    'employees',
    'outsourcing',
    'ordered-work',
    'control-equipment',
  ],
  goal: 'customer',
};

/** Who does what; the deputy of the incident contact is missing, as it is in most places. */
export const holdings = [
  { role: 'executive', personName: '見本 一郎', title: '代表取締役', email: 'ichiro@member1.example', phone: '' },
  { role: 'security-officer', personName: '見本 花子', title: '総務', email: 'hanako@member1.example', phone: '' },
  { role: 'system-officer', personName: '佐藤 健', title: '製造係', email: 'ken@member1.example', phone: '' },
  {
    role: 'incident-contact',
    personName: '見本 花子',
    title: '総務',
    email: 'hanako@member1.example',
    phone: '03-0000-0001',
  },
] as const;

/** Assets with the area they were listed under. */
export const assets: readonly { readonly area: string; readonly asset: ListedAsset }[] = [
  listed('entrance', 'device', 'VPN装置', 3, 3, 2, {
    keeper: '佐藤 健',
    product: 'FortiGate 40F',
    vendor: 'Fortinet',
    version: '7.0.12',
    place: '事務所のラック',
  }),
  listed('entrance', 'device', 'インターネットのルーター', 2, 3, 3, { keeper: '佐藤 健', addresses: ['192.0.2.2'] }),
  listed('entrance', 'cloud', 'メールサービス', 3, 2, 3, {
    keeper: '見本 花子',
    provider: '見本クラウド',
    secondFactor: true,
    assessed: true,
    personal: ['ordinary'],
  }),
  listed('entrance', 'device', '無線LAN（Wi-Fi）', 2, 2, 2, { keeper: '佐藤 健' }),
  listed('entrance', 'contract', '保守業者との契約', 2, 2, 2, { keeper: '見本 花子', vendor: '架空システム保守' }),
  listed('works', 'information', '図面・設計データ', 3, 3, 2, { keeper: '見本 一郎', medium: 'データ', users: '全員' }),
  listed('works', 'device', 'ファイルサーバー（NAS）', 3, 2, 3, {
    keeper: '佐藤 健',
    product: 'TS-433',
    vendor: 'QNAP',
    addresses: ['192.168.1.20'],
  }),
  listed('works', 'device', '工作機械を動かすパソコン', 1, 3, 3, {
    keeper: '佐藤 健',
    product: 'Windows 7 Professional',
    vendor: 'Microsoft',
    note: '更新できない。ネットワークから切り離す予定',
  }),
  listed('works', 'contract', '設備の保守契約', 1, 2, 3, { vendor: '例示機械サービス' }),
  listed('money', 'cloud', 'インターネットバンキング', 3, 3, 2, {
    keeper: '見本 花子',
    provider: 'ためし信用組合',
    secondFactor: true,
  }),
  listed('money', 'system', '会計ソフト', 2, 3, 2, { keeper: '見本 花子' }),
  listed('money', 'information', '帳簿と請求書', 2, 3, 2, { medium: 'データ・紙', retention: '7年' }),
  listed('money', 'device', '経理のパソコン', 3, 3, 2, {
    keeper: '見本 花子',
    product: 'Windows 11 Pro',
    vendor: 'Microsoft',
  }),
  {
    area: '',
    asset: { kind: 'system', name: '自社のウェブサイト', domains: ['www.member1.example'] },
  },
];

function listed(
  area: string,
  kind: ListedAsset['kind'],
  name: string,
  confidentiality: 1 | 2 | 3,
  integrity: 1 | 2 | 3,
  availability: 1 | 2 | 3,
  more: Partial<ListedAsset>,
): { readonly area: string; readonly asset: ListedAsset } {
  return { area, asset: { kind, name, confidentiality, integrity, availability, ...more } };
}

/** What its papers say of it. */
export const told = {
  representative: '代表取締役 見本 一郎',
  officer: '総務 見本 花子',
  systemOfficer: '製造係 佐藤 健',
  incidentPhone: '03-0000-0001',
  incidentMail: 'hanako@member1.example',
  maintainer: '架空システム保守 03-0000-0002',
  contactPoint: '総務 03-0000-0003',
} as const;

/** Papers it made, and how many days before its birthday each must be looked at again. */
export const papers = ['basic-policy', 'rule-access', 'rule-devices', 'rule-outsourcing', 'staff-handbook'] as const;

/** Suppliers it asks: members (by their place in the sample) and others by mail; what came back. */
export const suppliers = [
  { member: 11, name: '見本市金属加工', answer: 'shared', quality: 0.8 },
  { member: 22, name: '例示メッキ', answer: 'shared', quality: 0.45 },
  { member: 33, name: '架空運送', answer: 'declined', quality: 0 },
  { member: 44, name: 'テスト通信サービス', answer: 'asked', quality: 0 },
  { email: 'info@maintenance.example', name: '架空システム保守', answer: 'shared', quality: 0.65 },
  { email: 'office@machine.example', name: '例示機械サービス', answer: 'asked', quality: 0 },
  { email: 'desk@recycle.example', name: '見本リサイクル', answer: 'none', quality: 0 },
] as const;

/** Equipment handed over: days ago, days until the certificate was wanted, the certificate's number once it came. */
export const disposals = [
  { what: 'ノートパソコン', count: 2, method: 'destroy', ago: 90, within: 30, reference: '消去証明 2026-0815' },
  { what: '外付けハードディスク', count: 3, method: 'erase', ago: 47, within: 30, reference: '' },
  { what: '複合機（リース返却）', count: 1, method: 'erase', ago: 8, within: 30, reference: '' },
] as const;

/** Its page for customers. */
export const tradeProfile = {
  says: '昭和から続く金属部品の加工所です。図面は暗号化して保管し、社外へ出すときは記録を残します。\n事故のときは1時間以内にご連絡します。',
  offers: '精密切削、試作1個から、短納期。ISO 9001の手順に沿った検査記録をお渡しします。',
  url: 'https://www.member1.example/',
  contact: '総務 03-0000-0003',
  trade: 'manufacturing',
} as const;

/** What it decided about its gravest risks. */
export const decisions = [
  { measure: 'VPN装置を最新版に更新し、保守業者に毎月の確認を頼む', owner: '佐藤 健', review: -3 },
  { measure: '図面の写しを週に1回、切り離したディスクに取る', owner: '佐藤 健', review: 60 },
  { measure: '振込先の変更は必ず電話で確かめる', owner: '見本 花子', review: 90 },
  { measure: '古い制御用パソコンを社内ネットワークから切り離す', owner: '見本 一郎', review: 30 },
] as const;
