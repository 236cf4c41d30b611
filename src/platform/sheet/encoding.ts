/** Which encoding a text file is in. Japanese offices send Shift_JIS (CP932), UTF-8 with and without a mark, and UTF-16. */
import { Refusal } from '#platform/errors';

/** A text and how it was encoded. */
export interface Decoded {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'shift_jis' | 'euc-jp' | 'iso-2022-jp';
}

function strictly(bytes: Uint8Array, encoding: Decoded['encoding']): Decoded | null {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch {
    return null;
  }
}

/** How odd a text looks as Japanese: half-width kana and private characters are what a wrong guess produces. */
function oddity(text: string): number {
  let odd = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if ((code >= 0xff61 && code <= 0xff9f) || (code >= 0xe000 && code <= 0xf8ff)) odd += 1;
    if (code < 0x20 && code !== 9 && code !== 10 && code !== 13) odd += 5;
  }
  return odd;
}

/** Of UTF-16 without a mark, one byte of each pair is mostly zero. */
function looksLikeUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const sample = bytes.subarray(0, 4000);
  const zeros = [0, 0];
  for (let index = 0; index < sample.length; index += 1)
    if (sample[index] === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even + odd < sample.length / 20) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/**
 * The text of a file whose encoding nobody stated. A mark decides; then UTF-8 if every byte fits; then the better
 * looking of Shift_JIS and EUC-JP. Refuses bytes that fit none of them: guessing would silently spoil names.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const [a, b] = bytes;
  const marked = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : null;
  const utf16 = marked ?? looksLikeUtf16(bytes);
  if (utf16) {
    const decoded = strictly(bytes, utf16);
    if (decoded && oddity(decoded.text.slice(0, 4000)) < 10) return decoded;
    throw new Refusal(marked ? 'sheet.encoding' : 'sheet.not-a-sheet');
  }
  if (bytes.includes(0)) throw new Refusal('sheet.not-a-sheet');
  // ESC $ or ESC ( begins a change of character set, which only ISO-2022-JP does.
  const shift = bytes.indexOf(0x1b);
  if (shift >= 0 && (bytes[shift + 1] === 0x24 || bytes[shift + 1] === 0x28)) {
    const decoded = strictly(bytes, 'iso-2022-jp');
    if (decoded) return decoded;
  }
  const utf8 = strictly(bytes, 'utf-8');
  if (utf8) return utf8;
  const guesses = [strictly(bytes, 'shift_jis'), strictly(bytes, 'euc-jp')].filter((guess) => guess !== null);
  const best = guesses.sort((one, other) => oddity(one.text) - oddity(other.text))[0];
  if (!best) throw new Refusal('sheet.encoding');
  return best;
}
