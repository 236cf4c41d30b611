/**
 * Whether these are the 13 digits of a 法人番号: the first is the check digit over the other twelve, 9 minus the sum, modulo 9, of the
 * digits counted from the right, each even one doubled (法人番号の指定等に関する省令 第2条).
 */
export function isCorporateNumber(digits: string): boolean {
  if (!/^[1-9]\d{12}$/.test(digits)) return false;
  let sum = 0;
  for (let n = 1; n <= 12; n++) sum += Number(digits[13 - n]) * (n % 2 === 0 ? 2 : 1);
  return Number(digits[0]) === 9 - (sum % 9);
}
