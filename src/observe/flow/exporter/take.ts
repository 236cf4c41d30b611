/** Files of flows taken in by an operator: each once, under a name whose owner the register knows. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { takeBackCounts } from '../../darknet/count.ts';
import { hidingText } from '../pseudonym/lines.ts';
import { Pseudonyms } from '../pseudonym/pseudonym.ts';
import { type ImportedFile, importFile, takeBack } from '../read/import.ts';
import { readHidingPrefix } from './prefix.ts';
import { readKey } from './run.ts';

const sql = loadSql(import.meta.url.replace('take.ts', 'register.ts'));
const worker = { kind: 'worker' } as const;

/** What became of one file; `again`: the same bytes had been taken in before and nothing was counted twice. */
export interface TakenFile extends ImportedFile {
  readonly again: boolean;
}

/** Whose addresses are hidden in files: the file with the key, and prefixes besides the registered ones. */
export interface Hiding {
  readonly keyFile: string;
  readonly prefixes?: readonly string[];
}

/**
 * Takes files of flows in under the name `feed`, each whole or not at all. Refuses a name that is none, and, without the key, a
 * feed whose subscribers have to be hidden; a file of an unknown kind or one that breaks off is told and left alone.
 */
export async function takeFlowFiles(
  house: House,
  files: readonly string[],
  feed: string,
  hiding?: Hiding,
): Promise<TakenFile[]> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(feed)) throw new Refusal('observe.flow-feed', { feed }, 422);
  const hidden = await hiddenOf(house, feed, hiding);
  const taken: TakenFile[] = [];
  for (const file of files) taken.push(await takeOne(house, file, feed, hidden));
  return taken;
}

/** The pseudonyms for a feed's files; what is hidden once stays so, since the prefixes are registered with the feed. */
async function hiddenOf(house: House, feed: string, hiding: Hiding | undefined): Promise<Pseudonyms | undefined> {
  const key = hiding && readKey(hiding.keyFile);
  return house.db.as(worker, async (q) => {
    const more = (hiding?.prefixes ?? []).map((text) => {
      const prefix = readHidingPrefix(text);
      if (!prefix) throw new Refusal('observe.flow-hide', { prefix: text.slice(0, 60) }, 422);
      return prefix;
    });
    if (more.length > 0) await q.run(sql('hide_feed'), { feed, prefixes: more });
    const rows = await q.rows<{ own: boolean; prefixes: string[] }>(sql('hidden'), { feed });
    if (!key) {
      if (rows.some(({ own }) => own)) throw new Refusal('observe.flow-key-needed', { feed }, 409);
      return undefined;
    }
    const prefixes = [...new Set(rows.flatMap((row) => row.prefixes))];
    if (prefixes.length === 0) throw new Refusal('observe.flow-key-prefix', {}, 422);
    return new Pseudonyms(key, prefixes);
  });
}

async function takeOne(house: House, file: string, feed: string, hidden: Pseudonyms | undefined): Promise<TakenFile> {
  const digest = await digestOf(file);
  // Captures are often called after the subscriber they were made of.
  const name = hidden ? hidingText(hidden)(basename(file)) : basename(file);
  const id = importOf(digest);
  return holdFile(house, digest, async (q) => {
    const known = await q.one<{ state: string }>(sql('file'), { digest });
    if (known?.state === 'stored') return { file, format: '', lines: 0, unread: 0, rows: {}, again: true };
    if (known) await takeBack(house.columns, id);
    // On record before the first row: a process that dies leaves this, and `takeBackLeftovers` finds it.
    await house.db.as(worker, (before) => before.run(sql('claim_file'), { digest, name, feed, now: house.clock() }));
    const read = await importFile(house.columns, file, feed, id, hidden);
    const rows = Object.values(read.rows).reduce((sum, count) => sum + count, 0);
    await q.run(sql('finish_file'), {
      digest,
      state: read.format === 'unknown' ? 'unknown' : 'stored',
      format: read.format,
      rows,
      unread: read.unread,
    });
    if (read.format === 'unknown') return { ...read, again: false };
    await q.run(sql('source_for_feed'), { feed });
    await q.run(sql('seen_feed'), { feed, now: house.clock() });
    await appendFact(house, q, {
      kind: 'flows.imported',
      subject: `flow-file:${digest.slice(0, 16)}`,
      actor: 'operator:command-line',
      data: { name, feed, format: read.format, rows: read.rows, unread: read.unread },
    });
    return { ...read, again: false };
  });
}

/**
 * Works on a file as its only import: a second one waits. The transaction that `work` gets lives as long as the import: its lock goes with
 * the process, and with it the word "stored"; so what is found on record as being read, under the lock, was left by one that died.
 */
export function holdFile<T>(house: House, digest: string, work: (q: Queries) => Promise<T>): Promise<T> {
  return house.db.as(worker, async (q) => {
    await q.run(sql('hold_file'), { digest });
    return work(q);
  });
}

/** What tells a file from all others: SHA-256, as hex, of its bytes, after a text `of` that belongs to it. */
export async function digestOf(file: string, of = ''): Promise<string> {
  const hash = createHash('sha256').update(of);
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The mark its rows carry: the same at every try, so that any process can take back what another left. */
function importOf(digest: string): string {
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
}

/** Takes back what imports of flows, darknet packets and logs that died have left; one that is still at work holds its lock and is left alone. */
export const takeBackLeftovers = job({
  name: 'observe.take-back-imports',
  schema: z.object({}),
  every: '*/5 * * * *',
  async handle(house) {
    const unfinished = await house.db.as(worker, (q) =>
      q.rows<{ digest: string }>(sql('unfinished'), { now: house.clock() }),
    );
    for (const { digest } of unfinished)
      await house.db.as(worker, async (q) => {
        const [free] = await q.rows<{ held: boolean }>(sql('try_hold_file'), { digest });
        if (!free?.held || (await q.one<{ state: string }>(sql('file'), { digest }))?.state !== 'reading') return;
        await takeBack(house.columns, importOf(digest));
        await takeBackCounts(house.columns, digest);
        await house.columns.remove('observe.body_log', 'file = {file:String}', { file: digest });
        await q.run(sql('finish_file'), { digest, state: 'unknown', format: '', rows: 0, unread: 0 });
      });
  },
});
