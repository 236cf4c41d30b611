import type { House } from '#platform/house';
import { watchFolder } from './folder.ts';
import { watchMailbox } from './imap.ts';
import { openMailIntake } from './mail.ts';

/** Opens the ways in that the settings ask for: watched folder, mail server on loopback, mailbox. */
export async function openIntakes(
  house: House,
  bounced: (raw: Buffer) => Promise<boolean>,
): Promise<{ readonly smtpPort: number | undefined; close(): Promise<void> }> {
  const { KYOJO_WATCH, KYOJO_SMTP_INTAKE_PORT, KYOJO_IMAP_URL } = house.config;
  const mail = KYOJO_SMTP_INTAKE_PORT > 0 ? await openMailIntake(house, KYOJO_SMTP_INTAKE_PORT, bounced) : undefined;
  const open = [
    KYOJO_WATCH ? watchFolder(house, KYOJO_WATCH) : undefined,
    mail,
    KYOJO_IMAP_URL ? watchMailbox(house, KYOJO_IMAP_URL, bounced) : undefined,
  ];
  return {
    smtpPort: mail?.port,
    async close() {
      await Promise.all(open.map((one) => one?.close()));
    },
  };
}
