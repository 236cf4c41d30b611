import { z } from 'zod';
import type { House } from '#platform/house';
import { type JobKind, job } from '#platform/jobs';
import { formatDate, formatDuration, say } from '#platform/words';
import { dropOldLinks, findLink, linkHours, linkUrl, type OneTimeLink } from '../one-time-link.ts';
import { personOf, sweep } from '../people.ts';
import { signInSecret } from '../secret.ts';
import { atDesk } from '../transaction.ts';
import { inviters, mails, openings } from './mail-words.ts';

/**
 * What to mail: a one-time link, the news that somebody tried to register a known address, or nothing at all (put for
 * unknown addresses, so that both answers cost the same). Stored. It names rows only: no address, no link waits in a queue. The name of
 * the organisation somebody is invited for comes along, because this room knows no organisations.
 */
const AccountMail = z.discriminatedUnion('purpose', [
  z.object({ purpose: z.literal('invite'), link: z.string(), organisation: z.string().optional() }),
  z.object({ purpose: z.enum(['join', 'reset']), link: z.string() }),
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
    const hub = house.config.KYOJO_HUB_NAME;
    const url = linkUrl(house.url, link.purpose, link.id, signInSecret(house.folder));
    await house.mail.send({
      to: link.email,
      subject: say(mails[data.purpose].subject, language, { hub }),
      text:
        data.purpose === 'invite'
          ? say(mails.invite.text, language, {
              opening: await openingOf(house, link, data.organisation),
              hub,
              url,
              until: formatDate(link.expiresAt, language, 'minute'),
            })
          : say(mails[data.purpose].text, language, {
              hub,
              url,
              span: formatDuration(linkHours[link.purpose] * 3_600_000, language),
            }),
      language,
      messageId: `${data.purpose}-${link.id}`,
    });
  },
});

/** On whose behalf the invitation is, and by whom. */
async function openingOf(house: House, link: OneTimeLink, organisation: string | undefined): Promise<string> {
  const { language, madeBy } = link;
  const hub = house.config.KYOJO_HUB_NAME;
  const id = madeBy.startsWith('user:') ? madeBy.slice('user:'.length) : undefined;
  const person = id && (await atDesk(house, ({ q }) => personOf(q, id)));
  const by = !person
    ? say(inviters.hub, language, { hub })
    : person.isOperator
      ? say(inviters.operator, language, { hub, name: inMail(person.name) })
      : say(inviters.member, language, { name: inMail(person.name) });
  if (organisation) return say(openings.organisation, language, { by, hub, organisation: inMail(organisation) });
  return say(link.isOperator ? openings.operator : openings.user, language, { by, hub });
}

/** Longer names are cut: the first sentence is to stay one. */
const MOST_LETTERS = 80;

/**
 * A name that somebody typed, as a short phrase for a mail to a stranger: one line, unable to end the quotation marks around it, and with
 * the signs of an address in full width, so that no mail program makes a link of it.
 */
function inMail(name: string): string {
  const line = name
    .replace(/[\p{C}\s「」『』“”"<>]+/gu, ' ')
    .trim()
    .replace(/(?<=\S)[.:/@](?=[\p{L}\p{N}/])/gu, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
  const letters = [...line];
  return letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS).join('')}…` : line || '—';
}

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
