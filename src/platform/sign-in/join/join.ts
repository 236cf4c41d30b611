import { z } from 'zod';
import { html, type Markup } from '#platform/html';
import { button, buttons } from '#platform/page';
import { route } from '#platform/web';
import { type Language, say } from '#platform/words';
import { ask, goTo, settle, show } from '../answers.ts';
import {
  type AnyCall,
  asking,
  drawn,
  emailFault,
  emailField,
  type Faults,
  faultsOf,
  line,
  nameField,
  newPasswordField,
  passwordFault,
  passwordField,
  secret,
} from '../fields.ts';
import { makeLink, type OneTimeLink, useLink } from '../one-time-link.ts';
import { type Opened, signInOf } from '../open.ts';
import { addPerson, findPerson, setPassword } from '../people.ts';
import { addressKey, allowTry } from '../rate.ts';
import { atDesk } from '../transaction.ts';
import { words as shared } from '../words.ts';
import { sendAccountMail } from './mail.ts';
import { linkOf, linkOverPage } from './welcome.ts';
import { words } from './words.ts';

/** Mails to one address, and from one caller, in this many seconds: nobody's mailbox is to be filled through us. */
export const perMailbox = { window: 3600, max: 3 } as const;
export const perCaller = { window: 3600, max: 20 } as const;

route({
  method: 'GET',
  path: '/join',
  permission: 'public',
  async handle(c) {
    return c.person ? goTo('/') : joinPage(c, { name: '', email: '' });
  },
});

route({
  method: 'POST',
  path: '/join',
  permission: 'public',
  form: z.object({ name: line, email: line, password: secret }),
  async handle(c) {
    const opened = signInOf(c.house);
    const { name, email, password } = c.form;
    const faults = faultsOf({
      name: name === '' ? say(shared.noName, c.language) : undefined,
      email: emailFault(c, email),
      password: passwordFault(c, password, [name, email.split('@')[0] ?? '', c.house.config.KYOJO_HUB_NAME]),
    });
    if (Object.keys(faults).length > 0) return show(joinPage(c, { name, email, faults }), 422);
    await allowTry(opened.rates, `join:${c.address}`, perCaller);
    // Hashed before anybody looks whether the address is known: both answers cost the same.
    const hash = await (await opened.library.$context).password.hash(password);
    const verdict = await opened.rates.consume(addressKey('mail', email), perMailbox);
    if (verdict.allowed) await keepWish(c, opened, { name: name.slice(0, 100), email, password: hash });
    return drawn(c, {
      title: say(words.sentTitle, c.language),
      heading: say(words.sentTitle, c.language),
      lead: say(words.joinSent, c.language, { email }),
      main: html`<p>${button({ text: say(shared.toSignIn, c.language), href: '/sign-in', kind: 'plain' })}</p>`,
    });
  },
});

route({
  method: 'GET',
  path: '/join/:token',
  permission: 'public',
  params: z.object({ token: z.string().max(100) }),
  async handle(c) {
    const opened = signInOf(c.house);
    const link = await linkOf(c, opened, c.params.token, ['join']);
    if (!link) return show(linkOverPage(c), 410);
    return confirmPage(c, link);
  },
});

route({
  method: 'POST',
  path: '/join/:token',
  permission: 'public',
  params: z.object({ token: z.string().max(100) }),
  form: z.object({ password: secret }),
  async handle(c) {
    const opened = signInOf(c.house);
    const link = await linkOf(c, opened, c.params.token, ['join']);
    if (!link?.email || !link.password) return show(linkOverPage(c), 410);
    const { email } = link;
    const { password } = c.form;
    await allowTry(opened.rates, `confirm:${link.id}`, { window: 3600, max: 10 });
    // Whoever reads the mailbox must also be who chose the password: else somebody could register a stranger's address
    // beforehand and wait for its owner to confirm.
    const right =
      password.length <= 200 &&
      (await (await opened.library.$context).password.verify({ hash: link.password, password }));
    if (!right) return show(confirmPage(c, link, { password: say(shared.wrongPassword, c.language) }), 422);
    const hash = link.password;
    const answer = await atDesk(c.house, async (desk) => {
      const used = await useLink(desk.q, link.id);
      if (!used) return undefined;
      const personId = await addPerson(desk.q, {
        name: used.name ?? email,
        email,
        emailVerified: true,
        isOperator: false,
        language: used.language,
      });
      if (!personId) return undefined; // the address got its account by another way meanwhile
      await setPassword(desk.q, personId, hash);
      await desk.fact({
        kind: 'person.joined',
        subject: `person:${personId}`,
        actor: `user:${personId}`,
        data: { how: 'confirmed-address' },
      });
      const answer = await ask(opened, opened.library, c, '/sign-in/email', { email, password });
      // Refused by a rate limit, say: the account stands, and the person signs in by hand.
      if (answer.status === 200) await settle(desk, opened, c, answer, 'confirmed-address');
      return answer;
    });
    if (!answer) return goTo('/sign-in');
    return goTo('/account/second-factor?new=yes', answer.cookies);
  },
});

/** Keeps the wish to join and puts the mail: to confirm the address, or to say that it is registered. */
async function keepWish(
  c: AnyCall,
  opened: Opened,
  wish: { readonly name: string; readonly email: string; readonly password: string },
): Promise<void> {
  const language: Language = c.language;
  await atDesk(c.house, async (desk) => {
    const known = await findPerson(desk.q, wish.email);
    // The row is kept either way, as the time it takes would tell them apart; nobody gets the link of a known address.
    const id = await makeLink(desk.q, { purpose: 'join', ...wish, language, mailed: true, madeBy: 'public' });
    await desk.asHub((q) =>
      opened.house.jobs.enqueue(
        q,
        sendAccountMail,
        known ? { purpose: 'known', person: known.id } : { purpose: 'join', link: id },
      ),
    );
  });
}

function confirmPage(c: AnyCall, link: OneTimeLink, faults: Faults = {}): Markup {
  const email = link.email ?? '';
  return drawn(c, {
    title: say(words.confirmTitle, c.language),
    heading: say(words.confirmTitle, c.language),
    lead: say(words.confirmLead, c.language, { email }),
    main: asking(
      c,
      c.url.pathname,
      html`<input type="hidden" name="username" value="${email}" autocomplete="username">${passwordField(c, faults)}${buttons([button({ text: say(words.confirm, c.language) })])}`,
      faults,
    ),
  });
}

function joinPage(
  c: AnyCall,
  view: { readonly name: string; readonly email: string; readonly faults?: Faults },
): Markup {
  const { faults = {} } = view;
  const { language } = c;
  return drawn(c, {
    title: say(words.joinTitle, language),
    heading: say(words.joinTitle, language),
    lead: say(words.joinLead, language),
    main: html`${asking(c, '/join', html`${nameField(c, view.name, faults)}${emailField(c, view.email, faults)}${newPasswordField(c, faults)}${buttons([button({ text: say(words.joinSend, language) })])}`, faults)}
<p><a href="/sign-in">${say(words.haveAccount, language)}</a></p>`,
  });
}
