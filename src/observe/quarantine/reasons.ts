import { type Entry, type Language, say } from '#platform/words';

/** Why a row, or a whole report, could not be read: a sentence for each machine word that readers, values and mappings use. */
export const reasons = {
  'too-few-columns': {
    ja: '列が足りません',
    easy: '列（れつ）が たりません',
    en: 'The row has too few columns',
  },
  'too-many-columns': {
    ja: '列が多すぎます',
    easy: '列（れつ）が 多すぎます',
    en: 'The row has too many columns',
  },
  'unclosed-quote': {
    ja: '引用符（"）が閉じていません',
    easy: '「"」が たりません',
    en: 'A quotation mark is not closed',
  },
  'no-match': {
    ja: '行が決められた形に合いません',
    easy: '行の 形が ちがいます',
    en: 'The line does not have the expected form',
  },
  'no-pairs': {
    ja: '「名前=値」の組がありません',
    easy: '「名前=値」が ありません',
    en: 'There is no “name=value” pair in the line',
  },
  'too-long': { ja: '行が長すぎます', easy: '行が 長すぎます', en: 'The row is too long' },
  'ends-too-early': {
    ja: '途中で終わっています',
    easy: 'とちゅうで おわっています',
    en: 'The report ends in the middle of the row',
  },
  'no-json': { ja: 'JSONとして読めません', easy: 'JSONでは ありません', en: 'This is no JSON' },
  'no-json-object': {
    ja: 'JSONのオブジェクトではありません',
    easy: 'JSONの 形が ちがいます',
    en: 'This is no JSON object',
  },
  'nothing-to-match': {
    ja: 'アドレスもドメインもURLもなく、だれのものかわかりません',
    easy: 'アドレスが ありません。だれの ものか わかりません',
    en: 'No address, domain or URL: nobody can be told',
  },
  'no-ip-address': { ja: 'IPアドレスの形ではありません', easy: 'IPアドレスでは ありません', en: 'Not an IP address' },
  'no-network': {
    ja: 'アドレス範囲の形ではありません',
    easy: 'アドレスの 形が ちがいます',
    en: 'Not an address range',
  },
  'no-domain-name': { ja: 'ドメイン名の形ではありません', easy: 'ドメインでは ありません', en: 'Not a domain name' },
  'no-url': { ja: 'URLの形ではありません', easy: 'URLでは ありません', en: 'Not a URL' },
  'no-time': { ja: '日時として読めません', easy: '日と 時間が わかりません', en: 'Not a date and time' },
  'no-as-number': { ja: 'AS番号ではありません', easy: 'AS番号では ありません', en: 'Not an AS number' },
  'no-port': {
    ja: 'ポート番号（1〜65535）ではありません',
    easy: 'ポート番号では ありません',
    en: 'Not a port number (1 to 65535)',
  },
  'no-whole-number': { ja: '整数ではありません', easy: '数では ありません', en: 'Not a whole number' },
  'no-number': { ja: '数ではありません', easy: '数では ありません', en: 'Not a number' },
  'no-yes-or-no': {
    ja: '「はい」「いいえ」のどちらでもありません',
    easy: 'はい・いいえでは ありません',
    en: 'Neither yes nor no',
  },
  'no-text': { ja: '文字として読めません', easy: '文字では ありません', en: 'Not a text' },
  'no-plain-word': {
    ja: '英数字でない文字が入っています',
    easy: '英語の 文字では ありません',
    en: 'It has letters other than plain ones',
  },
  'no-country-code': {
    ja: '国コード（2文字）ではありません',
    easy: '国の 記号では ありません',
    en: 'Not a two-letter country code',
  },
  'no-tlp': { ja: 'TLPの区分ではありません', easy: 'TLPでは ありません', en: 'Not a TLP label' },
  'no-taxonomy': { ja: '知らない大分類です', easy: '分類が わかりません', en: 'Unknown class of incident' },
  'no-classification': { ja: '知らない分類です', easy: '分類が わかりません', en: 'Unknown type of incident' },
  'no-registry': {
    ja: '知らないアドレス管理組織です',
    easy: '管理する 組織が わかりません',
    en: 'Unknown address registry',
  },
  'no-transport': { ja: '知らない通信方式です', easy: '通信の 方式が わかりません', en: 'Unknown transport protocol' },
  'no-base64': { ja: 'Base64として読めません', easy: 'Base64では ありません', en: 'This is no Base64' },
  'not-reserved': {
    ja: '内部用・例示用のアドレスや名前ではありません',
    easy: '中だけで 使う アドレスでは ありません',
    en: 'This is not reserved for private use or examples',
  },
  // A whole report
  'no-columns': {
    ja: '列の名前の行が見つかりません',
    easy: '列（れつ）の 名前が ありません',
    en: 'The line that names the columns was not found',
  },
  'no-report-type': {
    ja: 'ファイル名から報告の種類がわかりません',
    easy: '報告の 種類が わかりません',
    en: 'The file name does not tell the type of report',
  },
  'unknown-encoding': {
    ja: 'この文字コードは読めません',
    easy: '文字の 形が 読めません',
    en: 'This character encoding cannot be read',
  },
} as const satisfies Record<string, Entry>;

const other: Entry = {
  ja: 'この情報源の決まりに合いません（{code}）',
  easy: '決まりに 合いません（{code}）',
  en: 'It breaks a rule of this feed ({code})',
};

/** The sentence for a machine word (`no-port`), also for one a mapping made up itself. */
export function reasonWords(cause: string, language: Language): string {
  return Object.hasOwn(reasons, cause)
    ? say(reasons[cause as keyof typeof reasons] as Entry, language)
    : say(other, language, { code: cause });
}

/** A kept reason, `no-port: abc`, as its machine word and what stood there. */
export function readReason(reason: string): { readonly cause: string; readonly value: string } {
  const colon = reason.indexOf(': ');
  return colon < 0 ? { cause: reason, value: '' } : { cause: reason.slice(0, colon), value: reason.slice(colon + 2) };
}
