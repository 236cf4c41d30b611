/** Attributes as data, for markup whose attributes depend on what is drawn. */
import { html as honoHtml, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** `true` writes the bare attribute, `false`, `null` and `undefined` leave it out. */
export type AttributeValue = string | number | boolean | null | undefined;

const addressAttributes = new Set(['href', 'src', 'action', 'formaction']);

/**
 * Writes attributes with a leading space each: `html`<a${attrs({href, hidden})}>``. Values are escaped; addresses pass
 * `safeUrl`. Throws for names that are none, and for `style` and `on…`, which the content security policy would ignore.
 */
export function attrs(values: Readonly<Record<string, AttributeValue>>): HtmlEscapedString {
  let out = '';
  for (const [name, value] of Object.entries(values)) {
    if (!/^[a-zA-Z][a-zA-Z0-9-]*$/.test(name) || /^(style|on.*)$/i.test(name)) {
      throw new TypeError(`attrs: '${name}' is not an attribute that may be written`);
    }
    if (value === null || value === undefined || value === false) continue;
    if (value === true) out += ` ${name}`;
    else {
      const text = addressAttributes.has(name) ? safeUrl(String(value)) : String(value);
      out += ` ${name}="${honoHtml`${text}`}"`;
    }
  }
  return raw(out);
}

/**
 * Gives the address back if a click on it cannot run script: relative ones, http, https, mailto, tel, and pictures as
 * data. Anything else becomes `#`. Control characters count as absent, as browsers skip them.
 */
export function safeUrl(address: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop these before they read the scheme
  const seen = address.replace(/[\u0000-\u0020\u007f-\u009f]/g, '');
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(seen)?.[1]?.toLowerCase();
  if (scheme === undefined || ['http', 'https', 'mailto', 'tel'].includes(scheme)) return address;
  return /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(seen) ? address : '#';
}
