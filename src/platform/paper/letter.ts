/** Letters for window envelopes: the address stands where the window is, whichever way the sheet slides inside. */
import { formatDate, type Language, say } from '#platform/words';
import type { Block } from './blocks.ts';
import { lettersAsPdf, type PreparedLetter } from './typst.ts';
import { words } from './words.ts';

interface Window {
  /** The box for the address, in millimetres from the top left corner of the sheet. */
  readonly address: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly senderY: number;
  readonly bodyY: number;
  /** Where to fold, in millimetres from the top edge. */
  readonly folds: readonly number[];
}

/**
 * 長形3号 (120 × 235 mm, the envelope for A4 in three): the usual window is 90 × 45 mm, 20 mm from the left and 12 mm from the
 * top. The folded sheet (99 × 210 mm) can slide by 25 mm sideways and 21 mm down, so what is sure to show is only
 * the box below. DL (110 × 220 mm, window 90 × 45 mm, 20 mm from the left, 15 mm from the bottom): DIN 5008 form B.
 */
export const windows = {
  naga3: { address: { x: 22, y: 13, width: 66, height: 25 }, senderY: 20, bodyY: 70, folds: [99, 198] },
  dl: { address: { x: 25, y: 54, width: 76, height: 30 }, senderY: 20, bodyY: 100, folds: [105, 210] },
} as const satisfies Record<string, Window>;

/** One letter. Lines are printed as they come: the caller adds the postal mark, 様 or 御中. */
export interface Letter {
  readonly language: Language;
  readonly addressee: readonly string[];
  readonly sender: readonly string[];
  readonly date: Date;
  readonly subject: string;
  readonly blocks: readonly Block[];
  /** Printed as a QR code with the address below it, at the end of the letter. */
  readonly qrUrl?: string;
  readonly qrCaption?: string;
  /** Our number for the letter; stands under the date and at the foot. */
  readonly reference?: string;
  readonly envelope?: keyof typeof windows;
}

function prepare(letter: Letter): PreparedLetter {
  return {
    addressee: letter.addressee,
    sender: letter.sender,
    date: formatDate(letter.date, letter.language),
    subject: letter.subject,
    blocks: letter.blocks,
    place: windows[letter.envelope ?? 'naga3'],
    ...(letter.reference === undefined ? {} : { reference: letter.reference }),
    ...(letter.qrUrl === undefined
      ? {}
      : { qr: { url: letter.qrUrl, caption: letter.qrCaption ?? say(words.scan, letter.language) } }),
  };
}

/** One letter as PDF, laid out for a window envelope and marked where to fold. */
export function letterPdf(letter: Letter): Uint8Array {
  return lettersAsPdf([prepare(letter)], letter.language, false, letter.date);
}

/**
 * Many letters as one PDF for the printer. All in one language (the PDF has one); with `duplex`, each begins on
 * a front side. Refuses (throws) an empty list or mixed languages.
 */
export function lettersPdf(letters: readonly Letter[], options: { readonly duplex?: boolean } = {}): Uint8Array {
  const [first] = letters;
  if (!first) throw new Error('no letters to print');
  if (letters.some((letter) => letter.language !== first.language))
    throw new Error('letters of several languages in one print run');
  return lettersAsPdf(letters.map(prepare), first.language, options.duplex ?? false, first.date);
}
