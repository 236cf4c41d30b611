/**
 * Seals: JSON Web Signatures (RFC 7515, compact) by Ed25519 (RFC 8037), checked with nothing but the published keys. What a seal
 * cannot tell is what happened afterwards; whoever relies on one asks the hub whether it still holds.
 */
import { CompactSign, compactVerify, decodeProtectedHeader, errors, importJWK, type JWK } from 'jose';
import { Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import { presentKey, type SealKey } from './keys.ts';

/** What a seal turned out to hold. */
export interface Opened {
  readonly content: Readonly<Record<string, unknown>>;
  readonly keyId: string;
  readonly sealedAt: Date;
}

/** Seals content of one kind (the `typ` of the file) with the present key. */
export async function seal(house: House, kind: string, content: object): Promise<string> {
  const { id, key } = await presentKey(house);
  const header = { alg: 'EdDSA', kid: id, typ: kind, iat: Math.floor(house.clock().getTime() / 1000) };
  return new CompactSign(new TextEncoder().encode(JSON.stringify(content))).setProtectedHeader(header).sign(key);
}

/** What is published of a key, with its time (`iat`, `exp` as in OpenID Federation's list of former keys). */
export function toJwk(key: SealKey): JWK & { readonly iat: number; readonly exp?: number } {
  return { ...key.publicKey, iat: seconds(key.madeAt), ...(key.retiredAt ? { exp: seconds(key.retiredAt) } : {}) };
}

/** A set of keys as it is published, read back, whatever the file holds. What is no key of ours is left out. */
export function fromJwks(set: unknown): SealKey[] {
  const keys = typeof set === 'object' && set && 'keys' in set && Array.isArray(set.keys) ? set.keys : [];
  return keys.flatMap((jwk: (JWK & { readonly iat?: number; readonly exp?: number }) | null) =>
    jwk?.kty === 'OKP' && jwk.crv === 'Ed25519' && jwk.kid && /^[\w-]{43}$/.test(jwk.x ?? '')
      ? [
          {
            id: jwk.kid,
            publicKey: { kty: 'OKP', crv: 'Ed25519', x: jwk.x as string },
            madeAt: new Date((jwk.iat ?? 0) * 1000),
            retiredAt: jwk.exp === undefined ? null : new Date(jwk.exp * 1000),
          },
        ]
      : [],
  );
}

/**
 * Opens a seal of one kind with the given keys. Untrusted from here: the header names a key, but which algorithm is allowed and
 * what sort of key it is are ours to say, never the file's (RFC 8725, sections 3.1 and 3.2). Refuses with `trust.seal-…`.
 */
export async function openSeal(text: string, kind: string, keys: readonly SealKey[]): Promise<Opened> {
  const compact = text.trim();
  if (compact.length > 20_000 || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(compact)) throw new Refusal('trust.seal-unreadable');
  const header = headerOf(compact);
  if (header.alg !== 'EdDSA') throw new Refusal('trust.seal-algorithm', { algorithm: String(header.alg).slice(0, 20) });
  if (header.typ !== kind) throw new Refusal('trust.seal-other-kind');
  const key = keys.find(({ id }) => id === header.kid);
  if (!key) throw new Refusal('trust.seal-key-unknown');
  const { payload } = await compactVerify(compact, await importJWK(key.publicKey, 'EdDSA'), {
    algorithms: ['EdDSA'],
  }).catch((error) => {
    if (error instanceof errors.JOSEError) throw new Refusal('trust.seal-broken', {}, 422, { cause: error });
    throw error;
  });
  if (typeof header.iat !== 'number') throw new Refusal('trust.seal-unreadable');
  const sealedAt = new Date(header.iat * 1000);
  // Who stole a retired key cannot seal with it for today; a second of grace, as `iat` has no fractions.
  if (seconds(sealedAt) < seconds(key.madeAt) || (key.retiredAt && seconds(sealedAt) > seconds(key.retiredAt)))
    throw new Refusal('trust.seal-key-out-of-time');
  return { content: read(payload), keyId: key.id, sealedAt };
}

const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

function headerOf(compact: string) {
  try {
    return decodeProtectedHeader(compact) as ReturnType<typeof decodeProtectedHeader> & { readonly iat?: unknown };
  } catch (error) {
    throw new Refusal('trust.seal-unreadable', {}, 422, { cause: error });
  }
}

function read(payload: Uint8Array): Opened['content'] {
  try {
    const content: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Opened['content'];
  } catch {
    // falls through: sealed, but not by this program
  }
  throw new Refusal('trust.seal-unreadable');
}
