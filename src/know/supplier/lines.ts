/** Suppliers as somebody lists them: one per line or row, in any order: name, 法人番号, mail address. Pure. */
import { parseCorporateNumber } from '../corporate-number/decide.ts';

/** One supplier that was read. */
export interface ListedSupplier {
  readonly line: number;
  readonly name: string;
  readonly corporateNumber: string | null;
  readonly email: string;
}

/** What cannot be taken, and where. */
export interface LineFault {
  readonly line: number;
  readonly given: string;
  readonly why: 'nothing-to-reach' | 'number' | 'mail' | 'repeats';
}

const columnNames = /法人番号|メール|会社名|取引先|corporate|e-?mail/iu;
const looksLikeNumber = (cell: string) => /^T?[\d\s０-９-]{11,20}$/iu.test(cell.normalize('NFKC'));

/**
 * Reads the rows of a list; headings and empty rows are passed over. Each needs a 法人番号 with a right check digit or a mail address; a
 * name is made of these when it is missing. A number or address that stands twice is a fault, so that nobody is asked twice.
 */
export function readSuppliers(rows: readonly { readonly line: number; readonly cells: readonly string[] }[]): {
  readonly suppliers: readonly ListedSupplier[];
  readonly faults: readonly LineFault[];
} {
  const suppliers: ListedSupplier[] = [];
  const faults: LineFault[] = [];
  const seen = new Set<string>();
  for (const { line, cells: raw } of rows) {
    const cells = raw.map((cell) => cell.normalize('NFKC').trim()).filter((cell) => cell !== '');
    const given = cells.join(' ').slice(0, 100);
    if (cells.length === 0 || (line <= 2 && columnNames.test(given) && !/@|\d{13}/.test(given))) continue;
    const mailCell = cells.find((cell) => cell.includes('@'));
    const numberCell = cells.find((cell) => cell !== mailCell && looksLikeNumber(cell));
    const name = cells.find((cell) => cell !== mailCell && cell !== numberCell);
    const number = numberCell === undefined ? null : parseCorporateNumber(numberCell);
    const fault = (why: LineFault['why']) => faults.push({ line, given, why });
    if (numberCell !== undefined && number === null) fault('number');
    else if (mailCell !== undefined && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(mailCell)) fault('mail');
    else if (number === null && mailCell === undefined) fault('nothing-to-reach');
    else {
      const email = mailCell?.toLowerCase() ?? '';
      const keys = [number, email].filter((key): key is string => key !== null && key !== '') as string[];
      if (keys.some((key) => seen.has(key))) fault('repeats');
      else
        suppliers.push({ line, name: (name ?? (email || number) ?? '').slice(0, 200), corporateNumber: number, email });
      for (const key of keys) seen.add(key);
    }
  }
  return { suppliers, faults };
}
