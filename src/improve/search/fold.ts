/**
 * 表記ゆれ: one spelling for what people write in several ways, so that index and question meet. Applied to both alike; nothing
 * folded is ever shown.
 */

const KANJI = '\\p{Script=Han}々〆';
/**
 * Okurigana that is written or left out at will (取り組み・取組み・取組, 問い合わせ・問合せ): the endings of a verb's stem between two
 * kanji or at the end of the word. Particles are not among them.
 */
export const OKURIGANA = new RegExp(
  `(?<=[${KANJI}])(?:わせ|らせ|[いきしちみりぎびえけせめれげべ])(?=[${KANJI}]|$|[^\\p{Script=Hiragana}ー])`,
  'gu',
);
const SMALL: Readonly<Record<string, string>> = { ァ: 'ア', ィ: 'イ', ゥ: 'ウ', ェ: 'エ', ォ: 'オ', ヮ: 'ワ' };

/**
 * Folds a text: full and half width (NFKC), capitals, okurigana, hiragana to katakana, ヴ and small vowels (ウィルス・ウイルス), long
 * vowels (サーバ・サーバー, セキュリティー), middle dots and hyphens, and blanks. Gives one string whose pieces can be compared.
 */
export function fold(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replace(OKURIGANA, '')
    .replace(/[ぁ-ゖ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0x60))
    .replace(/ヴ([ァィェォ])?/g, (_, vowel: string | undefined) =>
      vowel === undefined ? 'ブ' : ({ ァ: 'バ', ィ: 'ビ', ェ: 'ベ', ォ: 'ボ' }[vowel] ?? 'ブ'),
    )
    .replace(/[ァィゥェォヮ]/g, (sign) => SMALL[sign] ?? sign)
    .replace(/(?<=[ァ-ヶ])[ー‐‑–—―−-]+/g, '')
    .replace(/[・･＝=~〜'’"“”「」『』（）()【】[\]、。,.:;!?！？/\\|_‐‑–—―−-]/g, ' ')
    .replace(/(?<=[^\x21-\x7e])\s+|\s+(?=[^\x21-\x7e])/g, '')
    .replace(/(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The terms a folded text is kept and found by: each two neighbouring signs of Japanese, each word of Latin letters, each
 * number, and (`whole`, for an entry) the last sign of a run, so that a single sign can be asked for as a beginning.
 * Two signs are the shortest words people search for (保険, 監査), and need no dictionary that would not know this field's words.
 */
export function terms(folded: string, whole = false): string[] {
  const found: string[] = [];
  for (const [run] of folded.matchAll(/[!-~]+|[^ -~]+/g)) {
    if (run.charCodeAt(0) < 0x80) {
      found.push(run);
      continue;
    }
    const signs = [...run];
    for (let at = 0; at + 1 < signs.length; at++) found.push(`${signs[at]}${signs[at + 1]}`);
    if (whole || signs.length === 1) found.push(signs.at(-1) ?? '');
  }
  return found;
}

const PARTICLES = /(?:について|における|に関する|のための|とは|から|まで|より|[のをにはがでとへもや])/;

/** What a question ends with and does not ask for. */
const TAIL = /(?<=[^\p{Script=Hiragana}])(?:について|に関する|とは|の件)$/u;

/**
 * The words of a question, folded: cut at blanks, and at particles between other scripts (中小企業の保険 → 中小企業, 保険). A question all in
 * kana is left whole, because its particles cannot be told from its words. At most eight.
 */
export function wordsOf(question: string): string[] {
  const pieces = question
    .normalize('NFKC')
    .slice(0, 200)
    .split(/[\s、。,!?！？「」『』()（）【】]+/u)
    .flatMap((piece) => {
      if (/^[\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u.test(piece)) return [piece];
      return piece.split(new RegExp(`(?<=.)${PARTICLES.source}(?=[^\\p{Script=Hiragana}])`, 'u'));
    });
  return [...new Set(pieces.map((piece) => fold(piece.replace(TAIL, ''))).filter((word) => word !== ''))].slice(0, 8);
}
