import { markBounced } from '#know';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { findNotice } from './draft.ts';
import { settle } from './send.ts';

const sql = loadSql(import.meta.url);

/**
 * Reads a delivery status notification (RFC 3464) about one of our notices: the notice is found by the Message-ID we gave it.
 * A permanent failure marks the notice and its contact as bounced, and the next rung of the ladder follows soon. Gives whether
 * the mail was a bounce of ours (then nobody else need look at it).
 */
export async function takeBounce(house: House, raw: Buffer): Promise<boolean> {
  const text = raw.toString('latin1');
  if (!/^content-type:\s*multipart\/report[\s\S]{0,500}?report-type="?delivery-status/im.test(text)) return false;
  const id = /<notice\.([0-9a-f-]{36})@/i.exec(text)?.[1];
  if (!id) return false;
  const failed = /^action:\s*failed/im.test(text) && /^status:\s*5\./im.test(text);
  if (!failed) return true;
  const why = `delivery status: ${/^diagnostic-code:\s*(.+)$/im.exec(text)?.[1] ?? 'failed'}`;
  const recipient = /^final-recipient:\s*rfc822;\s*<?([^>\s]+)/im.exec(text)?.[1];
  const notice = await house.db.as({ kind: 'worker' }, async (q) => {
    const found = await findNotice(q, id);
    // Only to the address this notice really went to: a forged report cannot silence somebody else.
    if (found && recipient && found.sendTo.toLowerCase() === recipient.toLowerCase()) {
      await markBounced(house, q, { email: recipient, actor: 'job:tell.take-bounce', why });
      await q.run(sql('untell'), { notice: id });
      return found;
    }
    return undefined;
  });
  if (notice && notice.state !== 'bounced') await settle(house, notice, 'bounced', why);
  return true;
}
