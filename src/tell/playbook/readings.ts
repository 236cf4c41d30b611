/** A piece of text, with its reading in hiragana where the writer gave one. */
export interface Piece {
  readonly text: string;
  readonly reading?: string;
}

const READING = /（([\u3041-\u3096ー]+)）/g;
/** Kanji with kana between and after: the longest that could carry a reading. */
const WORD = /[\p{Script=Han}々ヶ〇][\p{Script=Han}々ヶ〇\u3041-\u3096\u30a1-\u30f6ー]*$/u;

/**
 * Cuts a text in the form 設定（せってい）を見る into pieces, so that a page can set the reading above the word (ruby). A
 * reading belongs to the longest word before it whose kana agree with it; one that fits no word stays part of the text.
 */
export function readingsOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  let from = 0;
  for (const found of text.matchAll(READING)) {
    plain += text.slice(from, found.index);
    from = found.index + found[0].length;
    const reading = found[1] as string;
    const word = wordBefore(plain, reading);
    if (word === '') {
      plain += found[0];
      continue;
    }
    const before = plain.slice(0, plain.length - word.length);
    if (before !== '') pieces.push({ text: before });
    pieces.push({ text: word, reading });
    plain = '';
  }
  plain += text.slice(from);
  if (plain !== '') pieces.push({ text: plain });
  return pieces;
}

/** The longest end of `text` that starts with a kanji and can be read as `reading`. */
function wordBefore(text: string, reading: string): string {
  let candidate = WORD.exec(text)?.[0] ?? '';
  while (candidate !== '') {
    if (/^\p{Script=Han}|^[々〇]/u.test(candidate) && readsAs(candidate, reading)) return candidate;
    candidate = candidate.slice(1);
  }
  return '';
}

function readsAs(word: string, reading: string): boolean {
  const pattern = [...word.matchAll(/[\p{Script=Han}々ヶ〇]+|[^\p{Script=Han}々ヶ〇]+/gu)]
    .map(([run]) =>
      /^[\u3041-\u3096ー]/.test(run) ? run : /^[\u30a1-\u30f6]/.test(run) ? toHiragana(run) : `.{1,${run.length * 4}}`,
    )
    .join('');
  return new RegExp(`^${pattern}$`, 'u').test(reading);
}

function toHiragana(katakana: string): string {
  return [...katakana]
    .map((sign) => (/[\u30a1-\u30f6]/.test(sign) ? String.fromCodePoint((sign.codePointAt(0) as number) - 0x60) : sign))
    .join('');
}
