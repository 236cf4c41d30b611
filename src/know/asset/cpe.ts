/**
 * A listed product as a CPE 2.3 formatted string (NISTIR 7695), so that advisories can be matched with it later. Only what the
 * list says is put in: an unknown part of the name is ANY, never a guess.
 */
import type { AssetKind } from '../asset-sheet/row.ts';

/** What the list says of a product. */
export interface ListedProduct {
  readonly kind: AssetKind;
  readonly vendor?: string | undefined;
  readonly product?: string | undefined;
  readonly version?: string | undefined;
}

/** Names of makers as people write them in Japan, squashed, and as the CPE dictionary does. */
const makers: Readonly<Record<string, string>> = {
  マイクロソフト: 'microsoft',
  アップル: 'apple',
  グーグル: 'google',
  シスコ: 'cisco',
  シスコシステムズ: 'cisco',
  フォーティネット: 'fortinet',
  ソニックウォール: 'sonicwall',
  パロアルトネットワークス: 'paloaltonetworks',
  イバンティ: 'ivanti',
  ヤマハ: 'yamaha',
  バッファロー: 'buffalo',
  アイオーデータ: 'iodata',
  アイオーデータ機器: 'iodata',
  エレコム: 'elecom',
  ロジテック: 'logitec',
  日本電気: 'nec',
  富士通: 'fujitsu',
  日立: 'hitachi',
  日立製作所: 'hitachi',
  東芝: 'toshiba',
  三菱電機: 'mitsubishielectric',
  オムロン: 'omron',
  パナソニック: 'panasonic',
  ソニー: 'sony',
  シャープ: 'sharp',
  キヤノン: 'canon',
  キャノン: 'canon',
  リコー: 'ricoh',
  エプソン: 'epson',
  ブラザー: 'brother',
  コニカミノルタ: 'konicaminolta',
  京セラ: 'kyocera',
  サイボウズ: 'cybozu',
  トレンドマイクロ: 'trendmicro',
  ジュニパー: 'juniper',
  ネットギア: 'netgear',
  アライドテレシス: 'allied_telesis',
  シノロジー: 'synology',
  デル: 'dell',
  レノボ: 'lenovo',
};

/** Products that name their maker, so that a list without a column for makers still gives a whole name. */
const products: readonly (readonly [RegExp, vendor: string, product: string])[] = [
  [/^(?:microsoft )?windows (11|10|8\.1|7)\b/iu, 'microsoft', 'windows_$1'],
  [/^(?:microsoft )?windows server (20\d\d)\b/iu, 'microsoft', 'windows_server_$1'],
  [/^(?:microsoft )?exchange(?: server)?\b/iu, 'microsoft', 'exchange_server'],
  [/^(?:apple )?mac ?os\b/iu, 'apple', 'macos'],
  [/^i(?:phone )?os\b/iu, 'apple', 'iphone_os'],
  [/^android\b/iu, 'google', 'android'],
  [/^(?:google )?chrome\b/iu, 'google', 'chrome'],
  [/^(?:mozilla )?firefox\b/iu, 'mozilla', 'firefox'],
  [/^wordpress\b/iu, 'wordpress', 'wordpress'],
  [/^forti ?os\b/iu, 'fortinet', 'fortios'],
  [/^(?:ubuntu)(?: linux)?\b/iu, 'canonical', 'ubuntu_linux'],
  [/^debian\b/iu, 'debian', 'debian_linux'],
];

const systems = /^(windows_|macos|iphone_os|android|fortios|ubuntu_linux|debian_linux|.*_firmware$|.*linux)/u;

/**
 * The CPE 2.3 name of a listed product; null while its maker or its name cannot be told. Information and contracts are no products.
 */
export function cpeOf({ kind, vendor = '', product = '', version = '' }: ListedProduct): string | null {
  if (kind === 'information' || kind === 'contract') return null;
  const named = product.normalize('NFKC').trim();
  const known = products.find(([pattern]) => pattern.test(named));
  const match = known?.[0].exec(named);
  const maker = known ? known[1] : makerOf(vendor);
  const name = known ? known[2].replace('$1', match?.[1] ?? '') : plain(withoutMaker(named, vendor));
  if (maker === null || name === null) return null;
  const part = systems.test(name) ? 'o' : kind === 'device' ? 'h' : 'a';
  const number = plain(version) ?? plain(known ? named.slice(match?.[0].length ?? 0) : '');
  return `cpe:2.3:${part}:${bind(maker)}:${bind(name)}:${number === null ? '*' : bind(number)}:*:*:*:*:*:*:*`;
}

function makerOf(vendor: string): string | null {
  const squashed = vendor
    .normalize('NFKC')
    .replace(/株式会社|有限会社|合同会社|\(株\)|,? ?(inc|corp|corporation|co|ltd|llc)\b\.?/giu, '')
    .replace(/[\s・]+/gu, '');
  return makers[squashed] ?? plain(vendor.replace(/,? ?\b(inc|corp|corporation|co|ltd|llc)\b\.?/giu, ''));
}

function withoutMaker(product: string, vendor: string): string {
  const maker = vendor.normalize('NFKC').trim();
  return maker !== '' && product.toLowerCase().startsWith(`${maker.toLowerCase()} `)
    ? product.slice(maker.length + 1)
    : product;
}

/** Lower case, spaces as underlines; null for what is empty or holds letters that CPE names do not (they are ASCII). */
function plain(text: string): string | null {
  const name = text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\s+/gu, '_')
    .replace(/^v(?=\d)/u, '');
  return /^[\x21-\x7e]{1,100}$/u.test(name) ? name : null;
}

/** Binds a value into a formatted string: what is neither letter, digit, `_`, `-` nor `.` is quoted. */
function bind(value: string): string {
  return value === '-' ? '\\-' : value.replace(/[^a-z0-9_.-]/gu, '\\$&');
}
