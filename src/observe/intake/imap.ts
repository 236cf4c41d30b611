import type { House } from '#platform/house';
import { ImapFlow } from 'imapflow';
import { receiveMail } from './mail.ts';

const LOOK_MS = 60_000;

/**
 * Looks into a mailbox (`imaps://user:password@host/FOLDER`) once a minute and takes the attachments of unread mails in. A mail is marked
 * as read only after its reports are on disk, so a broken look is repeated; a report taken twice counts once.
 */
export function watchMailbox(house: House, url: string, bounced: (raw: Buffer) => Promise<boolean>): { look(): Promise<number>; close(): Promise<void> } {
  let stopped = false;
  let running: Promise<unknown> = Promise.resolve();
  const look = () => {
    const now = lookOnce(house, url, bounced).catch((error: Error) => {
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
  let taken = 0;
  await client.connect();
  const lock = await client.getMailboxLock(decodeURIComponent(place.pathname.slice(1)) || 'INBOX');
  try {
    const unread = (await client.search({ seen: false }, { uid: true })) || [];
    for (const uid of unread) {
      const mail = await client.fetchOne(String(uid), { source: true }, { uid: true });
      if (!mail || !mail.source) continue;
      if (!(await bounced(mail.source))) taken += await receiveMail(house, mail.source, []);
      await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
    }
  } finally {
    lock.release();
    await client.logout();
  }
  return taken;
}
