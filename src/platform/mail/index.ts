import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Config } from '#platform/config';
import type { DataFolder } from '#platform/files';

/** A mail to one person, as text and, when given, HTML. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Same id, same mail: a mail server that already has it may drop the second (RFC 5322 Message-ID). */
  readonly messageId?: string;
  readonly language?: string;
  /** Address of one-click unsubscription or settings (RFC 8058). */
  readonly listUnsubscribe?: string;
  readonly replyTo?: string;
  readonly attachments?: readonly {
    readonly filename: string;
    readonly content: Buffer | string;
    readonly contentType: string;
  }[];
}

/**
 * The connection broke after the mail had begun to go over and before the server answered: whether it was taken nobody knows.
 * The library itself says only that the connection broke, so we look whether the mail's bytes had been asked for.
 */
export class MailUncertain extends Error {}

/** Where mail goes out. */
export interface Mailer {
  /** Hands the mail to the server; gives the server's own answer. Throws when it was not accepted, `MailUncertain` when it may have been. */
  send(mail: Mail): Promise<{ readonly answer: string }>;
  close(): void;
}

/** Mail through `KYOJO_SMTP_URL`, or as `.eml` files in the data folder when no server is set. */
export function openMailer(config: Config, folder: DataFolder): Mailer {
  const transport = config.KYOJO_SMTP_URL
    ? createTransport({ url: config.KYOJO_SMTP_URL, pool: true, maxConnections: 4 } as never)
    : createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  transport.use('stream', (mail, done) => {
    if (!config.KYOJO_SMTP_URL) leaveLegible(mail.message as unknown as MimePart);
    const { progress } = mail.data as { progress?: { bytes?: Readable } };
    const read = mail.message.createReadStream.bind(mail.message);
    mail.message.createReadStream = (...options) => {
      const bytes = read(...options);
      if (progress) progress.bytes = bytes;
      return bytes;
    };
    done();
  });
  return {
    async send(mail) {
      const progress: { bytes?: Readable } = {};
      const sent = (await transport
        .sendMail({
          progress,
          from: { name: config.KYOJO_HUB_NAME, address: config.KYOJO_MAIL_FROM },
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          ...(mail.html ? { html: mail.html } : {}),
          ...(mail.replyTo ? { replyTo: mail.replyTo } : {}),
          ...(mail.messageId
            ? { messageId: `<${mail.messageId}@${config.KYOJO_MAIL_FROM.split('@')[1] ?? 'kyojo'}>` }
            : {}),
          ...(mail.attachments ? { attachments: [...mail.attachments] } : {}),
          headers: {
            // RFC 3834: an automatic mail must not start a loop of automatic answers.
            'Auto-Submitted': 'auto-generated',
            ...(mail.language ? { 'Content-Language': mail.language === 'en' ? 'en' : 'ja' } : {}),
            ...(mail.listUnsubscribe ? { 'List-Unsubscribe': `<${mail.listUnsubscribe}>` } : {}),
          },
        } as never)
        .catch((error: Error & { responseCode?: number }) => {
          if (config.KYOJO_SMTP_URL && progress.bytes?.readableDidRead && !error.responseCode)
            throw new MailUncertain(error.message, { cause: error });
          throw error;
        })) as { response?: string; message?: Buffer };
      if (sent.message) {
        const name = `${mail.messageId ?? randomUUID()}.eml`;
        await writeFile(join(folder.folder('mail'), name), sent.message, { mode: 0o600 });
        return { answer: `kept as ${name}` };
      }
      return { answer: sent.response ?? '' };
    },
    close: () => transport.close(),
  };
}

/** A part of a mail, as far as the library lets its encoding be chosen. */
interface MimePart {
  readonly childNodes: readonly MimePart[];
  readonly filename?: unknown;
  getHeader(name: string): unknown;
  getTransferEncoding(): string | false;
}

/** Text stays as it is instead of base64: a mail that is only kept as a file is also read with an editor. */
function leaveLegible(part: MimePart): void {
  const isText = !part.filename && String(part.getHeader('Content-Type')).startsWith('text/');
  if (isText) part.getTransferEncoding = () => '8bit';
  part.childNodes.forEach(leaveLegible);
}
