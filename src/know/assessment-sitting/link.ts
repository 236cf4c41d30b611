/** The link to answers that belong to nobody yet: whoever has it has them. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';

const sql = loadSql(import.meta.url);
const SECRET_CHARACTERS = 28;

/** What a key looks like: 21 random bytes and 9 bytes of our signature over them. */
export const keyPattern = /^[A-Za-z0-9_-]{40}$/;

/** Makes the key of a link. The table keeps only {@link hashOf} it. */
export function makeKey(house: Pick<House, 'folder'>): string {
  const secret = randomBytes(21).toString('base64url');
  return `${secret}${signature(house, secret)}`;
}

/** Whether we made this key; a guess is told apart without asking the database. Takes the same time for every wrong one. */
export function isOurKey(house: Pick<House, 'folder'>, key: string): boolean {
  if (!keyPattern.test(key)) return false;
  const right = Buffer.from(signature(house, key.slice(0, SECRET_CHARACTERS)));
  return timingSafeEqual(right, Buffer.from(key.slice(SECRET_CHARACTERS)));
}

/** What stands in the table: who reads the database cannot open a link with it. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function signature(house: Pick<House, 'folder'>, secret: string): string {
  return createHmac('sha256', house.folder.secret()).update(`assessment ${secret}`).digest('base64url').slice(0, 12);
}

/** How often one address may do something: `begin` an assessment, or `miss` with a link that is no more. */
const rules = { begin: { max: 60, seconds: 3600 }, miss: { max: 60, seconds: 600 } } as const;

/**
 * Counts a try of an address in a transaction of its own (it must stand when the request is refused) and refuses (429) when there were
 * too many. Sixty an hour: a room full of people at a chamber's course shares one address.
 */
export async function allowTry(
  house: Pick<House, 'db' | 'folder' | 'clock'>,
  what: keyof typeof rules,
  address: string,
): Promise<void> {
  const { max, seconds } = rules[what];
  const key = createHmac('sha256', house.folder.secret()).update(`try ${what} ${address}`).digest('base64url');
  const now = house.clock();
  const row = await house.db.as({ kind: 'worker' }, (q) =>
    q.one<{ count: number }>(sql('count_try'), { key, now, since: new Date(now.getTime() - seconds * 1000) }),
  );
  if ((row?.count ?? 0) > max) throw new Refusal('know.too-many-tries', {}, 429);
}
