import { Readable } from 'node:stream';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { receiveReport } from './receive.ts';

const sql = loadSql(import.meta.url.replace('mail.ts', 'receive.ts'));
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Takes the attachments of a mail in as reports. The feed is named by the recipient: `<feed>@…` or `reports+<feed>@…`.
 * Gives how many attachments were taken; a mail without a known feed or without attachments gives 0.
 */
export async function receiveMail(house: House, raw: Buffer | Readable, recipients: readonly string[]): Promise<number> {
  const mail = await simpleParser(raw);
  const named = [...recipients, ...[mail.to ?? []].flat().flatMap((to) => to.value.map((one) => one.address ?? ''))].map((address) => {
    const local = address.split('@')[0]?.toLowerCase() ?? '';
    return local.includes('+') ? (local.split('+').at(-1) ?? '') : local;
  });
  let feed: string | undefined;
  for (const name of new Set(named)) {
    const known = await house.db.as({ kind: 'worker' }, (q) => q.one<{ id: string }>(sql('feed_by_id'), { feed: name }));
    if (known) feed = known.id;
  }
  if (!feed) return 0;
  let taken = 0;
  for (const attachment of mail.attachments) {
    if (attachment.related || attachment.content.length === 0) continue;
    await receiveReport(house, { feed, name: attachment.filename ?? 'report', origin: 'mail', body: Readable.from([attachment.content]) });
    taken++;
  }
  return taken;
}

/**
 * A small mail server on loopback for reports (behind the hub's own mail server). A mail is answered with 250 only after its
 * attachments are on disk; bounces of our own notices go to `bounced`.
 */
export async function openMailIntake(house: House, port: number, bounced: (raw: Buffer) => Promise<boolean>): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MOST_BYTES,
    banner: 'Kyojo report intake',
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MOST_BYTES) chunks.push(chunk);
      });
      stream.on('end', () => {
        if (size > MOST_BYTES) return done(Object.assign(new Error('message too large'), { responseCode: 552 }));
        const raw = Buffer.concat(chunks);
        const recipients = session.envelope.rcptTo.map((to) => to.address);
        (async () => ((await bounced(raw)) ? 1 : receiveMail(house, raw, recipients)))().then(
          (taken) => (taken > 0 ? done(null, `${taken} taken`) : done(Object.assign(new Error('no report for a known feed in this mail'), { responseCode: 550 }))),
          (error: Error) => {
            house.log.warn('mail intake: a mail was not taken', { reason: error.message });
            done(Object.assign(new Error('try again later'), { responseCode: 451 }));
          },
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
