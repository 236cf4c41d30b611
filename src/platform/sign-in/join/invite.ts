import type { House } from '#platform/house';
import type { Language } from '#platform/words';
import { linkUrl, makeLink } from '../one-time-link.ts';
import { findPerson } from '../people.ts';
import { atDesk, type Ground } from '../transaction.ts';
import { sendAccountMail } from './mail.ts';

/** Whom to invite, and as what. */
export interface Invitation {
  /** Fixed when given; otherwise the person types it. */
  readonly email?: string;
  readonly name?: string;
  readonly isOperator: boolean;
  readonly organisation?: { readonly id: string; readonly role: string; readonly name?: string };
  readonly language?: Language;
  /** Who invites, as facts name an actor. */
  readonly by?: string;
}

type InviteGround = Ground & Pick<House, 'url'>;

/** Makes an invitation and gives its link. */
export async function invite(house: InviteGround, secret: string, invitation: Invitation): Promise<string> {
  return linkUrl(house.url, 'invite', await keep(house, invitation, false), secret);
}

/** Makes an invitation and mails it. */
export async function inviteByMail(
  house: InviteGround,
  invitation: Invitation & { readonly email: string },
): Promise<void> {
  await keep(house, invitation, true);
}

async function keep(house: InviteGround, invitation: Invitation, mailed: boolean): Promise<string> {
  const by = invitation.by ?? 'hub';
  return atDesk(house, async (desk) => {
    const id = await makeLink(desk.q, {
      purpose: 'invite',
      email: invitation.email ?? null,
      name: invitation.name ?? null,
      isOperator: invitation.isOperator,
      organisationId: invitation.organisation?.id ?? null,
      organisationRole: invitation.organisation?.role ?? null,
      language: invitation.language ?? 'ja',
      mailed,
      madeBy: by,
    });
    await desk.fact({
      kind: 'person.invited',
      subject: `invitation:${id}`,
      organisationId: invitation.organisation?.id ?? null,
      actor: by,
      data: { isOperator: invitation.isOperator, role: invitation.organisation?.role ?? null },
    });
    const organisation = invitation.organisation?.name;
    if (mailed)
      await desk.asHub((q) =>
        house.jobs.enqueue(q, sendAccountMail, { purpose: 'invite', link: id, ...(organisation && { organisation }) }),
      );
    return id;
  });
}

/** Makes a link that gives an account back to its owner; undefined if nobody has this address. */
export async function recover(house: InviteGround, secret: string, email: string): Promise<string | undefined> {
  return atDesk(house, async (desk) => {
    const person = await findPerson(desk.q, email.trim());
    if (!person || person.closedAt) return undefined;
    const id = await makeLink(desk.q, {
      purpose: 'recover',
      personId: person.id,
      email: person.email,
      madeBy: 'console',
    });
    await desk.fact({ kind: 'person.recovery-offered', subject: `person:${person.id}`, actor: 'console' });
    return linkUrl(house.url, 'recover', id, secret);
  });
}
