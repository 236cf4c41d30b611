/** The sign-in: accounts, passwords, second factors, passkeys, an identity provider, one-time links; better-auth inside. */
import './account/account.ts';
import './account/password.ts';
import './account/second-factor.ts';
import './enter/provider.ts';
import './enter/second.ts';
import './enter/sign-in.ts';
import './join/forgotten.ts';
import './join/join.ts';
import './join/welcome.ts';
import './operators/page.ts';
import './passkey/endpoints.ts';

export { type Invitation, inviteByMail } from './join/invite.ts';
export { type Membership, openSignIn, type SignIn, type SignInHooks } from './open.ts';
export { refusals } from './words.ts';
