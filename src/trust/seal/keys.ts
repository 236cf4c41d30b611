/** The hub's signing keys: made when first needed, changed by command, their public halves published for ever. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { DataFolder } from '#platform/files';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';

const sql = loadSql(import.meta.url);
const worker = { kind: 'worker' } as const;

/** The public half of a key and when it sealed. */
export interface SealKey {
  readonly id: string;
  readonly publicKey: JWK;
  readonly madeAt: Date;
  readonly retiredAt: Date | null;
}

/** The key that seals now; made when there is none. Refuses when the hub's secret is another than when the key was made. */
export async function presentKey(house: House): Promise<{ readonly id: string; readonly key: CryptoKey }> {
  const row = await house.db.as(worker, async (q) => (await readPresent(q)) ?? (await makeFirst(house, q)));
  return { id: row.id, key: await open(house.folder, row) };
}

/** Makes the first key, so that the well-known address is never empty; does nothing when there is one. */
export async function ensureSealKey(house: House): Promise<void> {
  await house.db.as(worker, async (q) => (await readPresent(q)) ?? (await makeFirst(house, q)));
}

/** Retires the present key and makes another. Gives both ids. Seals of the old one keep holding. */
export async function rotateKey(
  house: House,
  actor: string,
): Promise<{ readonly old: string | undefined; readonly present: string }> {
  return house.db.as(worker, async (q) => {
    await q.rows(sql('hold'));
    const retired = await q.one<{ id: string }>(sql('retire'), { now: house.clock() });
    if (retired)
      await appendFact(house, q, {
        kind: 'seal-key.retired',
        subject: `seal-key:${retired.id}`,
        actor,
        handling: 'TLP:CLEAR',
      });
    const made = await make(house, q, actor);
    return { old: retired?.id, present: made.id };
  });
}

/** Every key ever, the newest first. Anybody may read them. */
export async function publishedKeys(q: Queries): Promise<SealKey[]> {
  return q.rows<SealKey>(sql('published'));
}

interface Kept {
  readonly id: string;
  readonly privateKey: string;
}

const readPresent = (q: Queries) => q.one<Kept>(sql('present'));

async function makeFirst(house: House, q: Queries): Promise<Kept> {
  await q.rows(sql('hold'));
  return (await readPresent(q)) ?? (await make(house, q, 'job:trust.make-key'));
}

async function make(house: House, q: Queries, actor: string): Promise<Kept> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { kty = 'OKP', crv = 'Ed25519', x = '' } = await exportJWK(pair.publicKey);
  const id = await calculateJwkThumbprint({ kty, crv, x });
  const publicKey: JWK = { kty, crv, x, kid: id, alg: 'EdDSA', use: 'sig' };
  const privateKey = encipher(house.folder, id, JSON.stringify(await exportJWK(pair.privateKey)));
  await q.run(sql('add'), { id, publicKey: JSON.stringify(publicKey), privateKey, now: house.clock() });
  await appendFact(house, q, { kind: 'seal-key.made', subject: `seal-key:${id}`, actor, handling: 'TLP:CLEAR' });
  return { id, privateKey };
}

const cipherKey = (folder: DataFolder) =>
  Buffer.from(hkdfSync('sha256', folder.secret(), '', 'kyojo trust seal key', 32));

/** AES-256-GCM under a key derived from the hub's secret; bound to the key's id, so that rows cannot be exchanged. */
function encipher(folder: DataFolder, id: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', cipherKey(folder), iv).setAAD(Buffer.from(id));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

async function open(folder: DataFolder, { id, privateKey }: Kept): Promise<CryptoKey> {
  const bytes = Buffer.from(privateKey, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', cipherKey(folder), bytes.subarray(0, 12));
  decipher.setAAD(Buffer.from(id)).setAuthTag(bytes.subarray(12, 28));
  try {
    const text = decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
    return (await importJWK(JSON.parse(text), 'EdDSA')) as CryptoKey;
  } catch (error) {
    throw new Refusal('trust.key-locked', { key: id }, 503, { cause: error });
  }
}
