import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';

/** One organisation as a file names it, checked. */
export interface OrganisationRow {
  readonly externalId: string;
  readonly name: string;
  readonly nameKana: string;
  readonly nameEn: string;
  readonly corporateNumber: string | null;
  readonly kind: 'member' | 'provider' | 'partner';
  readonly sector: string;
  readonly prefecture: string;
  readonly staffCount: number | null;
  readonly language: 'ja' | 'easy' | 'en';
  readonly parent: string;
  readonly postalCode: string;
  readonly postalAddress: string;
  readonly contacts: readonly { readonly email: string; readonly name: string; readonly rank: number }[];
  readonly registrations: readonly { readonly kind: RegistrationKind; readonly value: string }[];
}

/** What can be registered as an organisation's own. */
export type RegistrationKind = 'prefix' | 'as-number' | 'domain' | 'url' | 'country';

/** A place in a file that cannot be taken, and why. */
export interface RowFault {
  readonly row: number;
  readonly column: string;
  readonly value: string;
  readonly reason: FaultReason;
}
export type FaultReason =
  | 'name-missing'
  | 'corporate-number-wrong'
  | 'prefix-wrong'
  | 'prefix-too-wide'
  | 'as-number-wrong'
  | 'domain-wrong'
  | 'email-wrong'
  | 'kind-unknown'
  | 'language-unknown'
  | 'number-wrong'
  | 'twice-in-file';

/** Column names people use, Japanese and English, for each field of a row. */
export const columnNames: Readonly<Record<string, readonly string[]>> = {
  externalId: ['id', 'external id', 'external_id', '組織id', '管理番号', '番号'],
  name: ['name', 'organisation', 'organization', '組織名', '名称', '会社名', '法人名', '団体名', '組織'],
  nameKana: ['kana', 'name_kana', 'フリガナ', 'ふりがな', '組織名カナ', '名称カナ', 'カナ'],
  // Brackets do not distinguish a heading: “組織名(英語)” would take 組織名 away from the name.
  nameEn: ['name_en', 'english name', '英語名', '英名', '英語組織名'],
  corporateNumber: ['corporate number', 'corporate_number', '法人番号'],
  kind: ['kind', 'type', '種別', '区分'],
  sector: ['sector', 'industry', '業種', '分野'],
  prefecture: ['prefecture', 'region', '都道府県', '地域'],
  staffCount: ['staff', 'employees', 'staff_count', '従業員数', '人数'],
  language: ['language', 'lang', '言語'],
  parent: ['parent', 'chamber', 'parent_id', '上位組織', '所属', '商工会議所', '所管'],
  postalCode: ['postal code', 'postal_code', 'zip', '郵便番号'],
  postalAddress: ['address', 'postal_address', '住所', '所在地'],
  emails: ['email', 'emails', 'mail', 'contact', 'contacts', 'メール', 'メールアドレス', '連絡先', '連絡先メール'],
  contactNames: ['contact name', 'contact_name', '担当者', '担当者名', '連絡先氏名'],
  prefixes: [
    'prefix',
    'prefixes',
    'ip',
    'ips',
    'cidr',
    'networks',
    'ipアドレス',
    'ipアドレス範囲',
    'アドレス範囲',
    'ネットワーク',
  ],
  asNumbers: ['as', 'asn', 'asns', 'as number', 'as numbers', 'as_number', 'as番号'],
  domains: ['domain', 'domains', 'ドメイン', 'ドメイン名'],
};

const many = (value: string): string[] => value.split(/[\s,;、，；]+/u).filter((part) => part !== '');
const languages: Readonly<Record<string, 'ja' | 'easy' | 'en'>> = {
  '': 'ja',
  ja: 'ja',
  日本語: 'ja',
  easy: 'easy',
  やさしい日本語: 'easy',
  en: 'en',
  english: 'en',
  英語: 'en',
};
const kinds: Readonly<Record<string, 'member' | 'provider' | 'partner'>> = {
  '': 'member',
  member: 'member',
  会員: 'member',
  組織: 'member',
  provider: 'provider',
  isp: 'provider',
  プロバイダー: 'provider',
  通信事業者: 'provider',
  partner: 'partner',
  支援機関: 'partner',
  商工会議所: 'partner',
};

/**
 * Checks one row of named cells. Gives the organisation and every fault found (not just the first); a row with a fault is
 * not taken. Prefixes wider than /8 (IPv6: /16) are refused: they are typing mistakes, not members.
 */
export function checkRow(
  row: number,
  cells: Readonly<Record<string, string>>,
  isCorporateNumber: (value: string) => boolean,
): { organisation: OrganisationRow; faults: RowFault[] } {
  const faults: RowFault[] = [];
  const cell = (name: string) => (cells[name] ?? '').normalize('NFKC').trim();
  const fault = (column: string, value: string, reason: FaultReason) =>
    faults.push({ row, column, value: value.slice(0, 200), reason });
  const checked = <T>(
    column: string,
    values: readonly string[],
    read: (value: string) => T | undefined,
    reason: FaultReason,
  ): T[] =>
    values.flatMap((value) => {
      const made = read(value);
      if (made === undefined) fault(column, value, reason);
      return made === undefined ? [] : [made];
    });

  const name = (cells.name ?? '').trim();
  if (name === '') fault('name', '', 'name-missing');
  const number = cell('corporateNumber').replace(/[^0-9]/g, '');
  if (number !== '' && !isCorporateNumber(number)) fault('corporateNumber', number, 'corporate-number-wrong');
  const kind = kinds[cell('kind').toLowerCase()];
  if (!kind) fault('kind', cell('kind'), 'kind-unknown');
  const language = languages[cell('language').toLowerCase()];
  if (!language) fault('language', cell('language'), 'language-unknown');
  const staff = cell('staffCount').replace(/[,人名]/g, '');
  if (staff !== '' && !/^\d{1,8}$/.test(staff)) fault('staffCount', staff, 'number-wrong');

  const prefixes = checked('prefixes', many(cell('prefixes')), readPrefix, 'prefix-wrong');
  for (const prefix of prefixes) if (isTooWide(prefix)) fault('prefixes', prefix, 'prefix-too-wide');
  const asNumbers = checked('asNumbers', many(cell('asNumbers')), readAsNumber, 'as-number-wrong');
  const domains = checked('domains', many(cell('domains')), readDomain, 'domain-wrong');
  const emails = checked(
    'emails',
    many(cell('emails')),
    (value) => (isEmail(value) ? value : undefined),
    'email-wrong',
  );
  const contactNames = cell('contactNames').split(/[,;、，；]/u);
  return {
    faults,
    organisation: {
      externalId: cell('externalId'),
      name: name.slice(0, 200),
      nameKana: cell('nameKana'),
      nameEn: cell('nameEn'),
      corporateNumber: number || null,
      kind: kind ?? 'member',
      sector: cell('sector'),
      prefecture: cell('prefecture'),
      staffCount: staff === '' ? null : Number(staff),
      language: language ?? 'ja',
      parent: cell('parent'),
      postalCode: cell('postalCode'),
      postalAddress: cell('postalAddress'),
      contacts: emails.map((email, index) => ({ email, name: contactNames[index]?.trim() ?? '', rank: index + 1 })),
      registrations: [
        ...prefixes.map((value) => ({ kind: 'prefix' as const, value })),
        ...asNumbers.map((value) => ({ kind: 'as-number' as const, value })),
        ...domains.map((value) => ({ kind: 'domain' as const, value })),
      ],
    },
  };
}

/** `192.0.2.0/24`, one address, or `first-last` (inclusive), in its shortest writing; `undefined` when it is none of these. */
export function readPrefix(text: string): string | undefined {
  const [first, last, ...more] = text.split('-').map((part) => part.trim());
  if (more.length > 0 || !first) return undefined;
  if (last !== undefined) {
    if (!isAddress(first) || !isAddress(last)) return undefined;
    const [from, to] = [ipaddr.parse(first), ipaddr.parse(last)];
    if (from.kind() !== to.kind() || compare(from.toByteArray(), to.toByteArray()) > 0) return undefined;
    return `${from.toString()}-${to.toString()}`;
  }
  if (isAddress(first.split('/')[0] ?? '') && ipaddr.isValidCIDR(first)) {
    const [address, bits] = ipaddr.parseCIDR(first);
    const network =
      address.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(first) : ipaddr.IPv6.networkAddressFromCIDR(first);
    return `${network.toString()}/${bits}`;
  }
  if (!isAddress(first)) return undefined;
  const address = ipaddr.parse(first);
  return `${address.toString()}/${address.kind() === 'ipv4' ? 32 : 128}`;
}

// ipaddr.js takes forms such as "10.1" that nobody means in a register, and addresses of one cable only ("fe80::1%eth0").
function isAddress(text: string): boolean {
  return (
    ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text))
  );
}

function isTooWide(prefix: string): boolean {
  const bits = Number(prefix.split('/')[1]);
  return Number.isFinite(bits) && bits < (prefix.includes(':') ? 16 : 8);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index++)
    if (a[index] !== b[index]) return (a[index] as number) - (b[index] as number);
  return 0;
}

/** `AS64496`, `64496` → `64496`. RFC 6793: 32 bits, 0 reserved (RFC 7607). */
export function readAsNumber(text: string): string | undefined {
  const digits = text.replace(/^as/i, '');
  const value = Number(digits);
  return /^\d{1,10}$/.test(digits) && value >= 1 && value <= 4_294_967_295 ? String(value) : undefined;
}

/** A domain name as A-labels in lower case (RFC 5891), without a dot at the end; at least two labels. */
export function readDomain(text: string): string | undefined {
  const ascii = domainToASCII(text.replace(/^\*\./, '').replace(/\.$/, '')).toLowerCase();
  if (
    ascii.length > 253 ||
    !/^(?!\d+\.\d+\.\d+\.\d+$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(ascii)
  )
    return undefined;
  return ascii;
}

/** One address that a mail server could take: no lists, no display names. */
export function isEmail(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/.test(text)
  );
}
