import { z } from 'zod';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql } from '#platform/postgres';
import { ask, NotAsked, targetOf } from './target.ts';

const sql = loadSql(import.meta.url);
const worker = { kind: 'worker' } as const;

const DAYS = 6;
/** Links looked at in one run, and at once: a hub's link check must not look like an attack. */
const MOST = 500;
const AT_ONCE = 4;
const REDIRECTS = 5;
/** Answers of a page that is there but does not let machines in. */
const CLOSED = new Set([401, 403, 405, 406, 429, 999]);

/** What became of one link. */
export interface Looked {
  readonly state: 'works' | 'broken' | 'not-asked';
  /** Status of HTTP, or the name of the failure. */
  readonly reason: string;
}

/** Looks whether a link works; what fails is tried once more before it counts as broken. */
export async function lookAt(link: string, allow: readonly string[]): Promise<Looked> {
  const first = await tryOnce(link, allow, 'HEAD');
  return first.state === 'broken' ? tryOnce(link, allow, 'GET') : first;
}

async function tryOnce(link: string, allow: readonly string[], method: 'HEAD' | 'GET'): Promise<Looked> {
  try {
    let next = link;
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const target = await targetOf(next, allow); // each hop again: a redirect is the way into a private network
      const { status, location } = await ask(target, method);
      if (status >= 300 && status < 400 && location && URL.canParse(location, target.url)) {
        next = new URL(location, target.url).href;
        continue;
      }
      return { state: status < 400 || CLOSED.has(status) ? 'works' : 'broken', reason: `HTTP ${status}` };
    }
    return { state: 'broken', reason: 'redirects' };
  } catch (error) {
    if (error instanceof NotAsked) return { state: 'not-asked', reason: error.message };
    const { code, name } = error as NodeJS.ErrnoException;
    return {
      state: 'broken',
      reason: (code ?? (name === 'TimeoutError' || name === 'AbortError' ? 'ETIMEDOUT' : 'no answer')).slice(0, 60),
    };
  }
}

/** Looks at the links of the portal that have not been looked at for some days (`all`: at all), and dates what is broken. */
export const checkLinks = job<{ all?: boolean | undefined }>({
  name: 'improve.check-links',
  schema: z.object({ all: z.boolean().optional() }),
  every: '40 3 * * *',
  tries: 2,
  async handle(house: House, { all }) {
    const allow = house.config.KYOJO_WEBHOOK_ALLOW.split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    const before = all ? house.clock() : new Date(house.clock().getTime() - DAYS * 86_400_000);
    const due = await house.db.as(worker, (q) =>
      q.rows<{ id: string; url: string }>(sql('due'), { before, limit: MOST }),
    );
    const waiting = [...due];
    const hand = async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) await look(house, one, allow);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, hand));
    house.log.info('improve: links looked at', { count: due.length });
  },
});

async function look(
  house: House,
  one: { readonly id: string; readonly url: string },
  allow: readonly string[],
): Promise<void> {
  const looked = await lookAt(one.url, allow);
  await house.db.as(worker, async (q) => {
    const now = house.clock();
    const marked = await q.one<{ isNew: boolean }>(sql('mark'), { ...one, ...looked, now });
    if (!marked?.isNew || looked.state !== 'broken') return;
    await appendFact(house, q, {
      kind: 'link.broken',
      subject: `initiative:${one.id}`,
      actor: 'job:improve.check-links',
      handling: 'TLP:CLEAR',
      data: { url: one.url, reason: looked.reason },
    });
  });
}
