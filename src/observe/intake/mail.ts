import { Readable } from 'node:stream';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { receiveReport } from './receive.ts';

const sql = loadSql(import.meta.url.replace('mail.ts', 'receive.ts'));
const MOST_BYTES = 64 * 1024 * 1024;

/** The feed an address names: `<feed>@…` or `reports+<feed>@…`. */
async function feedAt(house: House, address: string): Promise<string | undefined> {
  const local = address.split('@')[0]?.toLowerCase() ?? '';
  const name = local.includes('+') ? (local.split('+').at(-1) ?? '') : local;
  return (await house.db.as({ kind: 'worker' }, (q) => q.one<{ id: string }>(sql('feed_by_id'), { feed: name })))?.id;
}

/**
 * Takes the attachments of a mail in as reports, for every feed that its recipients name; without recipients (a mailbox knows
 * none) those the mail itself is addressed to. Gives how many reports were taken; a mail without a known feed or without
 * attachments gives 0. Throws what {@link receiveReport} refuses.
 */
export async function receiveMail(
  house: House,
  raw: Buffer | Readable,
  recipients: readonly string[],
): Promise<number> {
  const mail = await simpleParser(raw);
  const addresses =
    recipients.length > 0
      ? recipients
      : [mail.to ?? [], mail.cc ?? []].flat(2).flatMap((to) => to.value.map((one) => one.address ?? ''));
  const feeds = new Set<string>();
  for (const address of new Set(addresses)) {
    const feed = await feedAt(house, address);
    if (feed) feeds.add(feed);
  }
  let taken = 0;
  for (const feed of feeds)
    for (const attachment of mail.attachments) {
      if (attachment.related || attachment.content.length === 0) continue;
      await receiveReport(house, {
        feed,
        name: attachment.filename ?? 'report',
        origin: 'mail',
        body: Readable.from([attachment.content]),
      });
      taken++;
    }
  return taken;
}

/** What the sender's server hears. */
function reply(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** Refused for good (then the sender hears why), or something here that passes. */
function replyTo(house: House, error: Error): Error {
  if (!(error instanceof Refusal) || error.code === 'observe.feed-not-active') {
    house.log.warn('mail intake: a mail was not taken', { reason: error.message });
    return reply(451, 'try again later');
  }
  return error.status === 413 ? reply(552, 'report too large') : reply(554, `report refused: ${error.code}`);
}

/**
 * A small mail server on loopback for reports (behind the hub's own mail server). A mail is answered with 250 only after its
 * attachments are on disk; who is no feed is refused as a recipient, so that the sender learns which of several was wrong. What
 * comes back to the hub's own sender address goes to `bounced`.
 */
export async function openMailIntake(
  house: House,
  port: number,
  bounced: (raw: Buffer) => Promise<boolean>,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MOST_BYTES,
    banner: 'Kyojo report intake',
    disableReverseLookup: true, // nobody reads the name, and looking it up can take seconds
    onRcptTo({ address }, _session, done) {
      if (address.toLowerCase() === house.config.KYOJO_MAIL_FROM.toLowerCase()) return done();
      feedAt(house, address).then(
        (feed) => (feed ? done() : done(reply(550, 'no such feed here'))),
        (error: Error) => done(replyTo(house, error)),
      );
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MOST_BYTES) chunks.push(chunk);
      });
      stream.on('end', () => {
        if (size > MOST_BYTES) return done(reply(552, 'message too large'));
        const raw = Buffer.concat(chunks);
        const recipients = session.envelope.rcptTo.map((to) => to.address);
        (async () => ((await bounced(raw)) ? 1 : receiveMail(house, raw, recipients)))().then(
          (taken) =>
            taken > 0 ? done(null, `${taken} taken`) : done(reply(550, 'no report for a known feed in this mail')),
          (error: Error) => done(replyTo(house, error)),
        );
      });
    },
  });
  server.on('error', (error) => house.log.warn('mail intake: connection failed', { reason: error.message }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
