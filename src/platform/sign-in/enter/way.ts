import type { Session } from '../session.ts';

/** Where a half session goes on: to the second step, or to setting one up. */
export function wayOn(session: Pick<Session, 'hasAuthenticator' | 'hasPasskey'>): `/${string}` {
  return session.hasAuthenticator || session.hasPasskey ? '/sign-in/second' : '/account/second-factor';
}
