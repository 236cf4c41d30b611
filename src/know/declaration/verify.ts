/** What anybody may ask: whether a declaration holds, by its number, by 法人番号, by its sealed file. */
import { loadSql, type Queries } from '#platform/postgres';
import { type BatchLine, type CorporateNumber, parseCorporateNumber } from '../corporate-number/decide.ts';

const sql = loadSql(import.meta.url);

/** The kind of our sealed files (`typ` in the header). */
export const SEAL_KIND = 'kyojo-declaration+jws';

/** A declaration as it is published. Of one that ended only the number, the level and the days are. */
export interface PublicDeclaration {
  readonly number: string;
  readonly scheme: string;
  readonly level: string;
  readonly stars: number;
  readonly rules: number;
  readonly madeAt: Date;
  readonly levelSince: Date;
  readonly validUntil: Date;
  readonly withdrawnAt: Date | null;
  readonly isCurrent: boolean;
  readonly name: string | null;
  readonly nameEn: string | null;
  readonly corporateNumber: string | null;
  readonly prefecture: string | null;
  readonly policyUrl: string | null;
  readonly isMember: boolean;
}

/** What a declaration is worth for whoever asks. `none`: the hub knows of no declaration. */
export type PublicStanding = 'valid' | 'lapsed' | 'withdrawn' | 'none';

/** What it is worth at a moment. An organisation that left the hub has nobody who answers for it any more. */
export function publicStanding(
  row: Pick<PublicDeclaration, 'validUntil' | 'withdrawnAt' | 'isMember' | 'isCurrent'>,
  at: Date,
): PublicStanding {
  if (row.withdrawnAt || !row.isMember) return 'withdrawn';
  return at <= row.validUntil && row.isCurrent ? 'valid' : 'lapsed';
}

/** The declaration with a number. */
export async function askByNumber(q: Queries, number: string): Promise<PublicDeclaration | undefined> {
  return q.one<PublicDeclaration>(sql('by_number'), { number });
}

/** A declaration found by a 法人番号. */
export interface DeclaredNumber {
  readonly corporateNumber: string;
  readonly number: string;
  readonly level: string;
  readonly stars: number;
  readonly madeAt: Date;
  readonly validUntil: Date;
  readonly name: string;
}

/** The declarations of those who have these 法人番号 (as far as the hub vouches for them), by number; one statement for all. */
export async function askByCorporateNumbers(
  q: Queries,
  numbers: readonly string[],
): Promise<Map<string, DeclaredNumber>> {
  if (numbers.length === 0) return new Map();
  const rows = await q.rows<DeclaredNumber>(sql('by_corporate_numbers'), { numbers: [...new Set(numbers)] });
  return new Map(rows.map((row) => [row.corporateNumber, row]));
}

/** Why something is no 法人番号. */
export type NumberFault = 'no-digits' | 'length' | 'check-digit';

/** Says what is wrong with what was given, or null when nothing is. */
export function faultOf(given: string): NumberFault | null {
  if (parseCorporateNumber(given) !== null) return null;
  const digits = given
    .normalize('NFKC')
    .replace(/[\s‐‑‒–—―ー-]/gu, '')
    .replace(/^T/iu, '');
  if (!/^\d+$/u.test(digits)) return 'no-digits';
  return digits.length === 13 ? 'check-digit' : 'length';
}

/** One line of a batch, answered. */
export interface BatchAnswer {
  readonly line: number;
  readonly given: string;
  readonly corporateNumber: CorporateNumber | null;
  /** The line the same number stood on before. */
  readonly repeats: number | null;
  readonly fault: NumberFault | null;
  readonly standing: Exclude<PublicStanding, 'withdrawn'> | 'refused';
  readonly level: string | null;
  readonly stars: number | null;
  readonly number: string | null;
  readonly declaredOn: Date | null;
  readonly validUntil: Date | null;
  /** Whose number it is, as one look-up tells: a number may be right and another firm's. */
  readonly name: string | null;
}

/** Answers a whole batch, every line at its place. */
export async function answerBatch(q: Queries, lines: readonly BatchLine[], now: Date): Promise<readonly BatchAnswer[]> {
  const found = await askByCorporateNumbers(
    q,
    lines.flatMap(({ number }) => number ?? []),
  );
  return lines.map(({ line, given, number, repeats }) => {
    const row = number === null ? undefined : found.get(number);
    const isValid = row !== undefined && now <= row.validUntil;
    return {
      line,
      given,
      corporateNumber: number,
      repeats,
      fault: number === null ? faultOf(given) : null,
      standing: number === null ? 'refused' : row === undefined ? 'none' : isValid ? 'valid' : 'lapsed',
      level: row?.level ?? null,
      stars: isValid ? row.stars : null,
      number: row?.number ?? null,
      declaredOn: row?.madeAt ?? null,
      validUntil: row?.validUntil ?? null,
      name: row?.name ?? null,
    };
  });
}

/** How a genuine sealed file stands today. `outdated`: the declaration holds, but no longer as the file says. */
export type SealVerdict = 'holds' | 'outdated' | 'lapsed' | 'withdrawn' | 'unknown';

/** Compares the content of a seal that was opened with what is published now: a genuine file may be played back after the end. */
export function judgeSeal(
  content: Readonly<Record<string, unknown>>,
  row: PublicDeclaration | undefined,
  now: Date,
): SealVerdict {
  if (content.type !== 'kyojo.declaration' || !row || content.number !== row.number) return 'unknown';
  const standing = publicStanding(row, now);
  if (standing !== 'valid') return standing === 'none' ? 'unknown' : standing;
  const isSame =
    content.level === row.level &&
    content.scheme === row.scheme &&
    content.validUntil === row.validUntil.toISOString() &&
    content.madeAt === row.madeAt.toISOString() &&
    content.organisation === row.name;
  return isSame ? 'holds' : 'outdated';
}
