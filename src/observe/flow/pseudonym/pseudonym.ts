/**
 * Pseudonyms for subscribers' addresses that keep the prefix and hide the host. The provider, who holds the key, can compute
 * the address back; nobody else can, and the same subscriber has the same pseudonym as long as the key lasts.
 *
 * The host part goes through a balanced Feistel network with HMAC-SHA-256 as its round function (the construction of NIST
 * SP 800-38G's FF1, in binary), walked in cycles until it falls into the host part again. Prefix-preserving schemes
 * (Crypto-PAn, Fan et al. 2004) keep more structure and leak more; here only membership of the registered prefix is kept,
 * which is what finding the provider needs.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { FlowBatch } from '../store/batch.ts';

const ROUNDS = 8;
/** Addresses whose pseudonym is remembered per direction; a busy line sees the same ones again and again. */
const REMEMBERED = 1 << 18;

interface Prefix {
  readonly base: bigint;
  readonly bits: number;
  readonly label: string;
}

/** Replaces addresses within the given prefixes; all others stay as they are. */
export class Pseudonyms {
  /** As an object of the library: raw bytes are looked at anew by every call, which took six times as long. */
  readonly #key: KeyObject;
  readonly #prefixes: readonly Prefix[];
  readonly #known = new Map<bigint, bigint>();

  /** Refuses keys shorter than 32 octets and texts that are no prefix. */
  constructor(key: Uint8Array, prefixes: readonly string[]) {
    if (key.length < 32) throw new RangeError('a pseudonym key has at least 32 octets');
    this.#key = createSecretKey(key);
    this.#prefixes = prefixes.map(readPrefix).sort((a, b) => a.bits - b.bits);
  }

  /** Replaces the addresses of a block in place. */
  apply(batch: FlowBatch): void {
    this.#column(batch.source, batch.rows);
    this.#column(batch.target, batch.rows);
  }

  /** The pseudonym of an address (as a 128-bit number, IPv4 mapped); the address itself outside the prefixes. */
  hide(address: bigint): bigint {
    const prefix = this.#prefixes.find((p) => address >> BigInt(p.bits) === p.base >> BigInt(p.bits));
    return prefix ? this.#walk(address, prefix, true) : address;
  }

  /** The address behind a pseudonym: what the provider computes when a finding comes back. */
  reveal(pseudonym: bigint): bigint {
    const prefix = this.#prefixes.find((p) => pseudonym >> BigInt(p.bits) === p.base >> BigInt(p.bits));
    return prefix ? this.#walk(pseudonym, prefix, false) : pseudonym;
  }

  /** The same for an address as people write it. Refuses (RangeError) what is none. */
  revealText(pseudonym: string): string {
    return written(this.reveal(readAddress(pseudonym)));
  }

  /** The pseudonym of an address as people write it; the same text outside the prefixes, or where it is no address. */
  hideText(text: string): string {
    if (!isAddress(text)) return text;
    const address = readAddress(text);
    const hidden = this.hide(address);
    return hidden === address ? text : written(hidden);
  }

  #column(column: Uint32Array, rows: number): void {
    const bytes = new DataView(column.buffer, column.byteOffset, column.byteLength);
    for (let row = 0; row < rows; row++) {
      const address = (bytes.getBigUint64(row * 16) << 64n) | bytes.getBigUint64(row * 16 + 8);
      let hidden = this.#known.get(address);
      if (hidden === undefined) {
        hidden = this.hide(address);
        if (this.#known.size >= REMEMBERED) this.#known.clear();
        this.#known.set(address, hidden);
      }
      if (hidden === address) continue;
      bytes.setBigUint64(row * 16, hidden >> 64n);
      bytes.setBigUint64(row * 16 + 8, hidden & 0xffffffffffffffffn);
    }
  }

  #walk(address: bigint, prefix: Prefix, forward: boolean): bigint {
    const { bits } = prefix;
    if (bits === 0) return address;
    const size = 1n << BigInt(bits);
    const kept = (address >> BigInt(bits)) << BigInt(bits);
    let host = address & (size - 1n);
    // An odd number of bits is run one bit wider; leaving the host part just means another turn.
    do host = this.#feistel(host, bits + (bits & 1), prefix.label, forward);
    while (host >= size);
    return kept | host;
  }

  #feistel(value: bigint, bits: number, label: string, forward: boolean): bigint {
    const half = BigInt(bits / 2);
    const mask = (1n << half) - 1n;
    let left = value >> half;
    let right = value & mask;
    for (let i = 0; i < ROUNDS; i++) {
      const round = forward ? i : ROUNDS - 1 - i;
      if (forward) [left, right] = [right, left ^ (this.#round(round, right, label) & mask)];
      else [left, right] = [right ^ (this.#round(round, left, label) & mask), left];
    }
    return (left << half) | right;
  }

  #round(round: number, half: bigint, label: string): bigint {
    const digest = createHmac('sha256', this.#key)
      .update(`${label}/${round}/${half.toString(16)}`)
      .digest();
    return (digest.readBigUInt64BE(0) << 64n) | digest.readBigUInt64BE(8);
  }
}

function readPrefix(text: string): Prefix {
  const [address = '', length = ''] = text.split('/');
  const most = address.includes(':') ? 128 : 32;
  if (!isAddress(address) || !/^\d+$/.test(length) || Number(length) > most) throw new RangeError(`no prefix: ${text}`);
  const bits = most - Number(length);
  return { base: (readAddress(address) >> BigInt(bits)) << BigInt(bits), bits, label: `${address}/${Number(length)}` };
}

const isAddress = (text: string) => ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);

/** An address as a 128-bit number, IPv4 mapped. Refuses (RangeError) what is none. */
function readAddress(text: string): bigint {
  if (!isAddress(text)) throw new RangeError(`no address: ${text}`);
  const address = ipaddr.parse(text);
  const bytes = (address instanceof ipaddr.IPv4 ? address.toIPv4MappedAddress() : address).toByteArray();
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function written(address: bigint): string {
  const bytes = Array.from({ length: 16 }, (_, i) => Number((address >> BigInt(120 - 8 * i)) & 0xffn));
  return ipaddr.process(ipaddr.fromByteArray(bytes).toString()).toString();
}
