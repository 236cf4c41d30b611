import { z } from 'zod';
import { markBounced } from '#know';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { MailUncertain } from '#platform/mail';
import { loadSql } from '#platform/postgres';
import { metrics } from '#platform/web';
import { handOver } from '../channel/index.ts';
import { draftOf, findNotice, type Notice } from './draft.ts';

const sql = loadSql(import.meta.url);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Hands one notice to its channel, once. It is marked `sending` before and `sent` after; a process that dies in between leaves
 * `sending` behind, which the next try turns into `uncertain` and never sends again: the next rung of the ladder follows soon,
 * by another way. A channel that says "not now" (mail server down) leaves it `waiting` and the job comes back.
 */
export const sendNotice = job({
  name: 'tell.send-notice',
  schema: z.object({ notice: z.uuid() }),
  atOnce: 6,
  tries: 200, // at most ten minutes apart: more than the day after which `failed` gives up
  async handle(house, { notice: id }) {
    const taken = await house.db.as({ kind: 'worker' }, async (q) => {
      const notice = await findNotice(q, id);
      // Printed letters wait for the operator to post them; inbox notices need no carrier.
      if (!notice || notice.channel === 'letter' || notice.channel === 'inbox') return undefined;
      if (notice.state === 'sending') return { notice, isUncertain: true as const };
      if ((await q.run(sql('take'), { notice: id })) === 0) return undefined;
      return { notice, isUncertain: false as const, ...(await draftOf(house, q, notice)) };
    });
    if (!taken) return;
    if (taken.isUncertain) return settle(house, taken.notice, 'uncertain', 'the process ended while it was being sent');
    try {
      const answer = await handOver(house, taken.notice, taken.draft, taken.findings);
      await settle(house, taken.notice, 'sent', answer);
    } catch (error) {
      await failed(house, taken.notice, error as MailFault);
    }
  },
});

/** An error of the mail library: the server's code, and at which command it came. */
type MailFault = Error & { readonly responseCode?: number; readonly command?: string };

/** What a channel throws says what to do next. */
async function failed(house: House, notice: Notice, error: MailFault): Promise<void> {
  const refused =
    (error as Error) instanceof Refusal ||
    (error.responseCode !== undefined && error.responseCode >= 500 && error.command !== 'CONN');
  if (refused && isAddressGone(error)) return settle(house, notice, 'bounced', error.message, notice.sendTo);
  if (refused) return settle(house, notice, 'failed', error.message);
  if (error instanceof MailUncertain) return settle(house, notice, 'uncertain', error.message);
  if (house.clock().getTime() - notice.createdAt.getTime() > DAY) return settle(house, notice, 'failed', error.message);
  await house.db.as({ kind: 'worker' }, (q) =>
    q.run(sql('done'), {
      notice: notice.id,
      state: 'waiting',
      failure: error.message.slice(0, 500),
      now: house.clock(),
    }),
  );
  throw error; // the job comes back later
}

/**
 * Did the server say that nobody is reached at this address (RFC 5321 § 4.2.3, RFC 3463: 5.1 addressing, 5.2.1 disabled)? What it says
 * of the sender, of policy or of a full mailbox is no word about the address.
 */
function isAddressGone({ responseCode, command, message }: MailFault): boolean {
  if (command === 'MAIL FROM' || ![550, 551, 553].includes(responseCode ?? 0)) return false;
  const status = /\b5\.\d{1,3}\.\d{1,3}\b/.exec(message)?.[0];
  return status ? /^5\.1\.|^5\.2\.1$/.test(status) : command === 'RCPT TO';
}

/**
 * Writes down how it ended: the notice, its findings and the fact in one transaction; with `gone`, also that the contacts of this
 * address are not reached there any more.
 */
export async function settle(
  house: House,
  notice: Notice,
  state: 'sent' | 'uncertain' | 'bounced' | 'failed',
  detail: string,
  gone?: string,
): Promise<void> {
  const now = house.clock();
  metrics.noticesTotal.inc({ channel: notice.channel, outcome: state });
  await house.db.as({ kind: 'worker' }, async (q) => {
    await q.run(sql('done'), { notice: notice.id, state, failure: state === 'sent' ? '' : detail.slice(0, 500), now });
    if (state === 'sent') await q.run(sql('mark_told'), { notice: notice.id, now });
    else await q.run(sql('next_rung_soon'), { notice: notice.id, soon: new Date(now.getTime() + HOUR), now });
    await appendFact(house, q, {
      kind: `notice.${state}`,
      subject: `notice:${notice.id}`,
      organisationId: notice.organisationId,
      actor: 'job:tell.send-notice',
      data: { channel: notice.channel, way: notice.way, to: notice.sendTo, answer: detail.slice(0, 200) },
    });
    if (gone) await markBounced(house, q, { email: gone, actor: 'job:tell.send-notice', why: detail });
  });
}
