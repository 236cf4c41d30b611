import { z } from 'zod';
import { html, type Markup, nothing } from '#platform/html';
import { banner, button, buttons, disclosure, form, postButton } from '#platform/page';
import { route } from '#platform/web';
import { say } from '#platform/words';
import { type Answer, ask, goTo, type How, ownPath, settle, show, withNext } from '../answers.ts';
import { type AnyCall, asking, codeField, drawn, type Faults, line, plainCode } from '../fields.ts';
import { type Opened, signInOf } from '../open.ts';
import { passkeyOffer } from '../passkey/offer.ts';
import { raiseSession } from '../people.ts';
import { isWhole, newToken, type Session } from '../session.ts';
import { atDesk, type Desk } from '../transaction.ts';
import { refusals, words as shared } from '../words.ts';
import { wayOn } from './way.ts';
import { words } from './words.ts';

/** Codes tried in a session that is half way in. A challenge after a password has better-auth's own, stricter count. */
const perPerson = { window: 300, max: 5 } as const;
/** A code from an app is good once: the same one again within its time of life is refused (RFC 6238 section 5.2). */
const onceOnly = { window: 120, max: 1 } as const;

route({
  method: 'GET',
  path: '/sign-in/second',
  permission: 'public',
  query: z.object({ next: line }),
  async handle(c) {
    const opened = signInOf(c.house);
    const next = ownPath(c.query.next);
    const session = await opened.sessions.find(c.request);
    if (session && isWhole(session)) return goTo(next);
    if (session && wayOn(session) !== '/sign-in/second') return goTo(withNext(wayOn(session), next));
    if (!session && !hasChallenge(c)) return goTo(withNext('/sign-in', next));
    return secondPage(c, session, { next });
  },
});

route({
  method: 'POST',
  path: '/sign-in/second',
  permission: 'public',
  form: z.object({ code: line, recovery: line, next: line }),
  async handle(c) {
    const opened = signInOf(c.house);
    const next = ownPath(c.form.next);
    const session = await opened.sessions.find(c.request);
    if (session && isWhole(session)) return goTo(next);
    if (!session && !hasChallenge(c)) return goTo(withNext('/sign-in', next));
    const isRecovery = c.form.recovery !== '';
    const code = isRecovery ? plainRecovery(c.form.recovery) : plainCode(c.form.code);
    const wrong = (): Response => {
      const faults = isRecovery
        ? { recovery: say(words.wrongRecovery, c.language) }
        : { code: say(shared.wrongCode, c.language) };
      return show(secondPage(c, session, { next, faults }), 422);
    };
    if (code === '') return wrong();

    const outcome = session
      ? await raise(c, opened, session, code, isRecovery)
      : await answerChallenge(c, opened, code, isRecovery);
    if ('cookies' in outcome) return goTo(next, outcome.cookies);
    if (outcome.because === 'over') {
      const told = banner({
        language: c.language,
        tone: 'warn',
        title: say(words.signInAgain, c.language),
        live: true,
      });
      return show(secondPage(c, session, { next, told, over: true }), 401, outcome.ends);
    }
    if (outcome.because === 'often') {
      const title = say(refusals['sign-in.too-often'], c.language, { seconds: outcome.seconds });
      return show(
        secondPage(c, session, { next, told: banner({ language: c.language, tone: 'urgent', title, live: true }) }),
        429,
      );
    }
    return wrong();
  },
});

type Outcome =
  | { readonly cookies: readonly string[] }
  | { readonly because: 'wrong' }
  | { readonly because: 'over'; readonly ends: readonly string[] }
  | { readonly because: 'often'; readonly seconds: number };

/** Thrown to undo everything a code did that was good once already. */
class Replayed extends Error {}

/** The second step after a password: better-auth holds the challenge and counts the tries. */
async function answerChallenge(c: AnyCall, opened: Opened, code: string, isRecovery: boolean): Promise<Outcome> {
  return atDesk(c.house, async (desk): Promise<Outcome> => {
    const answer = await ask(
      opened,
      opened.library,
      c,
      isRecovery ? '/two-factor/verify-backup-code' : '/two-factor/verify-totp',
      { code },
    );
    if (answer.status !== 200) return refused(answer);
    const personId = answer.body.user?.id ?? '';
    if (!isRecovery) await refuseReplay(opened, personId, code);
    await settle(desk, opened, c, answer, isRecovery ? 'recovery-code' : 'authenticator');
    await noteRecovery(desk, personId, isRecovery);
    return { cookies: answer.cookies };
  }).catch(unlessReplayed);
}

/** The second step of somebody who came in by another door (an identity provider): the session becomes whole under a new token. */
async function raise(
  c: AnyCall,
  opened: Opened,
  session: Session,
  code: string,
  isRecovery: boolean,
): Promise<Outcome> {
  const verdict = await opened.rates.consume(`second:${session.personId}`, perPerson);
  if (!verdict.allowed) return { because: 'often', seconds: verdict.retryAfter ?? perPerson.window };
  return atDesk(c.house, async (desk): Promise<Outcome> => {
    if (!isRecovery && !session.hasAuthenticator) return { because: 'wrong' };
    const answer = await ask(
      opened,
      opened.library,
      c,
      isRecovery ? '/two-factor/verify-backup-code' : '/two-factor/verify-totp',
      isRecovery ? { code, disableSession: true } : { code },
    );
    if (answer.status !== 200) return refused(answer);
    if (!isRecovery) await refuseReplay(opened, session.personId, code);
    const token = newToken();
    await raiseSession(desk.q, session.id, token);
    const how: How = isRecovery ? 'recovery-code' : 'authenticator';
    await desk.fact({
      kind: 'person.signed-in',
      subject: `person:${session.personId}`,
      actor: `user:${session.personId}`,
      data: { how, secondFactor: true },
    });
    await noteRecovery(desk, session.personId, isRecovery);
    return { cookies: [opened.sessions.cookieFor(token)] };
  }).catch(unlessReplayed);
}

async function refuseReplay(opened: Opened, personId: string, code: string): Promise<void> {
  if (!(await opened.rates.consume(`code:${personId}:${code}`, onceOnly)).allowed) throw new Replayed();
}

function unlessReplayed(error: unknown): Outcome {
  if (error instanceof Replayed) return { because: 'wrong' };
  throw error;
}

async function noteRecovery(desk: Desk, personId: string, isRecovery: boolean): Promise<void> {
  if (isRecovery)
    await desk.fact({ kind: 'person.recovery-code-used', subject: `person:${personId}`, actor: `user:${personId}` });
}

/** Why the library said no: too often, the challenge is gone, or the code is wrong. */
function refused(answer: Answer): Outcome {
  if (answer.status === 429) return { because: 'often', seconds: answer.retryAfter || 900 };
  const code = answer.body.code;
  if (code === 'INVALID_TWO_FACTOR_COOKIE' || code === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE')
    return { because: 'over', ends: answer.cookies };
  return { because: 'wrong' };
}

/** The browser carries a challenge of better-auth. Whether it is a good one, only the library can tell. */
function hasChallenge(c: AnyCall): boolean {
  return /(?:^|;\s*)(?:__Secure-)?kyojo\.two_factor=./.test(c.request.headers.get('cookie') ?? '');
}

/** `K7MQX 3TWZ9` and the like as it was written down: `k7mqx-3twz9`. */
export function plainRecovery(typed: string): string {
  const letters = plainCode(typed).toLowerCase();
  return letters.length === 10 ? `${letters.slice(0, 5)}-${letters.slice(5)}` : letters;
}

interface SecondView {
  readonly next: string;
  readonly faults?: Faults;
  readonly told?: Markup;
  /** Nothing can be answered here any more. */
  readonly over?: boolean;
}

function secondPage(c: AnyCall, session: Session | undefined, view: SecondView): Markup {
  const { next, faults = {}, told, over = false } = view;
  const { language } = c;
  const hidden: Record<string, string> = next === '/' ? {} : { next };
  const again = html`<p>${button({ text: say(shared.toSignIn, language), href: withNext('/sign-in', next) })}</p>`;
  const recovery = form.text({
    language,
    name: 'recovery',
    label: say(words.recoveryCode, language),
    hint: say(words.recoveryHint, language),
    width: 'medium',
    code: true,
    autocomplete: 'off',
    error: faults.recovery,
    maxlength: 30,
  });
  const check = () => buttons([button({ text: say(words.check, language) })]);
  // Somebody whose only second factor is a passkey has no app to look at.
  const app = !session || session.hasAuthenticator;
  const passkey = !session || session.hasPasskey;
  const offer = passkey
    ? passkeyOffer(c, {
        next,
        label: say(words.withPasskey, language),
        hint: say(words.passkeyHint, language),
        failed: say(words.passkeyFailed, language),
      })
    : nothing;
  return drawn(c, {
    title: say(words.secondTitle, language),
    heading: say(words.secondTitle, language),
    lead: say(words.secondLead, language),
    alerts: told,
    main: over
      ? again
      : html`${app ? asking(c, '/sign-in/second', html`${codeField(c, faults)}${check()}`, 'code' in faults ? faults : {}, hidden) : ''}${offer}
${disclosure({ summary: say(words.useRecovery, language), open: 'recovery' in faults, body: asking(c, '/sign-in/second', html`${recovery}${check()}`, 'recovery' in faults ? faults : {}, hidden) })}
${session ? postButton({ action: '/sign-out', text: say(words.outSend, language), kind: 'plain' }) : html`<p><a href="${withNext('/sign-in', next)}">${say(shared.back, language)}</a></p>`}`,
  });
}
