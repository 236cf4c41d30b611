import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { DataFolder } from '#platform/files';
import { fault, type Line, ok, warn } from './line.ts';

/** What the hub has to do and does not get done: jobs, reports, feeds, notices, leftovers. */
export async function lookAtWork(owner: pg.Client, folder: DataFolder, lines: Line[]): Promise<void> {
  const rows = async <Row extends object>(sql: string) => (await owner.query<Row>(sql)).rows;

  const failed = await rows<{ name: string; count: number; why: string }>(
    "SELECT name, count(*)::int AS count, left(max(output ->> 'message'), 160) AS why FROM pgboss.job WHERE state = 'failed' GROUP BY name ORDER BY name",
  );
  for (const { name, count, why } of failed)
    lines.push(
      warn(
        'jobs',
        `${count} of ${name} failed for good: ${why ?? 'no reason given'}`,
        'look for "job failed" in the log; what they were about is on the operator\'s pages',
      ),
    );
  const [late] = await rows<{ count: number; minutes: number; active: number }>(
    "SELECT count(*)::int AS count, coalesce(extract(epoch FROM now() - min(start_after)) / 60, 0)::int AS minutes, (SELECT count(*)::int FROM pgboss.job WHERE state = 'active') AS active FROM pgboss.job WHERE state IN ('created', 'retry') AND start_after < now() - interval '10 minutes' AND name NOT LIKE '\\_\\_%'",
  );
  if (late && late.count > 0)
    lines.push(
      late.active === 0
        ? fault(
            'jobs',
            `${late.count} wait, the oldest for ${late.minutes} minutes, and nobody works`,
            'start ./kyojo up with KYOJO_ROLE=worker or all',
          )
        : warn(
            'jobs',
            `${late.count} wait, the oldest for ${late.minutes} minutes`,
            'more worker processes (KYOJO_ROLE=worker) work them off faster',
          ),
    );
  if (failed.length === 0 && (late?.count ?? 0) === 0) lines.push(ok('jobs', 'none failed, none waits long'));

  const stuck = await rows<{ id: string; feed: string; state: string; attempts: number; hours: number }>(
    "SELECT id, feed_id AS feed, state, attempts, (extract(epoch FROM now() - received_at) / 3600)::int AS hours FROM observe.batch WHERE state IN ('received', 'storing', 'stored') AND received_at < now() - interval '1 hour' ORDER BY received_at LIMIT 20",
  );
  for (const { id, feed, state, attempts, hours } of stuck)
    lines.push(
      existsSync(join(folder.root, 'spool', id)) || state === 'stored'
        ? warn(
            'reports',
            `${id} of ${feed} is "${state}" since ${hours} h, ${attempts} tries`,
            'look for "job failed" with this report in the log',
          )
        : fault(
            'reports',
            `${id} of ${feed} is "${state}" and its bytes are not in the spool`,
            'was the data folder moved without its spool? Ask the sender for the report once more',
          ),
    );
  if (stuck.length === 0) lines.push(ok('reports', 'none is under way for long'));

  const silent = await rows<{ id: string; since: Date }>(
    "SELECT id, silent_since AS since FROM observe.feed WHERE state = 'active' AND silent_since IS NOT NULL ORDER BY 2",
  );
  for (const { id, since } of silent)
    lines.push(
      warn(
        'feeds',
        `${id} is silent since ${since.toISOString().slice(0, 16)}Z`,
        'ask its provider; nothing of it counts as fixed meanwhile',
      ),
    );
  const [feeds] = await rows<{ count: number }>(
    "SELECT count(*)::int AS count FROM observe.feed WHERE state = 'active'",
  );
  if (silent.length === 0)
    lines.push(
      (feeds?.count ?? 0) === 0
        ? warn('feeds', 'there is none yet', 'make one on the page Feeds, or ./kyojo up --demo')
        : ok('feeds', `${feeds?.count} active, none silent`),
    );

  const [notices] = await rows<{ waiting: number; uncertain: number; failed: number }>(
    "SELECT count(*) FILTER (WHERE state IN ('waiting', 'sending') AND channel NOT IN ('letter', 'inbox') AND created_at < now() - interval '1 hour')::int AS waiting, count(*) FILTER (WHERE state = 'uncertain' AND created_at > now() - interval '1 day')::int AS uncertain, count(*) FILTER (WHERE state = 'failed' AND created_at > now() - interval '1 day')::int AS failed FROM tell.notice",
  );
  if ((notices?.waiting ?? 0) > 0)
    lines.push(warn('notices', `${notices?.waiting} wait for more than an hour to be sent`, 'look at the mail server'));
  if ((notices?.uncertain ?? 0) > 0)
    lines.push(
      warn(
        'notices',
        `${notices?.uncertain} of today may or may not have gone out: a process or the mail server ended meanwhile`,
        'nothing: the next rung tells again by another way',
      ),
    );
  if ((notices?.failed ?? 0) > 0)
    lines.push(
      warn('notices', `${notices?.failed} of today were refused`, 'their addresses are on the page of the unreachable'),
    );
  if (notices && notices.waiting + notices.uncertain + notices.failed === 0)
    lines.push(ok('notices', 'none waits, none is uncertain'));

  const spool = join(folder.root, 'spool');
  const names = existsSync(spool) ? readdirSync(spool) : [];
  if (names.length === 0) return;
  const kept = new Set(
    (
      await owner.query<{ id: string }>(
        "SELECT id FROM observe.batch WHERE id::text = ANY ($1) AND (state IN ('received', 'storing', 'refused') OR rows_quarantined > 0 OR stored_at > now() - interval '1 hour')",
        [names],
      )
    ).rows.map(({ id }) => id),
  );
  const left = names.filter((name) => !kept.has(name));
  if (left.length > 0)
    lines.push(
      warn(
        'spool',
        `${left.length} files belong to no report that needs them (left by a process that was killed)`,
        `they may be removed when they are older than a day, for instance ${join(spool, left[0] ?? '')}`,
      ),
    );
}
