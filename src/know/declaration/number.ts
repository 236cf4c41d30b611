/** The number on a certificate: ten signs of Crockford's base 32, of which the last shows a slip of the pen. */
import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The sign that shows a slip (Luhn's rule over 32 signs): every single wrong sign, and nearly every exchange of neighbours. */
export function checkSign(nine: string): string {
  let sum = 0;
  for (let at = 0; at < nine.length; at++) {
    const value = ALPHABET.indexOf(nine[nine.length - 1 - at] ?? '') * (at % 2 === 0 ? 2 : 1);
    sum += Math.floor(value / 32) + (value % 32);
  }
  return ALPHABET[(32 - (sum % 32)) % 32] ?? '0';
}

/** A number that nobody can guess (45 bits of chance). */
export function makeNumber(): string {
  const nine = Array.from({ length: 9 }, () => ALPHABET[randomInt(32)]).join('');
  return nine + checkSign(nine);
}

/** A number as people write it (small letters, spaces, O for 0, I and L for 1); null when it is none or has a slip in it. */
export function parseNumber(text: string): string | null {
  const signs = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s‐‑‒–—―ー-]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (!/^[0-9A-HJKMNP-TV-Z]{10}$/.test(signs)) return null;
  return checkSign(signs.slice(0, 9)) === signs[9] ? signs : null;
}

/** A number in two groups, as it is printed: AB12C-D34EF. */
export function formatDeclarationNumber(number: string): string {
  return `${number.slice(0, 5)}-${number.slice(5)}`;
}
