import type { Chance } from './chance.ts';

/** What parsers trip over, whatever the format. */
const NASTY = [
  ...[
    '',
    '\0',
    '\t',
    '\n',
    '\r\n',
    '\r',
    '"',
    '""',
    "'",
    ',',
    ';',
    '|',
    '\\',
    '\\"',
    '#',
    '=',
    ':',
    '/',
    '//',
    '\ufeff',
  ],
  ...['{', '}', '[', ']', '[[[[', '{"a":', 'null', '1e999', '-0', '\\u0000', '\ud83d', '\u202e', '日本', 'ｅ', '\x1a'],
  ...[
    '<',
    '</',
    '<tr>',
    '<td>',
    '</table>',
    '<!--',
    '<![CDATA[',
    '&amp;',
    '&#0;',
    '<?xml',
    ']]>',
    '%s',
    '${',
    '999999999999',
  ],
  ...[
    '::ffff:1.2.3.4',
    '1.2.3.4.5',
    'fe80::1%eth0',
    'http://',
    'http://[::1',
    'xn--a-ecp.ru',
    '256.1.1.1',
    '2026-02-30',
    '0',
  ],
];

/** `text` with a few faults of the kinds that happen: cut, doubled, swapped, flipped octets, and things that mean something to a parser. */
export function damage(text: string | Uint8Array, dice: Chance, faults = 4): Buffer {
  let bytes = Buffer.from(typeof text === 'string' ? Buffer.from(text) : text);
  for (let n = dice.between(0, faults + 1); n > 0; n--) {
    const at = dice.between(0, bytes.length + 1);
    const end = Math.min(bytes.length, at + dice.between(0, 40));
    const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
    switch (dice.between(0, 6)) {
      case 0:
        bytes = Buffer.concat([before, after]);
        break;
      case 1:
        bytes = Buffer.concat([before, part, part, part, after]);
        break;
      case 2:
        bytes = Buffer.concat([before, Buffer.from(dice.of(NASTY).repeat(dice.between(1, 4))), part, after]);
        break;
      case 3:
        bytes = Buffer.concat([before, Buffer.from(part.map((octet) => octet ^ dice.between(0, 256))), after]);
        break;
      case 4:
        bytes = Buffer.from(before); // cut off
        break;
      default:
        bytes = Buffer.concat([before, Buffer.from(dice.of(NASTY)), after]);
    }
  }
  return bytes;
}

/** A text made of `pieces` and nasty things only. */
export function soup(pieces: readonly string[], dice: Chance, length: number): string {
  return Array.from({ length: dice.between(0, length) }, () =>
    dice.happens(0.75) ? dice.of(pieces) : dice.of(NASTY),
  ).join('');
}

/** The bytes in pieces of any size, as a network gives them. */
export async function* inPieces(bytes: Uint8Array, dice: Chance): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const end = at + (dice.happens(0.3) ? 1 : dice.between(1, 60));
    yield bytes.subarray(at, end);
    at = end;
  }
}
