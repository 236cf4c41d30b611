import { z } from 'zod';
import { appendFact, onFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { formatDate, say } from '#platform/words';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);

interface Overdue {
  readonly id: string;
  readonly name: string;
  readonly lastBatchAt: Date | null;
  readonly expectedHours: number;
  readonly silentSince: Date;
}

/**
 * Looks for feeds past their rhythm every five minutes. A silence is an alarm of its own and never a cure: findings of a silent
 * feed stay as they are. One fact and one mail a silence; the fact of being heard again when a report has come.
 */
export const checkRhythm = job({
  name: 'observe.check-rhythm',
  schema: z.object({}),
  every: '*/5 * * * *',
  async handle(house) {
    await house.db.as({ kind: 'worker' }, async (q) => {
      await endSilences(house, q);
      for (const feed of await q.rows<Overdue>(sql('fall_silent'), { now: house.clock() })) {
        await q.run(sql('open_silence'), { feed: feed.id, since: feed.silentSince, now: house.clock() });
        await appendFact(house, q, {
          kind: 'feed.silent',
          subject: `feed:${feed.id}`,
          actor: 'job:observe.check-rhythm',
          data: {
            since: feed.silentSince,
            lastReportAt: feed.lastBatchAt,
            expectedHours: feed.expectedHours,
          },
        });
      }
    });
  },
});

/** A report has come: whoever was silent is heard again. A replay never clears a silence, as it does not touch `silent_since`. */
export const hearAgain = job({
  name: 'observe.hear-again',
  schema: z.object({ subject: z.string() }),
  handle: (house) => house.db.as({ kind: 'worker' }, (q) => endSilences(house, q)),
});
onFact('batch.received', hearAgain);

/** Ends the silences of feeds that were heard or stopped; only the former get the fact. */
export async function endSilences(house: House, q: Queries): Promise<void> {
  const ended = await q.rows<{ feedId: string; since: Date; heard: boolean; lastBatchAt: Date | null }>(
    sql('end_silences'),
    { now: house.clock() },
  );
  for (const { feedId, since, heard, lastBatchAt } of ended) {
    if (!heard) continue;
    await appendFact(house, q, {
      kind: 'feed.heard-again',
      subject: `feed:${feedId}`,
      actor: `feed:${feedId}`,
      data: { silentSince: since, heardAt: lastBatchAt },
    });
  }
}

/** Tells the hub's operators of a silence: one mail, whose id is the silence's, so that a repeated try is the same mail. */
export const tellSilence = job({
  name: 'observe.tell-silence',
  schema: z.object({ subject: z.string().startsWith('feed:') }),
  async handle(house, { subject }) {
    const silence = await house.db.as({ kind: 'worker' }, (q) =>
      q.one<{
        id: string;
        since: Date;
        feedId: string;
        name: string;
        lastBatchAt: Date | null;
        expectedHours: number | null;
      }>(sql('silence_to_mail'), { feed: subject.slice('feed:'.length) }),
    );
    if (!silence) return; // heard again meanwhile, or told already
    const { config, url, mail } = house;
    const text = (language: 'ja' | 'en') =>
      say(words.mailText, language, {
        name: silence.name,
        hours: silence.expectedHours ?? 0,
        last: silence.lastBatchAt ? formatDate(silence.lastBatchAt, language, 'minute') : say(words.never, language),
        link: `${url}/feeds/${silence.feedId}`,
      });
    await mail.send({
      to: config.KYOJO_HELP_MAIL,
      subject: say(words.mailSubject, 'ja', { name: silence.name, hub: config.KYOJO_HUB_NAME }),
      text: `${text('ja')}\n\n----\n${text('en')}\n`,
      messageId: `feed-silent-${silence.id}`,
      language: 'ja',
    });
    await house.db.as({ kind: 'worker' }, (q) => q.run(sql('mailed'), { id: silence.id, now: house.clock() }));
  },
});
onFact('feed.silent', tellSilence);
