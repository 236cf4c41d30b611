/**
 * Numbers in Japanese policy prose: how much of what. Dates, ordinals (第５回), versions and names that carry digits (5G,
 * ISO/IEC 15408, 東京 2020 大会) are no quantities and are left out.
 */

/** One number of a text with what it counts. */
export interface Quantity {
  readonly value: number;
  /** The counter as printed (件, 人, %, か国 …); null when none follows. */
  readonly unit: string | null;
  readonly kind: 'count' | 'share' | 'money' | 'duration' | 'bare';
  /** 約・程度 → about, 以上・超・を超える → over. */
  readonly precision: 'exact' | 'about' | 'over';
  /** 累計・延べ: counted over time or more than once. */
  readonly cumulative: boolean;
  /** The number with its unit as it stands in the text (widths normalised). */
  readonly text: string;
  /** Where it begins in the normalised text. */
  readonly at: number;
}

const COUNTERS = [
  'か国・地域',
  'の国・地域',
  'の国',
  'の府省庁',
  'の機関',
  'の法人',
  'の団体',
  'ヶ国',
  'か国',
  'カ国',
  'の経済地域',
  '経済地域',
  '都道府県',
  '府省庁',
  '省庁',
  '団体',
  '組織',
  '機関',
  '法人',
  '地域',
  '箇所',
  'か所',
  'ヶ所',
  'カ所',
  'ヶ条',
  '講座',
  'コース',
  'サイト',
  'ダウンロード',
  'テーマ',
  'セプター',
  'システム',
  '種類',
  '拠点',
  '業界',
  '業種',
  '分野',
  '領域',
  '件',
  '社',
  '名',
  '人',
  '者',
  '回',
  '校',
  '本',
  '台',
  '通',
  '点',
  '問',
  '品',
  '類型',
  'つ',
] as const;
const DURATIONS = ['営業日', '年間', 'か月', 'ヶ月', 'カ月', '週間', '日間', '時間', '分間'] as const;
const MONEY = ['億円', '万円', '円'] as const;
const NOT_A_QUANTITY = /^(年|月|末|日|度|\+|期|版|層|次|条|号|時|章|節|回目|つ目|世代|量子ビット|コマ|歳|\/|-|\.|~\d)/;
const BEFORE_A_NAME =
  /(第|条の|\+|平成|令和|昭和|ver\.?|version|phase|フェーズ|バージョン|レベル|ステージ|告示|審発|安発|[a-z])\s?$|[a-z\d][-/.+]$/i;
const SCALE: Readonly<Record<string, number>> = { 万: 1e4, 億: 1e8 };

const KANJI_DIGITS: Readonly<Record<string, string>> = {
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};

/** Full and half width made one, circled numbers taken out, 年五回 written with a digit: what the readers here look at. */
export function normalise(text: string): string {
  return text
    .replace(/[①-⑳]/g, '・')
    .normalize('NFKC')
    .replace(/(?<=[年計])([一二三四五六七八九])(?=回)/g, (digit) => KANJI_DIGITS[digit] ?? digit);
}

/** Reads the quantities of a text in order. */
export function readQuantities(text: string): readonly Quantity[] {
  const plain = normalise(text);
  const quantities: Quantity[] = [];
  for (const match of plain.matchAll(/(?<![\d.,])(\d[\d,]*(?:\.\d+)?) ?([万億](?!円))?/g)) {
    const quantity = readOne(plain, match);
    if (quantity) quantities.push(quantity);
  }
  return quantities;
}

function readOne(plain: string, match: RegExpMatchArray): Quantity | null {
  const at = match.index ?? 0;
  const digits = match[1] ?? '';
  const before = plain.slice(Math.max(0, at - 12), at);
  const after = plain.slice(at + match[0].length);
  if (BEFORE_A_NAME.test(before) || /^0\d/.test(digits)) return null;
  if (/^[A-Za-z]/.test(after) && !/^e/.test(after)) return null;
  const { unit, kind } = unitOf(after);
  if (unit === null && (NOT_A_QUANTITY.test(after.trimStart()) || isName(digits, before, after))) return null;
  if (unit !== null && /^(目|期|次)/.test(after.slice(unit.length))) return null;
  const rest = after.slice(unit?.length ?? 0);
  return {
    value: Number(digits.replaceAll(',', '')) * (SCALE[match[2] ?? ''] ?? 1),
    unit,
    kind,
    precision: precisionOf(before, rest),
    cumulative: /(累計|延べ|のべ)[^。、]{0,6}$/.test(before),
    text: `${match[0].trim()}${unit ?? ''}`,
    at,
  };
}

function unitOf(after: string): { unit: string | null; kind: Quantity['kind'] } {
  const starts = (units: readonly string[]): string | undefined => units.find((unit) => after.startsWith(unit));
  if (after.startsWith('%')) return { unit: '%', kind: 'share' };
  const money = starts(MONEY);
  if (money) return { unit: money, kind: 'money' };
  const duration = starts(DURATIONS);
  if (duration) return { unit: duration, kind: 'duration' };
  const counter = starts(COUNTERS);
  return counter ? { unit: counter, kind: 'count' } : { unit: null, kind: 'bare' };
}

// A year that names something (東京 2020 大会, サイバーセキュリティ 2019), a section (2.1(1)), a list number ((1) …).
function isName(digits: string, before: string, after: string): boolean {
  return /^(19|20)\d\d$/.test(digits) || /^\(/.test(after) || (/\($/.test(before) && /^\)/.test(after));
}

function precisionOf(before: string, rest: string): Quantity['precision'] {
  if (/^ ?(以上|超|余り|を超え|強)/.test(rest)) return 'over';
  if (/(約|およそ|おおよそ) ?$/.test(before) || /^ ?(程度|前後|弱)/.test(rest)) return 'about';
  return 'exact';
}
