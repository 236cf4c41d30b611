/** One asset as a sheet names it, checked. */
import { z } from 'zod';

/** Kinds of asset. */
export const assetKinds = ['information', 'system', 'device', 'cloud', 'contract'] as const;
/** A kind of asset. */
export type AssetKind = (typeof assetKinds)[number];
/** Kinds of personal data an asset may hold: ordinary, sensitive (要配慮個人情報), personal numbers (個人番号), cards. */
export const personalKinds = ['ordinary', 'sensitive', 'number', 'card'] as const;
/** A kind of personal data. */
export type PersonalKind = (typeof personalKinds)[number];

const squash = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s・/／、,]+/gu, '');

function oneOf<Value extends string>(words: Readonly<Record<string, Value>>, code: string) {
  return z.string().transform((text, context): Value => {
    const found = words[squash(text)];
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: code });
    return z.NEVER;
  });
}

/** What people write for each kind, squashed. */
export const kindWords: Readonly<Record<string, AssetKind>> = {
  情報: 'information',
  情報資産: 'information',
  データ: 'information',
  書類: 'information',
  紙: 'information',
  information: 'information',
  data: 'information',
  document: 'information',
  システム: 'system',
  業務システム: 'system',
  サーバー: 'system',
  サーバ: 'system',
  ソフトウェア: 'system',
  ソフト: 'system',
  アプリ: 'system',
  system: 'system',
  server: 'system',
  software: 'system',
  application: 'system',
  機器: 'device',
  端末: 'device',
  パソコン: 'device',
  pc: 'device',
  スマートフォン: 'device',
  スマホ: 'device',
  タブレット: 'device',
  ネットワーク機器: 'device',
  ルーター: 'device',
  プリンター: 'device',
  複合機: 'device',
  設備: 'device',
  iot: 'device',
  device: 'device',
  computer: 'device',
  phone: 'device',
  router: 'device',
  クラウド: 'cloud',
  クラウドサービス: 'cloud',
  saas: 'cloud',
  外部サービス: 'cloud',
  cloud: 'cloud',
  cloudservice: 'cloud',
  契約: 'contract',
  委託: 'contract',
  委託先: 'contract',
  保守契約: 'contract',
  リース: 'contract',
  contract: 'contract',
  supplier: 'contract',
};

const levelWords: Readonly<Record<string, '1' | '2' | '3'>> = {
  '3': '3',
  高: '3',
  高い: '3',
  大: '3',
  重要: '3',
  h: '3',
  high: '3',
  '2': '2',
  中: '2',
  中くらい: '2',
  普通: '2',
  m: '2',
  medium: '2',
  middle: '2',
  '1': '1',
  低: '1',
  低い: '1',
  小: '1',
  l: '1',
  low: '1',
  '0': '1',
};
const yesWords: Readonly<Record<string, 'yes' | 'no'>> = {
  はい: 'yes',
  あり: 'yes',
  有: 'yes',
  有り: 'yes',
  '○': 'yes',
  '◯': 'yes',
  〇: 'yes',
  '✓': 'yes',
  レ: 'yes',
  済: 'yes',
  済み: 'yes',
  実施: 'yes',
  yes: 'yes',
  y: 'yes',
  true: 'yes',
  '1': 'yes',
  on: 'yes',
  いいえ: 'no',
  なし: 'no',
  無: 'no',
  無し: 'no',
  '×': 'no',
  '✕': 'no',
  x: 'no',
  未: 'no',
  未実施: 'no',
  no: 'no',
  n: 'no',
  false: 'no',
  '0': 'no',
  '-': 'no',
  off: 'no',
};

const Level = oneOf(levelWords, 'know.asset-level-wrong').transform((text) => Number(text) as 1 | 2 | 3);
const YesNo = oneOf(yesWords, 'know.asset-yes-no-wrong').transform((text) => text === 'yes');
const Line = (max: number) => z.string().max(max);
const Several = z
  .string()
  .max(2000)
  .transform((text) => [...new Set(text.split(/[\s,;、，；]+/u).filter((part) => part !== ''))]);

const personalPatterns: readonly (readonly [PersonalKind, RegExp])[] = [
  ['number', /個人番号|マイナンバー|特定個人|my ?number/iu],
  ['sensitive', /要配慮|病歴|健康|診療|障害|信条|犯罪|sensitive|health/iu],
  ['card', /カード|card/iu],
  ['ordinary', /個人情報|氏名|住所|電話|メール|顧客|従業員|あり|有|○|〇|◯|はい|yes|personal|ordinary|name/iu],
];
const Personal = z
  .string()
  .max(500)
  .transform((text, context): PersonalKind[] => {
    if (/^(なし|無し?|いいえ|no|none|×|-|0)$/iu.test(squash(text))) return [];
    // Each word on its own, the strictest kind first: 要配慮個人情報 also contains 個人情報.
    const parts = text.split(/[、,;，；\n]+/u).filter((part) => part.trim() !== '');
    const found = [
      ...new Set(parts.flatMap((part) => personalPatterns.find(([, pattern]) => pattern.test(part))?.[0] ?? [])),
    ];
    if (found.length === 0) context.addIssue({ code: 'custom', message: 'know.asset-personal-wrong' });
    return found.length === 0 ? z.NEVER : found;
  });

const eras: Readonly<Record<string, number>> = { 令和: 2018, r: 2018, 平成: 1988, h: 1988, 昭和: 1925, s: 1925 };
const Day = z.string().transform((text, context) => {
  const plain = text.normalize('NFKC').trim();
  const western = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s.*)?$/u.exec(plain);
  const era = /^(令和|平成|昭和|[RHS])\.?\s*(\d{1,2}|元)[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})日?$/iu.exec(plain);
  const year = western
    ? Number(western[1])
    : era
      ? (eras[(era[1] ?? '').toLowerCase()] ?? 0) + (era[2] === '元' ? 1 : Number(era[2]))
      : 0;
  const [month, day] = western ? [Number(western[2]), Number(western[3])] : [Number(era?.[3]), Number(era?.[4])];
  const at = new Date(Date.UTC(year, month - 1, day));
  if (year > 1900 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day) return at.toISOString().slice(0, 10);
  context.addIssue({ code: 'custom', message: 'know.asset-day-wrong' });
  return z.NEVER;
});

/** A row of an asset sheet. Only the name is needed: a list may start small. */
export const AssetRow = z.object({
  kind: oneOf(kindWords, 'know.asset-kind-unknown').optional(),
  name: Line(200),
  users: Line(200).optional(),
  keeper: Line(200).optional(),
  medium: Line(200).optional(),
  place: Line(200).optional(),
  personal: Personal.optional(),
  confidentiality: Level.optional(),
  integrity: Level.optional(),
  availability: Level.optional(),
  retention: Line(200).optional(),
  vendor: Line(200).optional(),
  product: Line(200).optional(),
  version: Line(100).optional(),
  serial: Line(100).optional(),
  addresses: Several.optional(),
  domains: Several.optional(),
  provider: Line(200).optional(),
  secondFactor: YesNo.optional(),
  assessed: YesNo.optional(),
  responsibility: Line(1000).optional(),
  endsOn: Day.optional(),
  note: Line(2000).optional(),
});
/** A row of an asset sheet. */
export type AssetRow = z.infer<typeof AssetRow>;

/** How important an asset is: the highest of its three ratings; null when none was given. */
export function importanceOf(row: Pick<AssetRow, 'confidentiality' | 'integrity' | 'availability'>): 1 | 2 | 3 | null {
  const ratings = [row.confidentiality, row.integrity, row.availability].filter((rating) => rating !== undefined);
  return ratings.length === 0 ? null : (Math.max(...ratings) as 1 | 2 | 3);
}
