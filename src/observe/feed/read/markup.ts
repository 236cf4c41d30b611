/** A forgiving reader of tags: enough of HTML and XML to find tables and records. Nothing is fetched, no entity is declared. */

/** A tag, a text between tags, or the end of an element. Names are in lower case for HTML. */
export type Token =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly closed: boolean;
      readonly line: number;
    }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  mdash: '—',
  ndash: '–',
  hellip: '…',
};

/** Text with character references resolved; unknown ones stay as they are. */
export function unescapeMarkup(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]+));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
    },
  );
}

/** The tokens of a document. Comments, declarations and the insides of scripts and styles are passed over (HTML). */
export function* tokens(text: string, html: boolean): Generator<Token> {
  let at = 0;
  let line = 1;
  let counted = 0;
  const lineAt = (place: number) => {
    for (let i = text.indexOf('\n', counted); i >= 0 && i < place; i = text.indexOf('\n', i + 1)) {
      line++;
      counted = i + 1;
    }
    return line;
  };
  while (at < text.length) {
    const open = text.indexOf('<', at);
    if (open < 0) {
      yield { kind: 'text', text: unescapeMarkup(text.slice(at)) };
      return;
    }
    if (open > at) yield { kind: 'text', text: unescapeMarkup(text.slice(at, open)) };
    if (text.startsWith('<!--', open)) at = after(text, '-->', open);
    else if (text.startsWith('<![CDATA[', open)) {
      at = after(text, ']]>', open);
      yield { kind: 'text', text: text.slice(open + 9, at === text.length && !text.endsWith(']]>') ? at : at - 3) };
    } else if (text[open + 1] === '!' || text[open + 1] === '?') at = after(text, '>', open);
    else {
      const end = endOfTag(text, open);
      const inside = text.slice(open + 1, text[end - 1] === '>' ? end - 1 : end);
      at = end;
      const close = /^\/\s*([^\s>/]+)/.exec(inside);
      const name = close?.[1] ?? /^[a-zA-Z_][^\s/>]*/.exec(inside)?.[0];
      if (name === undefined) {
        yield { kind: 'text', text: '<' };
        at = open + 1;
        continue;
      }
      const plain = html ? name.toLowerCase() : name;
      if (close) {
        yield { kind: 'close', name: plain };
        continue;
      }
      yield {
        kind: 'open',
        name: plain,
        attributes: attributesOf(inside.slice(name.length), html),
        closed: inside.endsWith('/'),
        line: lineAt(open),
      };
      if (html && (plain === 'script' || plain === 'style')) {
        const stop = text.toLowerCase().indexOf(`</${plain}`, at);
        at = stop < 0 ? text.length : stop;
      }
    }
  }
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

/** The place behind the `>` of a tag; a `>` inside quotes does not end it. */
function endOfTag(text: string, from: number): number {
  let quote = '';
  for (let i = from + 1; i < text.length; i++) {
    const c = text[i] as string;
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if ((c === '"' || c === "'") && text[i - 1] === '=') quote = c;
    else if (c === '>') return i + 1;
    // A new tag before this one ended: it was none.
    else if (c === '<') return i;
  }
  return text.length;
}

function attributesOf(text: string, html: boolean): Record<string, string> {
  const found: Record<string, string> = Object.create(null);
  for (const [, name, , double, single, bare] of text.matchAll(
    /([^\s=/"']+)\s*(=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g,
  )) {
    if (name !== undefined) found[html ? name.toLowerCase() : name] ??= unescapeMarkup(double ?? single ?? bare ?? '');
  }
  return found;
}
