/** The ranges in which subscribers' addresses are hidden. */
import { readPrefix } from '#know';

/** Bits of an address a pseudonym has to range over: whoever is alone in a prefix keeps the address. */
const FEWEST_BITS = 8;

/** `text` as a prefix in which an address can hide; nothing where it is none, names a range by its ends, or holds fewer than 256 addresses. */
export function readHidingPrefix(text: string): string | undefined {
  const prefix = readPrefix(text);
  const [address = '', length] = prefix?.split('/') ?? [];
  return Number(length) <= (address.includes(':') ? 128 : 32) - FEWEST_BITS ? prefix : undefined;
}
