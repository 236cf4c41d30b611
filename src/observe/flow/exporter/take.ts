/** Files of flows taken in by an operator: each once, under a name whose owner the register knows. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { type ImportedFile, importFiles } from '../read/import.ts';

const sql = loadSql(import.meta.url.replace('take.ts', 'register.ts'));
const worker = { kind: 'worker' } as const;

/** What became of one file; `again`: the same bytes had been taken in before and nothing was counted twice. */
export interface TakenFile extends ImportedFile {
  readonly again: boolean;
}

/** Takes files of flows in under the name `feed`. Refuses a name that is none; a file of an unknown kind is told and left alone. */
export async function takeFlowFiles(house: House, files: readonly string[], feed: string): Promise<TakenFile[]> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(feed)) throw new Refusal('observe.flow-feed', { feed }, 422);
  const taken: TakenFile[] = [];
  for (const file of files) taken.push(await takeOne(house, file, feed));
  return taken;
}

async function takeOne(house: House, file: string, feed: string): Promise<TakenFile> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  const digest = hash.digest('hex');
  const name = basename(file);
  const claimed = await house.db.as(worker, (q) =>
    q.one(sql('claim_file'), { digest, name, feed, now: house.clock() }),
  );
  if (!claimed) return { file, format: '', lines: 0, unread: 0, rows: {}, again: true };
  try {
    const [read] = await importFiles(house.columns, [file], feed);
    if (!read) throw new Error('a file was not read');
    const rows = Object.values(read.rows).reduce((sum, count) => sum + count, 0);
    await house.db.as(worker, async (q) => {
      await q.run(sql('finish_file'), {
        digest,
        state: read.format === 'unknown' ? 'unknown' : 'stored',
        format: read.format,
        rows,
        unread: read.unread,
      });
      if (read.format === 'unknown') return;
      await q.run(sql('source_for_feed'), { feed });
      await q.run(sql('seen_feed'), { feed, now: house.clock() });
      await appendFact(house, q, {
        kind: 'flows.imported',
        subject: `flow-file:${digest.slice(0, 16)}`,
        actor: 'operator:command-line',
        data: { name, feed, format: read.format, rows: read.rows, unread: read.unread },
      });
    });
    return { ...read, again: false };
  } catch (error) {
    // The file may be tried again; rows a capture had already brought stay (the engine knows no transaction over blocks).
    await house.db.as(worker, (q) =>
      q.run(sql('finish_file'), { digest, state: 'unknown', format: '', rows: 0, unread: 0 }),
    );
    throw error;
  }
}
