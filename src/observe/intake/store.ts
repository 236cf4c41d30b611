import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { appendFact, onFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { metrics } from '#platform/web';
import { builtInFeeds } from '../feed/catalogue.ts';
import { handledAs } from '../feed/handling.ts';
import { Mapping } from '../feed/mapping.ts';
import { observationColumns } from '../feed/observation.ts';
import { HEAD_BYTES, openReport, type Reading } from '../feed/open.ts';
import { encodeRow } from '../feed/read/row.ts';
import { readRows } from '../feed/read/rows.ts';
import { isTornText } from '../feed/sample.ts';
import { freshRegistry } from '../matching/build.ts';
import { type Registered, withOwners } from '../matching/owners.ts';
import { kindSql } from './kinds.ts';
import { spoolPath } from './receive.ts';

const sql = loadSql(import.meta.url);

/** Rows of one report that are kept one by one for people to look at; beyond, they stay in the column store and in the file. */
const MOST_QUARANTINED = 10_000;

interface Batch {
  readonly id: string;
  readonly feedId: string;
  readonly name: string;
  readonly bytes: number;
  readonly attempts: number;
  readonly receivedAt: Date;
}

/**
 * Stores one report: the engine reads, normalises, checks and matches it in one statement. Exactly once in effect: a try that
 * broke off is taken out by its batch before the next; "stored" is a state in PostgreSQL, set with its fact in one transaction.
 */
export const storeBatch = job({
  name: 'observe.store-batch',
  schema: z.object({ subject: z.string().startsWith('batch:') }),
  atOnce: 2,
  perGroup: 1,
  // A report that was acknowledged is never given up: every ten minutes for a week, while `doctor` and the metrics say so.
  tries: 1000,
  async handle(house, { subject }) {
    const id = subject.slice('batch:'.length);
    const batch = await house.db.as({ kind: 'worker' }, (q) => q.one<Batch>(sql('take'), { batch: id }));
    if (!batch) return; // another try has finished it
    if (batch.attempts > 1) await takeOut(house, id);
    const mapping = await mappingOf(house, batch.feedId);
    const outcome = await insert(house, batch, mapping, await freshRegistry(house));
    if ('unreadable' in outcome) return refuse(house, batch, outcome.unreadable);
    await finish(house, batch, outcome);
  },
});

onFact('batch.received', storeBatch);

/** Removes whatever an earlier try left in the column store, once that try surely writes no more. */
async function takeOut(house: House, batch: string): Promise<void> {
  await untilOver(house, queryId(batch));
  for (const table of ['observe.observation', 'observe.refused']) {
    // Removing waits for its turn in the background even when there is nothing: looking is quicker.
    const [left] = await house.columns.query<{ count: number }>(
      `SELECT count() AS count FROM ${table} WHERE batch = {batch:UUID}`,
      { batch },
    );
    if (Number(left?.count ?? 0) > 0) await house.columns.remove(table, 'batch = {batch:UUID}', { batch });
  }
}

/** A statement that is told to end still writes the block it is at: only when the engine lists it no more, its rows are all there is. */
async function untilOver(house: House, id: string): Promise<void> {
  for (const until = Date.now() + 30_000; ; ) {
    await house.columns.cancel(id);
    // The embedded engine keeps the query's id as its log comment.
    const [running] = await house.columns.query<{ count: number }>(
      `SELECT count() AS count FROM system.processes WHERE query_id = {id:String} OR Settings['log_comment'] = {id:String}`,
      { id },
    );
    if (Number(running?.count ?? 0) === 0) return;
    if (Date.now() > until) throw new Error('an earlier try to store this report does not end');
    await wait(50);
  }
}

const queryId = (batch: string) => `store-${batch}`;

/** The mapping of a feed: its own, or the built-in one of that name; its handling at least what the operator set for the feed. */
export async function mappingOf(house: House, feedId: string): Promise<Mapping> {
  const feed = await house.db.as({ kind: 'worker' }, (q) =>
    q.one<{ mapping: unknown; handling: string }>(sql('mapping_of'), { feed: feedId }),
  );
  const mapping = feed?.mapping ? Mapping.parse(feed.mapping) : catalogue().get(feedId);
  if (!mapping) throw new Error(`feed ${feedId} has no mapping`);
  return feed ? handledAs(mapping, feed.handling) : mapping;
}

let read: ReadonlyMap<string, Mapping> | undefined;
/** The built-in feeds, read once. */
export function catalogue(): ReadonlyMap<string, Mapping> {
  read ??= builtInFeeds();
  return read;
}

/** Reads the report into the engine; by the fast path first, and row by row when the text is torn. */
async function insert(
  house: House,
  batch: Batch,
  mapping: Mapping,
  registered: Registered,
): Promise<Reading | { unreadable: string }> {
  const path = spoolPath(house, batch.id);
  const head = await headOf(path);
  const facts = {
    'file.name': batch.name,
    'feed.code': batch.feedId,
    'time.observation': batch.receivedAt.toISOString(),
  };
  const reading = openReport(mapping, facts, head, 'engine');
  if ('unreadable' in reading) return reading;
  try {
    await insertBy(house, batch, mapping, registered, reading, path);
    return reading;
  } catch (error) {
    if (reading.by !== 'engine' || !isTornText(error)) throw error;
    await takeOut(house, batch.id);
    const slow = openReport(mapping, facts, head, 'stream');
    if ('unreadable' in slow) return slow;
    await insertBy(house, batch, mapping, registered, slow, path);
    return slow;
  }
}

async function insertBy(
  house: House,
  batch: Batch,
  mapping: Mapping,
  registered: Registered,
  reading: Reading,
  path: string,
): Promise<void> {
  const statement = storeStatement(reading, registered);
  const options = {
    queryId: queryId(batch.id),
    params: {
      batch: batch.id,
      feed: batch.feedId,
      received: batch.receivedAt.toISOString().replace('Z', '').replace('T', ' '),
    },
    settings: { ...reading.settings, ...STORE_SETTINGS },
  };
  if (reading.by === 'engine') return house.columns.insertFile(statement, path, options);
  await house.columns.insertStream(
    statement,
    Readable.from(lines(mapping, reading, createReadStream(path)), { objectMode: false }),
    options,
  );
}

/**
 * Looking for chains of comparisons costs half of what a small report costs in all (117 of 258 ms), and finds none. The rest
 * keeps the engine from working on rows that a condition leaves out.
 */
const STORE_SETTINGS = { short_circuit_function_evaluation: 'enable', optimize_and_compare_chain: 0 } as const;

/** The one statement that reads, normalises, checks, classifies, matches and stores a report. */
export function storeStatement(reading: Reading, registered?: Registered): string {
  const { compiled } = reading;
  const columns = observationColumns.join(', ');
  const kind = `${kindSql(compiled.known)} AS kind`;
  const chosen = observationColumns.map((column) => (column === 'kind' ? kind : column)).join(', ');
  const read = compiled.select(`input(${quoteStructure(compiled.structure)})`);
  const owned = withOwners(`SELECT ${chosen} FROM (${read})`, {
    known: compiled.known,
    ...(registered ? { registered } : {}),
  });
  // An ignored network (a test bed, a sinkhole of our own) is kept as an observation and concerns nobody.
  const heard =
    registered?.ignored === false
      ? 'owners, providers'
      : "if(ignored, CAST([], 'Array(UUID)'), owners), if(ignored, CAST([], 'Array(UUID)'), providers)";
  return `INSERT INTO observe.incoming (batch, feed, received_at, ${columns}, owners, providers, owner_by) SELECT {batch:UUID}, {feed:String}, {received:DateTime64(3)}, ${columns}, ${heard}, owner_by FROM (${owned}) FORMAT ${reading.format}`;
}

function quoteStructure(structure: string): string {
  return `'${structure.replaceAll("'", "\\'")}'`;
}

/** The rows of a report as lines for the engine, some hundred at a time. */
async function* lines(mapping: Mapping, reading: Reading, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let some = '';
  for await (const row of readRows(reading, mapping.reader, bytes)) {
    some += encodeRow(row, reading.columns, reading.head === null);
    if (some.length > 1 << 18) {
      yield Buffer.from(some);
      some = '';
    }
  }
  if (some !== '') yield Buffer.from(some);
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Counts what arrived and says "stored"; what could not be read is laid aside in the same transaction. */
async function finish(house: House, batch: Batch, reading: Reading): Promise<void> {
  const [counts] = await house.columns.query<{ rows: number; from: string; until: string; refused: number }>(
    `SELECT count() AS rows, min(observed_at) AS from, max(observed_at) AS until,
       (SELECT count() FROM observe.refused WHERE batch = {batch:UUID}) AS refused
     FROM observe.observation WHERE batch = {batch:UUID}`,
    { batch: batch.id },
  );
  const rows = Number(counts?.rows ?? 0);
  const refused = Number(counts?.refused ?? 0);
  const aside =
    refused === 0
      ? []
      : await house.columns.query<{ line: number; field: string; reason: string; content: string }>(
          `SELECT line, error_column AS field, if(error_text = '', error_reason, concat(error_reason, ': ', error_text)) AS reason, content
           FROM observe.refused WHERE batch = {batch:UUID} ORDER BY line LIMIT ${MOST_QUARANTINED}`,
          { batch: batch.id },
        );
  const now = house.clock();
  const news = [
    ...(reading.news.type ? [{ what: 'type', name: reading.news.type }] : []),
    ...reading.news.columns.map((name) => ({ what: 'column', name })),
  ].map(unzeroed); // a file in another encoding has them in its column names
  await house.db.as({ kind: 'worker' }, async (q) => {
    await q.run(sql('clear_quarantine'), { batch: batch.id });
    if (aside.length > 0)
      await q.run(sql('quarantine'), { batch: batch.id, rows: JSON.stringify(aside.map(unzeroed)), now });
    const noted =
      news.length > 0 ? await q.rows(sql('novelty'), { feed: batch.feedId, rows: JSON.stringify(news), now }) : [];
    const report = { type: reading.resolved.type, by: reading.by, columns: reading.columns.length, news: noted };
    const stored = await q.run(sql('stored'), {
      batch: batch.id,
      attempts: batch.attempts,
      rowsRead: rows,
      rowsQuarantined: refused,
      report: JSON.stringify(report),
      observedFrom: rows > 0 ? counts?.from : null,
      observedUntil: rows > 0 ? counts?.until : null,
      now,
    });
    if (stored === 0) return; // a later try has taken it over, and taken out what this one put in
    await appendFact(
      house,
      q,
      {
        kind: 'batch.stored',
        subject: `batch:${batch.id}`,
        actor: `feed:${batch.feedId}`,
        data: { feed: batch.feedId, rows, refused, ...report },
      },
      batch.feedId,
    );
  });
  metrics.observationsTotal.inc({ feed: batch.feedId }, rows);
  metrics.quarantinedTotal.inc({ feed: batch.feedId }, refused);
  // The bytes are needed no more, unless somebody will want to map the refused rows anew.
  if (refused === 0) await rm(spoolPath(house, batch.id), { force: true });
}

/** PostgreSQL's JSON cannot hold U+0000; what stands in its place is visible. */
function unzeroed<T extends object>(row: T): T {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'string' ? value.replaceAll('\0', '␀') : value]),
  ) as T;
}

/** A report that cannot be read at all: its bytes stay in the spool, the operator is told why. */
async function refuse(house: House, batch: Batch, reason: string): Promise<void> {
  await house.db.as({ kind: 'worker' }, async (q) => {
    const refused = await q.run(sql('refuse'), {
      batch: batch.id,
      attempts: batch.attempts,
      report: JSON.stringify({ reason }),
      now: house.clock(),
    });
    if (refused === 0) return;
    await appendFact(house, q, {
      kind: 'batch.refused',
      subject: `batch:${batch.id}`,
      actor: `feed:${batch.feedId}`,
      data: { feed: batch.feedId, name: batch.name, reason },
    });
  });
}

/** A stored report, for those who apply it. */
export async function batchOf(
  house: House,
  batch: string,
): Promise<
  | {
      id: string;
      feedId: string;
      state: string;
      name: string;
      origin: string;
      rowsRead: number;
      rowsQuarantined: number;
    }
  | undefined
> {
  return house.db.as({ kind: 'worker' }, (q) => q.one(sql('batch_of'), { batch }));
}

/** Marks a report as applied, in the transaction that applies it. */
export async function markApplied(q: Queries, batch: string, now: Date): Promise<void> {
  await q.run(sql('applied'), { batch, now });
}

/** `active`, `paused` or `ended`. */
export async function feedState(house: House, feed: string): Promise<string | undefined> {
  return (await house.db.as({ kind: 'worker' }, (q) => q.one<{ state: string }>(sql('feed_state'), { feed })))?.state;
}

/** How many feeds are past their rhythm. */
export async function silentFeedCount(q: Queries): Promise<number> {
  return (await q.one<{ count: number }>(sql('silent_count')))?.count ?? 0;
}
