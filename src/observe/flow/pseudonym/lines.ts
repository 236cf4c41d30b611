/** Subscribers' addresses in the text of a log, replaced before any of it reaches the store. */
import { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import ipaddr from 'ipaddr.js';
import type { Pseudonyms } from './pseudonym.ts';

/** Addresses remembered: a log names the same ones again and again. */
const REMEMBERED = 1 << 18;
/** What has no end of line for so long is no log; it is not gathered any further. */
const LONGEST_LINE = 1 << 20;
/** Addresses, also with hyphens as in names of lines, and the names of the reverse zones, which are addresses from back to front (RFC 1035 section 3.5, RFC 3596 section 2.5). */
const ADDRESS =
  /(?<![0-9a-f:])(?<v6>(?:[0-9a-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}))(?![0-9a-f:])|(?<nibbles>(?:[0-9a-f]\.){32})ip6\.arpa|(?<!\d)(?<v4>\d{1,3}(?<dot>[.-])(?:\d{1,3}\k<dot>){2}\d{1,3})(?!\d)(?<arpa>\.in-addr\.arpa)?/gi;

/** A stream that lets a log through line by line, with every address within the prefixes of `names` as its pseudonym, wherever it stands. */
export function hidingLines(names: Pseudonyms): Transform {
  const known = new Map<string, string>();
  const hide = (address: string): string => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const hidden = names.hideText(address);
    if (known.size >= REMEMBERED) known.clear();
    known.set(address, hidden);
    return hidden;
  };
  const replace = (text: string) =>
    text.replace(ADDRESS, (...match) => {
      const { v6, nibbles, v4, dot = '.', arpa } = match.at(-1) as Readonly<Record<string, string | undefined>>;
      if (nibbles) return `${backwards(hide(forwards(nibbles)))}ip6.arpa`;
      if (v4 && arpa) return `${turned(hide(turned(v4)))}${arpa}`;
      return v4 ? hide(v4.replaceAll(dot, '.')).replaceAll('.', dot) : hide(v6 ?? '');
    });
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = rest + decoder.write(chunk);
      const end = text.lastIndexOf('\n') + 1 || (text.length > LONGEST_LINE ? text.length : 0);
      rest = text.slice(end);
      done(null, replace(text.slice(0, end)));
    },
    flush(done) {
      done(null, replace(rest + decoder.end()));
    },
  });
}

const turned = (address: string) => address.split('.').reverse().join('.');

/** `b.a.9.8.…` as an address of eight groups. */
function forwards(nibbles: string): string {
  return nibbles
    .replaceAll('.', '')
    .split('')
    .reverse()
    .join('')
    .replace(/.{4}(?=.)/g, '$&:');
}

/** An address as `b.a.9.8.…`. */
function backwards(address: string): string {
  const bytes = ipaddr.parse(address).toByteArray();
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${digits.split('').reverse().join('.')}.`;
}
