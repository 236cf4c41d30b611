import { ImapFlow } from 'imapflow';
import { Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import { receiveMail } from './mail.ts';

const LOOK_MS = 60_000;

/**
 * Looks into a mailbox (`imaps://user:password@host/FOLDER`) once a minute and takes the attachments of unread mails in. A mail is marked
 * as read only after its reports are on disk, so a broken look is repeated; a report taken twice counts once.
 */
export function watchMailbox(
  house: House,
  url: string,
  bounced: (raw: Buffer) => Promise<boolean>,
): { look(): Promise<number>; close(): Promise<void> } {
  let stopped = false;
  let running: Promise<unknown> = Promise.resolve();
  // One look after the other: two at once would take the same mails.
  const look = () => {
    const now = running
      .then(() => (stopped ? 0 : lookOnce(house, url, bounced)))
      .catch((error: Error) => {
        house.log.warn('mailbox: could not look', { reason: error.message });
        return 0;
      });
    running = now;
    return now;
  };
  const timer = setInterval(() => {
    if (!stopped) void look();
  }, LOOK_MS);
  void look();
  return {
    look,
    async close() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

async function lookOnce(house: House, url: string, bounced: (raw: Buffer) => Promise<boolean>): Promise<number> {
  const place = new URL(url);
  const secure = place.protocol === 'imaps:';
  const client = new ImapFlow({
    host: place.hostname,
    port: Number(place.port) || (secure ? 993 : 143),
    secure,
    auth: { user: decodeURIComponent(place.username), pass: decodeURIComponent(place.password) },
    logger: false,
  });
  client.on('error', (error: Error) => house.log.warn('mailbox: the connection broke', { reason: error.message }));
  let taken = 0;
  await client.connect();
  try {
    const lock = await client.getMailboxLock(decodeURIComponent(place.pathname.slice(1)) || 'INBOX');
    try {
      const unread = (await client.search({ seen: false }, { uid: true })) || [];
      for (const uid of unread) taken += await takeOne(house, client, uid, bounced);
    } finally {
      lock.release();
    }
  } finally {
    await client.logout().catch(() => client.close());
  }
  return taken;
}

/** One mail. What will never be readable is flagged for a person and read no more, so that it does not stand before those behind it. */
async function takeOne(
  house: House,
  client: ImapFlow,
  uid: number,
  bounced: (raw: Buffer) => Promise<boolean>,
): Promise<number> {
  const mail = await client.fetchOne(String(uid), { source: true }, { uid: true });
  if (mail === false || mail.source === undefined) return 0;
  let taken = 0;
  const flags = ['\\Seen'];
  if (!(await bounced(mail.source)))
    try {
      taken = await receiveMail(house, mail.source, []);
      if (taken === 0) house.log.warn('mailbox: a mail had no report for a known feed', { uid });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      house.log.warn('mailbox: a report was refused, its mail is flagged', { uid, reason: error.code });
      flags.push('\\Flagged');
    }
  await client.messageFlagsAdd(String(uid), flags, { uid: true });
  return taken;
}
