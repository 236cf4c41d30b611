import { createHash } from 'node:crypto';
import type pg from 'pg';
import { Refusal } from '#platform/errors';

/** At most `max` tries in `window` seconds. */
export interface Rule {
  readonly window: number;
  readonly max: number;
}

/** Answer to one try: whether it may go on, and if not, in how many seconds. */
export interface Verdict {
  readonly allowed: boolean;
  readonly retryAfter: number | null;
}

/** Counts tries in the database, so that several web processes count together. */
export interface Rates {
  /** Counts one try under `key`. One statement, safe against any number at once. */
  consume(key: string, rule: Rule): Promise<Verdict>;
}

/** Rates over a pool that works as `kyojo_sign_in`. Counting is never part of the transaction it guards. */
export function openRates(pool: pg.Pool): Rates {
  return {
    async consume(key, rule) {
      const { rows } = await pool.query<{ count: number; rest: number }>({
        name: 'sign_in_rate',
        text: `INSERT INTO platform.sign_in_rate AS r (key, count) VALUES ($1, 1)
          ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN r.began_at <= now() - make_interval(secs => $2) THEN 1 ELSE r.count + 1 END,
            began_at = CASE WHEN r.began_at <= now() - make_interval(secs => $2) THEN now() ELSE r.began_at END
          RETURNING count, extract(epoch FROM began_at + make_interval(secs => $2) - now())::float8 AS rest`,
        values: [key, rule.window],
      });
      const row = rows[0];
      if (!row || row.count <= rule.max) return { allowed: true, retryAfter: null };
      return { allowed: false, retryAfter: Math.max(1, Math.ceil(row.rest)) };
    },
  };
}

/** A key that does not show the mail address it counts for. */
export function addressKey(purpose: string, email: string): string {
  return `${purpose}:${createHash('sha256').update(email.trim().toLowerCase()).digest('base64url')}`;
}

/** Counts a try and refuses (429) when there were too many. */
export async function allowTry(rates: Rates, key: string, rule: Rule): Promise<void> {
  const verdict = await rates.consume(key, rule);
  if (!verdict.allowed) throw new Refusal('sign-in.too-often', { seconds: verdict.retryAfter ?? rule.window }, 429);
}
