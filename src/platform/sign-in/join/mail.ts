import { z } from 'zod';
import type { House } from '#platform/house';
import { type JobKind, job } from '#platform/jobs';
import { formatDuration, say } from '#platform/words';
import { dropOldLinks, findLink, linkHours, linkUrl } from '../one-time-link.ts';
import { personOf, sweep } from '../people.ts';
import { signInSecret } from '../secret.ts';
import { atDesk } from '../transaction.ts';
import { mails } from './mail-words.ts';

/**
 * What to mail: a one-time link, the news that somebody tried to register a known address, or nothing at all (put for
 * unknown addresses, so that both answers cost the same). Stored. It names rows only: no address, no link waits in a queue.
 */
const AccountMail = z.discriminatedUnion('purpose', [
  z.object({ purpose: z.enum(['invite', 'join', 'reset']), link: z.string() }),
  z.object({ purpose: z.literal('known'), person: z.string() }),
  z.object({ purpose: z.literal('nothing') }),
]);

/** Sends the mails of the sign-in. */
export const sendAccountMail: JobKind<z.output<typeof AccountMail>> = job({
  name: 'sign-in.send-mail',
  schema: AccountMail,
  async handle(house, data) {
    if (data.purpose === 'nothing') return;
    if (data.purpose === 'known') return tellKnown(house, data.person);
    const link = await atDesk(house, ({ q }) => findLink(q, data.link));
    if (!link?.email) return; // used or over meanwhile
    const { language } = link;
    const holes = {
      hub: house.config.KYOJO_HUB_NAME,
      url: linkUrl(house.url, link.purpose, link.id, signInSecret(house.folder)),
      span: formatDuration(linkHours[link.purpose] * 3_600_000, language),
    };
    const words = mails[data.purpose];
    await house.mail.send({
      to: link.email,
      subject: say(words.subject, language, { hub: holes.hub }),
      text: say(words.text, language, holes),
      language,
      messageId: `${data.purpose}-${link.id}`,
    });
  },
});

async function tellKnown(house: House, personId: string): Promise<void> {
  const person = await atDesk(house, ({ q }) => personOf(q, personId));
  if (!person) return;
  const { language } = person;
  const hub = house.config.KYOJO_HUB_NAME;
  await house.mail.send({
    to: person.email,
    subject: say(mails.known.subject, language, { hub }),
    text: say(mails.known.text, language, { hub, url: `${house.url}/sign-in`, forgotten: `${house.url}/forgotten` }),
    language,
  });
}

/** Forgets steps, counts, sessions and links that are long past. */
export const sweepSignIn = job({
  name: 'sign-in.sweep',
  schema: z.object({}),
  every: '17 4 * * *',
  async handle(house) {
    await atDesk(house, async ({ q }) => {
      await sweep(q);
      await dropOldLinks(q);
    });
  },
});
