/**
 * Who is responsible for what of a cloud service. Kept as lines of text in the column 責任の分担, so that it goes through a spreadsheet and
 * back; lines that follow the pattern are read as choices in any of the languages, the rest is the organisation's own remark.
 */
import { type Entry, type Language, languages, say } from '#platform/words';

/** What is shared out. */
export const duties = {
  data: { ja: 'データの管理と消去', easy: 'データ', en: 'Data and its erasure' },
  accounts: { ja: '利用者の登録と削除', easy: '使う 人の 登録', en: 'Accounts of users' },
  settings: { ja: '公開範囲などの設定', easy: '設定', en: 'Settings and sharing' },
  updates: { ja: '更新と弱点への対応', easy: '更新', en: 'Updates' },
  backup: { ja: '写し（バックアップ）', easy: 'コピー（バックアップ）', en: 'Backup' },
  incidents: { ja: '事故のときの連絡', easy: '事故の ときの 連絡', en: 'Telling of incidents' },
} as const satisfies Record<string, Entry>;
/** Something that is shared out. */
export type Duty = keyof typeof duties;

/** Who does it. */
export const bearers = {
  us: { ja: '自社', easy: '自分の 会社', en: 'Us' },
  them: { ja: '提供者', easy: 'サービスの 会社', en: 'Provider' },
  both: { ja: '両方', easy: '両方', en: 'Both' },
} as const satisfies Record<string, Entry>;
/** Who does it. */
export type Bearer = keyof typeof bearers;

/** What is decided, and what else was written. */
export interface Duties {
  readonly shared: Readonly<Partial<Record<Duty, Bearer>>>;
  readonly remark: string;
}

const squash = (text: string) => text.normalize('NFKC').replace(/\s+/gu, '').toLowerCase();
const find = <Name extends string>(from: Readonly<Record<Name, Entry>>, text: string): Name | undefined =>
  (Object.keys(from) as Name[]).find((name) =>
    languages.some((language) => squash(say(from[name], language)) === squash(text)),
  );

/** Reads the text of the column. */
export function readDuties(text: string): Duties {
  const shared: Partial<Record<Duty, Bearer>> = {};
  const rest = text.split('\n').filter((line) => {
    const [what = '', who = '', ...more] = line.split(/[:：]/u);
    const [duty, bearer] = [find(duties, what), find(bearers, who)];
    if (!duty || !bearer || more.length > 0) return true;
    shared[duty] = bearer;
    return false;
  });
  return { shared, remark: rest.join('\n').trim() };
}

/** Writes the text of the column. */
export function writeDuties({ shared, remark }: Duties, language: Language): string {
  const lines = (Object.keys(duties) as Duty[]).flatMap((duty) => {
    const bearer = shared[duty];
    return bearer
      ? [`${say(duties[duty], language)}${language === 'en' ? ': ' : '：'}${say(bearers[bearer], language)}`]
      : [];
  });
  return [...lines, ...(remark ? [remark] : [])].join('\n');
}
