/** Markup as a tagged template: every plain string that enters is escaped, only `Markup` passes as it is. */
import { html as honoHtml, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export { type AttributeValue, attrs, safeUrl } from './attrs.ts';
export { raw };

/** Text that is already safe HTML. Made by `html` and `raw`, by nothing else. */
export type Markup = HtmlEscapedString;

/** What may stand in a hole of `html`: text (escaped), numbers, markup, lists of these, or nothing at all. */
export type Part = string | number | bigint | Markup | null | undefined | boolean | readonly Part[];

/**
 * Builds markup. Strings are escaped (also inside quoted attributes), `null`, `undefined` and booleans leave nothing.
 * Refuses promises, dates and other objects with a TypeError: load first, then draw.
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  for (const part of parts) if (typeof part === 'object' && part !== null) refuseStrangers(part);
  const made = honoHtml(strings, ...parts);
  if (made instanceof Promise) throw new TypeError('html: markup is drawn at once; await the data before drawing');
  return made;
}

/** Markup of nothing, for a branch that has nothing to say. */
export const nothing: Markup = raw('');

/** Puts one piece of markup between the others, as `Array.join` does for text. */
export function join(parts: readonly Part[], between: Part): Markup {
  return html`${parts.map((part, index) => (index === 0 ? part : [between, part]))}`;
}

function refuseStrangers(part: object): void {
  if (Array.isArray(part)) {
    for (const inner of part) if (typeof inner === 'object' && inner !== null) refuseStrangers(inner);
    return;
  }
  if (!('isEscaped' in part)) {
    throw new TypeError(`html: a hole takes text, numbers and markup, not ${part.constructor?.name ?? 'an object'}`);
  }
}
