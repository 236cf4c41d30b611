import { goTo, withNext } from '../answers.ts';
import { wayOn } from '../enter/way.ts';
import type { AnyCall } from '../fields.ts';
import { type Opened, signInOf } from '../open.ts';
import { isWhole, type Session } from '../session.ts';

/** Who is at an account page, and the sign-in they came through. */
export interface Entered {
  readonly opened: Opened;
  readonly session: Session;
}

/**
 * Lets the owner of an account in, or says where to go first: to sign in, to the second step, or (with `fresh`) to show the
 * password once more. `settingUp` also lets in who has no second factor yet and needs one: there the way leads through.
 */
export async function entered(
  c: AnyCall,
  wish: { readonly fresh?: boolean; readonly settingUp?: boolean } = {},
): Promise<Entered | Response> {
  const opened = signInOf(c.house);
  const session = await opened.sessions.find(c.request);
  // After a form the way back is the account page: a form cannot be sent again by a link.
  const here = c.request.method === 'GET' ? `${c.url.pathname}${c.url.search}` : '/account';
  if (!session) return goTo(withNext('/sign-in', here));
  const without = !session.hasAuthenticator && !session.hasPasskey;
  if (!isWhole(session) && !(wish.settingUp && without)) return goTo(withNext(wayOn(session), here));
  if (wish.fresh && !session.confirmed) return goTo(withNext('/account/confirm', here));
  return { opened, session };
}

/** Subject and actor of a fact about somebody's own account. */
export function own(session: Session): { readonly subject: string; readonly actor: string } {
  return { subject: `person:${session.personId}`, actor: `user:${session.personId}` };
}
