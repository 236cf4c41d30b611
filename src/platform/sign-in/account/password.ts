import { z } from 'zod';
import { html, type Markup } from '#platform/html';
import { button, buttons } from '#platform/page';
import { route } from '#platform/web';
import { say } from '#platform/words';
import { goTo, ownPath, show } from '../answers.ts';
import {
  type AnyCall,
  asking,
  drawn,
  type Faults,
  faultsOf,
  line,
  newPasswordField,
  passwordFault,
  passwordField,
  secret,
} from '../fields.ts';
import { confirmSession, endSessions, passwordHash, setPassword } from '../people.ts';
import { allowTry } from '../rate.ts';
import { atDesk } from '../transaction.ts';
import { words as shared } from '../words.ts';
import { type Entered, entered, own } from './entered.ts';
import { words } from './words.ts';

/** Passwords tried inside a session: a borrowed screen is no place to guess at leisure. */
const perSession = { window: 900, max: 10 } as const;

route({
  method: 'GET',
  path: '/account/confirm',
  permission: 'public',
  query: z.object({ next: line }),
  async handle(c) {
    const at = await entered(c, { settingUp: true });
    if (at instanceof Response) return at;
    return confirmPage(c, at, ownPath(c.query.next, '/account'));
  },
});

route({
  method: 'POST',
  path: '/account/confirm',
  permission: 'public',
  form: z.object({ password: secret, next: line }),
  async handle(c) {
    const at = await entered(c, { settingUp: true });
    if (at instanceof Response) return at;
    const next = ownPath(c.form.next, '/account');
    if (!(await knows(at, c.form.password)))
      return show(confirmPage(c, at, next, { password: say(shared.wrongPassword, c.language) }), 422);
    await atDesk(c.house, ({ q }) => confirmSession(q, at.session.id));
    return goTo(next);
  },
});

route({
  method: 'GET',
  path: '/account/password',
  permission: 'public',
  async handle(c) {
    const at = await entered(c);
    if (at instanceof Response) return at;
    return at.session.hasPassword ? passwordPage(c, at) : goTo('/account');
  },
});

route({
  method: 'POST',
  path: '/account/password',
  permission: 'public',
  form: z.object({ old: secret, password: secret }),
  async handle(c) {
    const at = await entered(c);
    if (at instanceof Response) return at;
    const { opened, session } = at;
    const { language } = c;
    const right = await knows(at, c.form.old);
    const faults = faultsOf({
      old: right ? undefined : say(shared.wrongPassword, language),
      password: passwordFault(c, c.form.password, [
        session.name,
        session.email.split('@')[0] ?? '',
        c.house.config.KYOJO_HUB_NAME,
      ]),
    });
    if (Object.keys(faults).length > 0) return show(passwordPage(c, at, faults), 422);
    const hash = await (await opened.library.$context).password.hash(c.form.password);
    await atDesk(c.house, async (desk) => {
      await setPassword(desk.q, session.personId, hash);
      await endSessions(desk.q, session.personId, session.id);
      await confirmSession(desk.q, session.id);
      await desk.fact({ kind: 'person.password-changed', ...own(session), data: { how: 'changed' } });
    });
    return goTo('/account?did=password-changed');
  },
});

/** Whether this is the person's password; counts the tries. */
async function knows({ opened, session }: Entered, password: string): Promise<boolean> {
  await allowTry(opened.rates, `password:${session.personId}`, perSession);
  const hash = await atDesk(opened.house, ({ q }) => passwordHash(q, session.personId));
  if (!hash || password === '' || password.length > 2000) return false;
  return (await opened.library.$context).password.verify({ hash, password });
}

function confirmPage(c: AnyCall, { session }: Entered, next: string, faults: Faults = {}): Markup {
  const { language } = c;
  const title = say(words.confirmTitle, language);
  if (!session.hasPassword)
    return drawn(c, {
      title,
      heading: title,
      main: html`<p>${say(words.confirmNoPassword, language)}</p>${asking(c, '/sign-out', button({ text: say(shared.toSignIn, language) }))}`,
    });
  return drawn(c, {
    title,
    heading: title,
    lead: say(words.confirmLead, language),
    main: asking(
      c,
      '/account/confirm',
      html`${passwordField(c, faults)}${buttons([button({ text: say(shared.next, language) }), button({ text: say(shared.cancel, language), href: '/account', kind: 'plain' })])}`,
      faults,
      { next },
    ),
  });
}

function passwordPage(c: AnyCall, { session }: Entered, faults: Faults = {}): Markup {
  const { language } = c;
  const title = say(words.changePassword, language);
  return drawn(c, {
    title,
    heading: title,
    lead: say(words.passwordLead, language),
    main: asking(
      c,
      '/account/password',
      html`<input type="hidden" name="username" value="${session.email}" autocomplete="username">${passwordField(c, faults, 'old', say(words.oldPassword, language))}${newPasswordField(c, faults)}${buttons([button({ text: title }), button({ text: say(shared.cancel, language), href: '/account', kind: 'plain' })])}`,
      faults,
    ),
  });
}
