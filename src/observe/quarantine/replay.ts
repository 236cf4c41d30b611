import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Reader } from '#platform/postgres';
import type { Mapping } from '../feed/mapping.ts';
import { HEAD_BYTES } from '../feed/open.ts';
import { readCsvHead } from '../feed/read/csv.ts';
import { readRows } from '../feed/read/rows.ts';
import { type ReadRow, type RefusedRow, readSample } from '../feed/sample.ts';
import { kindSql } from '../intake/kinds.ts';
import { spoolPath } from '../intake/receive.ts';
import { mappingOf } from '../intake/store.ts';
import { cellsOf, composeReport, type KeptRow } from './compose.ts';

const sql = loadSql(import.meta.url.replace('replay.ts', 'page.ts'));

interface Source {
  readonly id: string;
  readonly feedId: string;
  readonly name: string;
  readonly receivedAt: Date;
  readonly newId: string;
}

/** What a report is read with: its feed's mapping of today and its first bytes, where they still lie in the spool. */
export interface Origin {
  readonly mapping: Mapping;
  readonly head: Uint8Array | null;
}

/** Looks up mapping and first bytes of a report. */
export async function originOf(house: House, batch: { readonly id: string; readonly feedId: string }): Promise<Origin> {
  return { mapping: await mappingOf(house, batch.feedId), head: await headOf(spoolPath(house, batch.id)) };
}

async function headOf(path: string): Promise<Uint8Array | null> {
  try {
    const file = await open(path);
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
      return head.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** How far into a report a row is looked for when a person opens its page. */
const FAR = 64 * 1024 * 1024;

/**
 * A row as it came, by its line, out of the report in the spool; undefined when that is gone, when the row stands very far
 * inside, or when the format has no lines.
 */
export async function lineOf(
  house: House,
  batch: string,
  line: number,
  { mapping, head }: Origin,
): Promise<string | undefined> {
  if (head === null || mapping.reader.kind === 'matches') return undefined;
  const file = await open(spoolPath(house, batch));
  try {
    const bytes = file.createReadStream({ end: FAR, autoClose: false });
    const { reader } = mapping;
    const above = reader.kind === 'csv' ? readCsvHead(new TextDecoder(reader.encoding).decode(head), reader) : null;
    for await (const row of readRows({ head: above }, reader, bytes)) {
      if (row.line === line) return row.text.slice(0, 65_536);
      if (row.line > line) return undefined;
    }
    return undefined;
  } finally {
    await file.close();
  }
}

/** What would become of a row: an observation (several, for feeds that make several), or what is wrong with it. */
export interface Trial {
  readonly rows: readonly ReadRow[];
  readonly refused: readonly RefusedRow[];
}

/** Reads rows as the feed's mapping of today reads them, and keeps nothing. Refuses as {@link composeReport}. */
export async function tryRows(
  house: House,
  batch: { readonly id: string; readonly feedId: string; readonly name: string; readonly receivedAt: Date },
  rows: readonly KeptRow[],
): Promise<Trial> {
  const { mapping, head } = await originOf(house, batch);
  const facts = {
    'file.name': batch.name,
    'feed.code': batch.feedId,
    'time.observation': batch.receivedAt.toISOString(),
  };
  const sample = await readSample(asking(house), mapping, facts, await composeReport(mapping, head, rows));
  if ('unreadable' in sample)
    return { rows: [], refused: [{ line: 0, column: '', reason: sample.unreadable, text: '', content: '' }] };
  return { rows: sample.rows, refused: sample.refused };
}

/** The column engine, as `readSample` asks it; each row also gets its kind by the table of kinds, as it would when stored. */
export function asking(house: Pick<House, 'columns'>): (select: string) => Promise<string> {
  return async (select) => {
    // Where the statement's settings begin is ours to know: they stay outside.
    const at = select.lastIndexOf(' SETTINGS ');
    const rows = await house.columns.query<object>(
      `SELECT * REPLACE (${kindSql()} AS kind) FROM (${select.slice(0, at)})${select.slice(at)}`,
    );
    return rows.map((row) => JSON.stringify(row)).join('\n');
  };
}

/** Rows that go again. */
export interface ReplayInput {
  readonly report: string;
  readonly rows: readonly { readonly id: string; readonly row: KeptRow }[];
  readonly actor: string;
  /** Names of the cells a person changed, for the fact. */
  readonly edited?: readonly string[];
}

/**
 * Sends rows through the very same path again: they become a report of their own (origin `replay`, the name of the report they
 * came in, which may tell its type). The new report, the rows' state and the facts stand in one transaction, so a row is
 * played again once, whoever presses how often. The feed's rhythm does not count a replay as a sign of life.
 * Refuses `observe.row-settled` when one of the rows is not waiting any more. Gives the id of the new report.
 */
export async function replayRows(house: House, reader: Reader, input: ReplayInput): Promise<string> {
  const source = found(
    await house.db.as(reader, (q) => q.one<Source>(sql('batch'), { report: input.report })),
    'observe.batch-unknown',
  );
  const { mapping, head } = await originOf(house, source);
  const bytes = await composeReport(
    mapping,
    head,
    input.rows.map(({ row }) => row),
  );
  const ids = input.rows.map(({ id }) => id);
  // Two rows may be alike to the letter; as rows of two reports they are two, so their ids are part of what is digested.
  const digest = createHash('sha256')
    .update(`replay ${ids.join(' ')}\n`)
    .update(bytes)
    .digest('hex');
  const path = spoolPath(house, source.newId);
  await writeSafely(path, bytes);
  try {
    await house.db.as(reader, async (q) => {
      const now = house.clock();
      const replay = source.newId;
      const isNew = await q.one(sql('add_batch'), {
        id: replay,
        feed: source.feedId,
        digest,
        name: source.name,
        bytes: bytes.length,
        now,
      });
      if (!isNew) throw new Refusal('observe.row-settled', {}, 409);
      const marked = await q.one<{ count: number }>(sql('mark_replayed'), {
        ids,
        replay,
        actor: input.actor,
        edited: JSON.stringify(input.edited ?? []),
        now,
      });
      if (Number(marked?.count) !== ids.length) throw new Refusal('observe.row-settled', {}, 409);
      const data = {
        feed: source.feedId,
        name: source.name,
        bytes: bytes.length,
        digest,
        origin: 'replay',
        rows: ids.length,
        replayOf: source.id,
      };
      await appendFact(
        house,
        q,
        { kind: 'batch.received', subject: `batch:${replay}`, actor: input.actor, data },
        source.feedId,
      );
      await appendFact(house, q, {
        kind: 'batch.replayed',
        subject: `batch:${source.id}`,
        actor: input.actor,
        data: { replay, rows: ids.length },
      });
    });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return source.newId;
}

async function writeSafely(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Which rows wait: all fields together. */
export interface Waiting {
  readonly feed?: string | undefined;
  readonly report?: string | undefined;
  readonly cause?: string | undefined;
}

/** Reports and rows that one press replays at most; whoever has more presses again. */
const REPORTS = 50;
const ROWS = 10_000;

/**
 * Replays every waiting row of a choice, report by report: after its mapping was corrected. Rows that cannot be written by
 * themselves (cut, without cells, of a column that is gone) stay where they are. Gives how many went and how many stayed.
 */
export async function replayWaiting(
  house: House,
  reader: Reader,
  which: Waiting,
  actor: string,
): Promise<{ readonly replayed: number; readonly left: number }> {
  const { feed = null, report = null, cause = null } = which;
  const reports = await house.db.as(reader, (q) =>
    q.rows<{ batchId: string }>(sql('waiting_reports'), { feed, report, cause, limit: REPORTS }),
  );
  let replayed = 0;
  let left = 0;
  for (const { batchId } of reports) {
    const kept = await house.db.as(reader, (q) =>
      q.rows<{ id: string; content: string }>(sql('waiting_rows'), { report: batchId, cause, limit: ROWS }),
    );
    const rows = kept.flatMap(({ id, content }) => {
      const cells = cellsOf(content);
      return cells ? [{ id, row: { cells } }] : [];
    });
    left += kept.length - rows.length;
    if (rows.length === 0) continue;
    try {
      await replayRows(house, reader, { report: batchId, rows, actor });
      replayed += rows.length;
    } catch (error) {
      if (
        !(error instanceof Refusal) ||
        !['observe.replay-impossible', 'observe.replay-column', 'observe.row-settled'].includes(error.code)
      )
        throw error;
      left += rows.length;
    }
  }
  return { replayed, left };
}
