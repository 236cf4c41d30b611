/** The part of a text where the words of a question stand, with the words marked as the text writes them. */

import { OKURIGANA } from './fold.ts';

/** A piece of a snippet; a marked one is a word of the question. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

const LENGTH = 130;
const BEFORE = 36;

/** Cuts the best part out of a text and marks the names in it. A text without any gives its beginning. */
export function snippet(text: string, names: readonly string[], length = LENGTH): readonly Piece[] {
  const { folded, places } = foldWithPlaces(text.slice(0, 20_000));
  const hits = names
    .map((name) => name.replaceAll(' ', ''))
    .filter((name) => name !== '')
    .flatMap((name) =>
      occurrences(folded, name).map((at) => [places[at] ?? 0, (places[at + name.length - 1] ?? 0) + 1] as const),
    )
    .sort((a, b) => a[0] - b[0]);
  const from = startOf(text, bestStart(hits, length));
  const to = Math.min(text.length, from + length);
  const pieces: Piece[] = from > 0 ? [{ text: '…', marked: false }] : [];
  let at = from;
  for (const [begin, end] of hits) {
    if (begin < at || end > to) continue;
    if (begin > at) pieces.push({ text: text.slice(at, begin), marked: false });
    pieces.push({ text: text.slice(begin, end), marked: true });
    at = end;
  }
  if (at < to) pieces.push({ text: text.slice(at, to), marked: false });
  if (to < text.length) pieces.push({ text: '…', marked: false });
  return pieces;
}

function occurrences(text: string, name: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(name); at >= 0 && found.length < 40; at = text.indexOf(name, at + name.length))
    found.push(at);
  return found;
}

/** Where most hits lie within one length. */
function bestStart(hits: readonly (readonly [number, number])[], length: number): number {
  let best = 0;
  let most = 0;
  for (const [begin] of hits) {
    const count = hits.filter(([other]) => other >= begin && other < begin + length - BEFORE).length;
    if (count > most) {
      most = count;
      best = begin;
    }
  }
  return Math.max(0, best - BEFORE);
}

/** Begins at the sentence when one begins close before. */
function startOf(text: string, at: number): number {
  if (at === 0) return 0;
  const sentence = text.lastIndexOf('。', at + BEFORE - 4);
  return sentence >= at - 12 ? sentence + 1 : at;
}

// As `fold`, sign by sign, so that each folded sign knows its place; blanks are left out.
function foldWithPlaces(text: string): { folded: string; places: number[] } {
  const dropped = new Set<number>();
  for (const found of text.matchAll(OKURIGANA))
    for (let at = 0; at < found[0].length; at++) dropped.add(found.index + at);
  let folded = '';
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (dropped.has(at)) continue;
    const joined = /[ﾞﾟ]/.test(text[at + 1] ?? '') ? text.slice(at, at + 2) : (text[at] ?? '');
    const sign = joined
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
      .replace(/[ァィゥェォ]/g, (kana) => 'アイウエオ'['ァィゥェォ'.indexOf(kana)] ?? kana);
    for (const one of sign)
      if (!/[\s・･＝=~〜'’"“”「」『』（）()【】[\]、。,.:;!?！？/\\|_‐‑–—―−ー-]/.test(one)) {
        folded += one;
        places.push(at);
      }
    at += joined.length - 1;
  }
  return { folded, places };
}
