/** Reports the hub makes itself: what its own instruments found goes the way of every other report, exactly once. */
import { Readable } from 'node:stream';
import { z } from 'zod';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import type { Language } from '#platform/words';
import { receiveReport } from '../intake/receive.ts';
import { catalogue } from '../intake/store.ts';

const sql = loadSql(import.meta.url);

/** Feeds of our own and what people call them. */
export const ownFeeds = {
  'kyojo-flows': { ja: '通信の記録からの検知', en: 'Found in flows' },
  'kyojo-darknet': { ja: 'ダークネットの観測', en: 'Seen in the darknet' },
  'kyojo-survey': { ja: '機器の調査', en: 'Device surveys' },
  'kyojo-funnel': { ja: '確認したイベント', en: 'Confirmed events' },
} as const satisfies Record<string, Partial<Record<Language, string>>>;
export type OwnFeed = keyof typeof ownFeeds;

/** One line: harmonised field → value. */
export type OwnRow = Readonly<Record<string, string | number>>;

/**
 * Puts a report of our own into the caller's transaction: it exists exactly if the change it tells of stands. Its bytes are
 * fixed here, so that a repeated sending is recognised by its digest. No rows, no report.
 */
export async function sayAsFeed(
  house: House,
  q: Queries,
  feed: OwnFeed,
  name: string,
  rows: readonly OwnRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const now = house.clock();
  const mapping = { ...catalogue().get('intelmq-json'), id: feed, title: ownFeeds[feed] };
  await q.run(sql('feed'), {
    id: feed,
    name: ownFeeds[feed].ja,
    mapping: JSON.stringify(mapping),
    handling: 'TLP:AMBER',
    now,
  });
  const body = `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
  const kept = await q.one<{ id: string }>(sql('keep'), { feed, name, body, now });
  if (!kept) throw new Error('a report of our own was not kept');
  await house.jobs.enqueue(q, sendOwnReport, { id: kept.id }, { key: kept.id });
}

/** Hands a report of our own in at the common door. */
export const sendOwnReport = job({
  name: 'observe.send-own-report',
  schema: z.object({ id: z.string() }),
  tries: 1000,
  async handle(house, { id }) {
    const worker = { kind: 'worker' } as const;
    const report = await house.db.as(worker, (q) =>
      q.one<{ feedId: string; name: string; body: string }>(sql('unsent'), { id }),
    );
    if (!report) return;
    const { batchId } = await receiveReport(house, {
      feed: report.feedId,
      name: report.name,
      origin: 'file',
      body: Readable.from([Buffer.from(report.body)]),
    });
    await house.db.as(worker, async (q) => {
      const sent = await q.one<{ takenBack: string | null }>(sql('sent'), { id, batch: batchId, now: house.clock() });
      await appendFact(house, q, {
        kind: 'own-report.sent',
        subject: `batch:${batchId}`,
        actor: `feed:${report.feedId}`,
        data: { name: report.name },
      });
      if (sent?.takenBack) await sayTakenBack(house, q, report.feedId, batchId, sent.takenBack);
    });
  },
});

/**
 * Takes a report of our own back, in the caller's transaction: one that has not gone stays, and one that has is named by the fact
 * `batch.taken-back`, for whoever made something of it. Its observations stay.
 */
export async function takeReportBack(
  house: House,
  q: Queries,
  feed: OwnFeed,
  name: string,
  because: string,
): Promise<void> {
  for (const { batchId } of await q.rows<{ batchId: string | null }>(sql('take_back'), { feed, name, because }))
    if (batchId) await sayTakenBack(house, q, feed, batchId, because);
}

function sayTakenBack(house: House, q: Queries, feed: string, batch: string, because: string): Promise<unknown> {
  return appendFact(house, q, {
    kind: 'batch.taken-back',
    subject: `batch:${batch}`,
    actor: `feed:${feed}`,
    data: { because },
  });
}
