import { z } from 'zod';
import { html, type Markup, nothing } from '#platform/html';
import { banner, button, buttons } from '#platform/page';
import { route } from '#platform/web';
import { say } from '#platform/words';
import { type Answer, ask, goTo, leaveOldSession, ownPath, settle, show, withNext } from '../answers.ts';
import {
  type AnyCall,
  asking,
  drawn,
  emailFault,
  emailField,
  type Faults,
  faultsOf,
  line,
  passwordField,
  secret,
} from '../fields.ts';
import { type Opened, signInOf } from '../open.ts';
import { passkeyOffer } from '../passkey/offer.ts';
import { addressKey } from '../rate.ts';
import { isWhole } from '../session.ts';
import { atDesk } from '../transaction.ts';
import { refusals, words as shared } from '../words.ts';
import { wayOn } from './way.ts';
import { words } from './words.ts';

/** Wrong passwords for one address, wherever they come from, in this many seconds. Known and unknown addresses count alike. */
const perAddress = { window: 900, max: 20 } as const;

route({
  method: 'GET',
  path: '/sign-in',
  permission: 'public',
  query: z.object({ next: line, out: line, set: line, error: line, passkey: line }),
  async handle(c) {
    const opened = signInOf(c.house);
    const next = ownPath(c.query.next);
    const session = await opened.sessions.find(c.request);
    if (session) return goTo(isWhole(session) ? next : withNext(wayOn(session), next));
    return signInPage(c, opened, { next, told: toldBy(c, c.query) });
  },
});

route({
  method: 'POST',
  path: '/sign-in',
  permission: 'public',
  form: z.object({ email: line, password: secret, next: line }),
  async handle(c) {
    const opened = signInOf(c.house);
    const { email, password } = c.form;
    const next = ownPath(c.form.next);
    const faults = faultsOf({
      email: emailFault(c, email),
      password: password === '' ? say(shared.noPassword, c.language) : undefined,
    });
    if (Object.keys(faults).length > 0) return show(signInPage(c, opened, { next, email, faults }), 422);

    const verdict = await opened.rates.consume(addressKey('sign-in', email), perAddress);
    if (!verdict.allowed) return tooOften(c, opened, { next, email }, verdict.retryAfter ?? perAddress.window);
    const answer = await atDesk(c.house, async (desk) => {
      const answer = await ask(opened, opened.library, c, '/sign-in/email', { email, password });
      if (isChallenge(answer)) await leaveOldSession(desk, opened, c);
      else if (answer.status === 200) await settle(desk, opened, c, answer, 'password');
      return answer;
    });
    if (answer.status === 429) return tooOften(c, opened, { next, email }, answer.retryAfter);
    if (isChallenge(answer)) return goTo(withNext('/sign-in/second', next), answer.cookies);
    // One text for every reason: no account, another password, a closed account.
    if (answer.status !== 200)
      return show(signInPage(c, opened, { next, email, faults: { password: say(words.wrong, c.language) } }), 422);
    return goTo(withNext('/sign-in', next), answer.cookies);
  },
});

route({
  method: 'GET',
  path: '/sign-out',
  permission: 'public',
  async handle(c) {
    const t = (entry: (typeof words)['outTitle' | 'outLead' | 'outSend']) => say(entry, c.language);
    return drawn(c, {
      title: t(words.outTitle),
      heading: t(words.outTitle),
      lead: t(words.outLead),
      main: asking(c, '/sign-out', button({ text: t(words.outSend) })),
    });
  },
});

route({
  method: 'POST',
  path: '/sign-out',
  permission: 'public',
  async handle(c) {
    const opened = signInOf(c.house);
    const session = await opened.sessions.find(c.request);
    if (!session) return goTo('/sign-in?out=yes', [opened.sessions.endCookie]);
    const answer = await atDesk(c.house, async (desk) => {
      await desk.fact({
        kind: 'person.signed-out',
        subject: `person:${session.personId}`,
        actor: `user:${session.personId}`,
      });
      return ask(opened, opened.library, c, '/sign-out', {});
    });
    return goTo('/sign-in?out=yes', answer.cookies);
  },
});

/** The password was right and the library waits for the second step. */
function isChallenge(answer: Answer): boolean {
  return answer.status === 200 && answer.body.twoFactorRedirect === true;
}

interface SignInView {
  readonly next: string;
  readonly email?: string;
  readonly faults?: Faults;
  readonly told?: Markup | undefined;
}

function signInPage(c: AnyCall, opened: Opened, view: SignInView): Markup {
  const { next, email = '', faults = {}, told } = view;
  const { language } = c;
  const provider = opened.house.config.KYOJO_OIDC_ISSUER
    ? say(words.withProvider, language, { provider: providerName(opened) })
    : undefined;
  const more = [
    passkeyOffer(c, {
      next,
      label: say(words.withPasskey, language),
      hint: say(words.passkeyHint, language),
      failed: say(words.passkeyFailed, language),
    }),
    // A link, not a form: the policy forbids forms that end at another address.
    provider ? buttons([button({ text: provider, href: withNext('/sign-in/with', next), kind: 'sub' })]) : nothing,
  ].filter((part) => String(part) !== '');
  return drawn(c, {
    title: say(words.title, language),
    heading: say(words.title, language),
    alerts: told,
    main: html`${asking(
      c,
      '/sign-in',
      html`${emailField(c, email, faults, 'username webauthn')}${passwordField(c, faults)}${buttons([button({ text: say(words.send, language) })])}`,
      faults,
      next === '/' ? {} : { next },
    )}
<p><a href="/forgotten">${say(words.forgotten, language)}</a></p>
${more.length > 0 ? html`<section class="section"><h2>${say(words.or, language)}</h2>${more}</section>` : ''}
<section class="section"><h2>${say(words.noAccount, language)}</h2>${buttons([button({ text: say(words.join, language), href: '/join', kind: 'sub' })])}</section>
<p class="note">${say(words.privateDevice, language)}</p>`,
  });
}

/** Name of the identity provider: its host, which is what people see in the address bar next. */
function providerName(opened: Opened): string {
  return opened.house.config.KYOJO_OIDC_ISSUER ? new URL(opened.house.config.KYOJO_OIDC_ISSUER).hostname : '';
}

/** What happened before this page, told above it. */
function toldBy(
  c: AnyCall,
  query: { readonly out: string; readonly set: string; readonly error: string; readonly passkey: string },
): Markup | undefined {
  const { language } = c;
  if (query.out) return banner({ language, tone: 'good', title: say(words.signedOut, language), live: true });
  if (query.set) return banner({ language, tone: 'good', title: say(words.passwordSet, language), live: true });
  if (query.error) return banner({ language, tone: 'warn', title: say(words.providerRefused, language), live: true });
  if (query.passkey) return banner({ language, tone: 'warn', title: say(words.passkeyFailed, language), live: true });
  return undefined;
}

function tooOften(c: AnyCall, opened: Opened, view: SignInView, seconds: number): Response {
  const title = say(refusals['sign-in.too-often'], c.language, { seconds });
  const response = show(
    signInPage(c, opened, { ...view, told: banner({ language: c.language, tone: 'urgent', title, live: true }) }),
    429,
  );
  response.headers.set('retry-after', String(seconds));
  return response;
}
