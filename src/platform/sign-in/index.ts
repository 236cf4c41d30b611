/** The sign-in: accounts, passwords, second factors, passkeys, an identity provider, one-time links; better-auth inside. */
import './enter/sign-in.ts';
import './join/welcome.ts';

export type { Invitation } from './join/invite.ts';
export { type Membership, openSignIn, type SignIn, type SignInHooks } from './open.ts';
export { refusals } from './words.ts';
