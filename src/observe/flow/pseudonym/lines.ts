/** Subscribers' addresses in the text of a log, replaced before any of it reaches the store. */
import { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import ipaddr from 'ipaddr.js';
import { BrokenFile } from '../read/recognise.ts';
import type { Pseudonyms } from './pseudonym.ts';

/** Addresses remembered: a log names the same ones again and again. */
const REMEMBERED = 1 << 18;
/** What has no end of line for so long is no log; cut anywhere, an address would be cut with it. */
const LONGEST_LINE = 1 << 20;
/** What stands before an address: nothing of its own kind, or a character that the log wrote as an escape. */
const before = (own: string) => `(?:(?<!${own})|(?<=\\\\(?:x[0-9a-f]{2}|[bfnrt])))`;
/** Four octets or more in a row, as `192.0.2.1`, `192-0-2-1` or `192_0_2_1`; `name`: what follows makes them part of a name. */
const V4 = `${before('\\d')}(?<v4>\\d{1,3}(?<dot>[._-])\\d{1,3}(?:\\k<dot>\\d{1,3}){2,})(?!\\d)(?:(?=(?<name>[._-]?[a-z]))|)`;
const V6 = `${before('[0-9a-f:]')}(?<v6>(?:[0-9a-f]{0,4}:){2,}(?:(?:\\d{1,3}\\.){3}\\d{1,3}|[0-9a-f]{0,4}))(?![0-9a-f])`;
/** IPv6 with hyphens, as names of lines have it. */
const H6 = `${before('[0-9a-f]')}(?<h6>[0-9a-f]{1,4}(?:(?:-[0-9a-f]{1,4}){7}|(?:-[0-9a-f]{1,4}){0,6}--(?:[0-9a-f]{1,4}-){0,6}[0-9a-f]{0,4}))(?![0-9a-f])`;
/**
 * Addresses from back to front: the names of the reverse zones (RFC 1035 section 3.5, RFC 3596 section 2.5), also cut short as resolvers
 * ask for them (RFC 9156) and with a classless label (RFC 2317), and what lists of senders are asked for (RFC 5782).
 */
const ZONES =
  '(?<!\\d)(?:(?<last>\\d{1,3})\\.\\d{1,3}[/-]\\d{1,3}\\.)?(?<octets>(?:\\d{1,3}\\.){1,4})(?=in-addr\\.arpa)|(?<![0-9a-f])(?<nibbles>(?:[0-9a-f]\\.){1,32}(?=ip6\\.arpa)|(?:[0-9a-f]\\.){32}(?=[a-z]))';
const ADDRESS = new RegExp([ZONES, V6, H6, V4].join('|'), 'gi');
const ONLY_V4 = new RegExp(V4, 'gi');

/** Texts with every address within the prefixes of `names` as its pseudonym, wherever and however it is written. */
export function hidingText(names: Pseudonyms): (text: string) => string {
  const known = new Map<string, string>();
  const hide = (address: string): string => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const hidden = names.hideText(address);
    if (known.size >= REMEMBERED) known.clear();
    known.set(address, hidden);
    return hidden;
  };
  const octets = (_all: string, ...match: unknown[]) => {
    const { v4 = '', dot = '.', name } = match.at(-1) as Groups;
    const parts = v4.split(dot);
    const four = (from: number) => parts.slice(from, from + 4).map((part) => String(Number(part)));
    for (let at = 0; at + 4 <= parts.length; at++) {
      for (const turn of name === undefined ? [kept] : [kept, turned]) {
        const address = turn(four(at)).join('.');
        if (hide(address) === address) continue;
        parts.splice(at, 4, ...turn(hide(address).split('.')));
        at += 3;
        break;
      }
    }
    return parts.join(dot);
  };
  /** The longest address within groups that may have others around them: `from:2001:db8::1:443`. */
  const groups = (text: string) => {
    const parts = text.split(':');
    for (let from = 0; from + 3 <= parts.length; from++)
      for (let to = Math.min(parts.length, from + 9); to >= from + 3; to--) {
        const address = parts.slice(from, to).join(':');
        if (to - from < 7 && !address.includes('::')) continue;
        if (hide(address) !== address) return [...parts.slice(0, from), hide(address), ...parts.slice(to)].join(':');
      }
    return undefined;
  };
  const replace = (text: string) =>
    text.replace(ADDRESS, (all, ...match) => {
      const found = match.at(-1) as Groups;
      if (found.octets) {
        const zone = [...(found.last ? [found.last] : []), ...found.octets.split('.').slice(0, -1)];
        const address = [...turned(zone), 0, 0, 0].slice(0, 4).map(Number).join('.');
        return hide(address) === address ? all : `${turned(hide(address).split('.')).slice(-zone.length).join('.')}.`;
      }
      if (found.nibbles) {
        const address = forwards(found.nibbles);
        return hide(address) === address ? all : backwards(hide(address)).slice(-found.nibbles.length);
      }
      if (found.v6) return groups(all) ?? all.replace(ONLY_V4, octets);
      if (found.h6) return groups(all.replaceAll('-', ':'))?.replaceAll(':', '-') ?? all.replace(ONLY_V4, octets);
      return octets(all, found);
    });
  return (text) => {
    if (!text.includes('\\u')) return replace(text);
    const plain = unescaped(text);
    const shown = replace(plain);
    return shown === plain ? text : shown;
  };
}

type Groups = Readonly<Record<string, string | undefined>>;

/** JSON with what it need not escape (RFC 8259 section 7) as itself. */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|.)/gi, (all, code) => {
    const letter = code === undefined ? '' : String.fromCharCode(Number.parseInt(code, 16));
    return /^[^\p{Cc}\p{Cs}"\\]$/u.test(letter) ? letter : all;
  });
}

/** A stream that lets a log through line by line, with subscribers' addresses hidden. Refuses (BrokenFile) lines without end. */
export function hidingLines(names: Pseudonyms): Transform {
  const replace = hidingText(names);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = rest + decoder.write(chunk);
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (rest.length > LONGEST_LINE) return done(new BrokenFile(`a line is longer than ${LONGEST_LINE} characters`));
      done(null, replace(text.slice(0, end)));
    },
    flush(done) {
      done(null, replace(rest + decoder.end()));
    },
  });
}

const kept = <T>(parts: readonly T[]): readonly T[] => parts;
const turned = <T>(parts: readonly T[]): readonly T[] => [...parts].reverse();

/** `b.a.9.8.…` as an address of eight groups; what is missing in front of a zone is 0. */
function forwards(nibbles: string): string {
  return turned(nibbles.replaceAll('.', '').split(''))
    .join('')
    .padEnd(32, '0')
    .replace(/.{4}(?=.)/g, '$&:');
}

/** An address as `b.a.9.8.…`. */
function backwards(address: string): string {
  const bytes = ipaddr.parse(address).toByteArray();
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${turned([...digits]).join('.')}.`;
}
