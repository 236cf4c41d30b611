import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import { appendFact, type NewFact } from '#platform/facts';
import type { House } from '#platform/house';
import type { Database, Queries } from '#platform/postgres';

/** The part of a house that changes to accounts need. */
export type Ground = Pick<House, 'db' | 'jobs'>;

/** One change to accounts under way: everything in it stands or falls together, its facts too. */
export interface Desk {
  /** Statements as `kyojo_sign_in`: the account tables and nothing else. */
  readonly q: Queries;
  /** Records what happens, in this transaction. */
  fact(fact: NewFact): Promise<void>;
  /** Statements as the hub itself: other rooms' tables and jobs, in this transaction. */
  asHub<T>(work: (q: Queries) => Promise<T>): Promise<T>;
}

const current = new AsyncLocalStorage<pg.PoolClient>();
const desks = new WeakMap<Database, Database>();

/**
 * From now on changes to accounts use connections of their own: hashing a password holds one for a tenth of a second, and
 * however many people try to sign in, the pages of the others must not wait for them.
 */
export function giveDesk(house: Ground, own: Database): void {
  desks.set(house.db, own);
}

/** Runs `work` in one transaction. better-auth, when it is asked inside, joins this transaction (see `joiningPool`). */
export function atDesk<T>(house: Ground, work: (desk: Desk) => Promise<T>): Promise<T> {
  return (desks.get(house.db) ?? house.db).as({ kind: 'worker' }, async (q) => {
    await q.raw.query('SET LOCAL ROLE kyojo_sign_in');
    // On an error nobody steps back: the transaction is lost anyway and would only refuse the statement.
    const asHub = async <R>(inner: (q: Queries) => Promise<R>): Promise<R> => {
      await q.raw.query('SET LOCAL ROLE kyojo_worker');
      const result = await inner(q);
      await q.raw.query('SET LOCAL ROLE kyojo_sign_in');
      return result;
    };
    const desk: Desk = {
      q,
      asHub,
      fact: (fact) => asHub(async () => void (await appendFact(house, q, { handling: 'TLP:AMBER+STRICT', ...fact }))),
    };
    return current.run(q.raw, () => work(desk));
  });
}

/** What Kysely needs of a connection. */
type Client = Pick<pg.PoolClient, 'query' | 'release'>;

/**
 * A pool as Kysely sees it: inside `atDesk` it lends the transaction's own connection (and never gives it back to the
 * pool), outside it takes one of `pool`. So a fact and the row it speaks of commit together although a library wrote the row.
 */
export function joiningPool(pool: pg.Pool): { connect(): Promise<Client>; end(): Promise<void> } {
  return {
    connect: async () => {
      const client = current.getStore();
      if (!client) return pool.connect();
      return { query: client.query.bind(client), release: () => {} };
    },
    end: async () => {},
  };
}
