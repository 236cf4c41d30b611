/** 法人番号: the thirteen-digit number of every Japanese corporation, the first digit being a check digit. */

declare const brand: unique symbol;
/** A 法人番号 whose check digit fits: thirteen digits, no separators. */
export type CorporateNumber = string & { readonly [brand]: 'CorporateNumber' };

/**
 * The check digit for the twelve digits of 会社法人等番号: 9 − (Σ Pn·Qn mod 9), Pn counted from the right, Qn 1 for odd and
 * 2 for even n (財務省令第七十号, Ministry of Finance, 2014).
 */
export function checkDigit(twelve: string): number {
  let sum = 0;
  for (let n = 1; n <= 12; n += 1) sum += Number(twelve[12 - n]) * (n % 2 === 1 ? 1 : 2);
  return 9 - (sum % 9);
}

/** Reads a 法人番号 as people write it (full-width digits, hyphens, spaces, a leading T of an invoice number), or null. */
export function parseCorporateNumber(text: string): CorporateNumber | null {
  const digits = text
    .normalize('NFKC')
    .replace(/[\s‐‑‒–—―ー-]/gu, '')
    .replace(/^T/iu, '');
  if (!/^[1-9]\d{12}$/u.test(digits)) return null;
  return checkDigit(digits.slice(1)) === Number(digits[0]) ? (digits as CorporateNumber) : null;
}

/** A 法人番号 in groups, as it is easier to read aloud: 7-0000-1205-0002. */
export function formatCorporateNumber(number: CorporateNumber): string {
  return `${number[0]}-${number.slice(1, 5)}-${number.slice(5, 9)}-${number.slice(9)}`;
}

/** One line of a batch, read. */
export interface BatchLine {
  readonly line: number;
  readonly given: string;
  readonly number: CorporateNumber | null;
  /** The line the same number stood on before. */
  readonly repeats: number | null;
}

/** Reads a batch of numbers, keeping the place of each; empty lines are skipped. */
export function readBatch(lines: Iterable<{ readonly line: number; readonly text: string }>): readonly BatchLine[] {
  const seen = new Map<CorporateNumber, number>();
  const batch: BatchLine[] = [];
  for (const { line, text } of lines) {
    const given = text.trim();
    if (given === '') continue;
    const number = parseCorporateNumber(given);
    batch.push({ line, given, number, repeats: number === null ? null : (seen.get(number) ?? null) });
    if (number !== null && !seen.has(number)) seen.set(number, line);
  }
  return batch;
}
