import { randomInt } from 'node:crypto';
import { generateRandomString, symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { loadSql, type Queries } from '#platform/postgres';

const sql = loadSql(import.meta.url);

/** How many recovery codes a person gets. */
export const CODES = 10;

interface Kept {
  readonly id: string;
  readonly secret: string;
  readonly backupCodes: string;
  readonly verified: boolean | null;
}

/** A passkey as its owner sees it. */
export interface PasskeyLine {
  readonly id: string;
  readonly name: string | null;
  /** It lives in a password keeper and is on several devices. */
  readonly backedUp: boolean;
  readonly aaguid: string | null;
  readonly createdAt: Date | null;
}

/**
 * The secret that waits for its first code, made when there is none. It stays the same while the page is open in several
 * tabs or read again. Undefined when an app is in use already.
 */
export async function pendingSecret(q: Queries, key: string, personId: string): Promise<string | undefined> {
  const kept = await q.one<Kept>(sql('find_authenticator'), { personId });
  if (kept?.verified) return undefined;
  if (kept) return symmetricDecrypt({ key, data: kept.secret });
  const secret = generateRandomString(32);
  await q.run(sql('keep_secret'), {
    personId,
    secret: await symmetricEncrypt({ key, data: secret }),
    backupCodes: await sealed(key, []),
  });
  return secret;
}

/** Makes new recovery codes; the ones before are worth nothing from now on. Gives them, for the only time. */
export async function renewCodes(q: Queries, key: string, personId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, recoveryCode);
  // Somebody with passkeys only: the row needs a secret too, one that no app will ever have.
  await q.run(sql('keep_secret'), {
    personId,
    secret: await symmetricEncrypt({ key, data: generateRandomString(32) }),
    backupCodes: await sealed(key, codes),
  });
  await q.run(sql('keep_codes'), { personId, backupCodes: await sealed(key, codes) });
  return codes;
}

/** How many recovery codes are left; undefined when there never were any. */
export async function codesLeft(q: Queries, key: string, personId: string): Promise<number | undefined> {
  const kept = await q.one<Kept>(sql('find_authenticator'), { personId });
  if (!kept) return undefined;
  return (JSON.parse(await symmetricDecrypt({ key, data: kept.backupCodes })) as string[]).length;
}

/** Takes the app away. Recovery codes stay as long as a passkey is left. */
export async function dropAuthenticator(q: Queries, key: string, personId: string): Promise<void> {
  await q.run(sql('retire_secret'), {
    personId,
    secret: await symmetricEncrypt({ key, data: generateRandomString(32) }),
  });
  await q.run(sql('forget_codes'), { personId });
}

/** The passkeys of a person, the oldest first. */
export function listPasskeys(q: Queries, personId: string): Promise<PasskeyLine[]> {
  return q.rows<PasskeyLine>(sql('list_passkeys'), { personId });
}

/** Takes a passkey away; false when it is not this person's. */
export async function dropPasskey(q: Queries, personId: string, id: string): Promise<boolean> {
  const dropped = (await q.run(sql('drop_passkey'), { personId, id })) > 0;
  await q.run(sql('forget_codes'), { personId });
  return dropped;
}

/** What the QR code of an authenticator app holds (Key URI format): SHA-1, six digits, thirty seconds, as every app reads it. */
export function otpAddress(hub: string, email: string, secret: string): string {
  const issuer = encodeURIComponent(hub);
  return `otpauth://totp/${issuer}:${encodeURIComponent(email)}?secret=${base32(secret)}&issuer=${issuer}&digits=6&period=30`;
}

/** Bytes of a text as base32 without padding (RFC 4648 section 6): what a person types when the camera does not work. */
export function base32(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => letters[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** Ten letters that cannot be mistaken for each other on paper, about 49 bits. */
function recoveryCode(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const pick = (count: number) => Array.from({ length: count }, () => letters[randomInt(letters.length)]).join('');
  return `${pick(5)}-${pick(5)}`;
}

function sealed(key: string, codes: readonly string[]): Promise<string> {
  return symmetricEncrypt({ key, data: JSON.stringify(codes) });
}
