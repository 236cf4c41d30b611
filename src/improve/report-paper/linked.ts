/** Numbers in running text, each made a link to where it comes from. */

import type { Span } from '#platform/paper';
import { readQuantities } from '../plan/flags/index.ts';

/**
 * Cuts a text at the numbers that count something (dates, ordinals and names are none) and links each to `href`. The text
 * itself is not changed: put together again, the runs are what came in.
 */
export function linkNumbers(text: string, href: string): Span[] {
  const spans: Span[] = [];
  const place = placesOf(text);
  let from = 0;
  for (const quantity of readQuantities(text)) {
    const start = place(quantity.at);
    const end = endOf(text, start, quantity.text);
    if (start < from || end <= start) continue;
    if (start > from) spans.push(text.slice(from, start));
    spans.push({ text: text.slice(start, end), link: href });
    from = end;
  }
  if (from < text.length) spans.push(text.slice(from));
  return spans;
}

// The blank between a number and its unit is not in the quantity.
function endOf(text: string, start: number, quantity: string): number {
  let left = quantity.replace(/\s/g, '').length;
  let end = start;
  for (const sign of text.slice(start)) {
    if (left <= 0) break;
    left -= sign.normalize('NFKC').replace(/\s/g, '').length;
    end += sign.length;
  }
  return end;
}

// Quantities are read in a text with widths made one (NFKC), where ㈱ is three signs: from its places back to those of the original.
function placesOf(text: string): (at: number) => number {
  const starts: number[] = [];
  let at = 0;
  for (const sign of text) {
    const length = /[①-⑳]/.test(sign) ? 1 : sign.normalize('NFKC').length;
    for (let i = 0; i < length; i++) starts.push(at);
    at += sign.length;
  }
  return (place) => starts[place] ?? text.length;
}
