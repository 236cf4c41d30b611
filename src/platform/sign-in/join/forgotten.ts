import { z } from 'zod';
import { html, type Markup } from '#platform/html';
import { button, buttons } from '#platform/page';
import { route } from '#platform/web';
import { say } from '#platform/words';
import { goTo, show } from '../answers.ts';
import {
  type AnyCall,
  asking,
  drawn,
  emailFault,
  emailField,
  type Faults,
  line,
  newPasswordField,
  passwordFault,
  secret,
} from '../fields.ts';
import { makeLink, type OneTimeLink, useLink } from '../one-time-link.ts';
import { signInOf } from '../open.ts';
import { dropFactors, endSessions, findPerson, setPassword, verifyEmail } from '../people.ts';
import { addressKey, allowTry } from '../rate.ts';
import { atDesk } from '../transaction.ts';
import { words as shared } from '../words.ts';
import { perCaller, perMailbox } from './join.ts';
import { sendAccountMail } from './mail.ts';
import { linkOf, linkOverPage } from './welcome.ts';
import { words } from './words.ts';

route({
  method: 'GET',
  path: '/forgotten',
  permission: 'public',
  handle: async (c) => forgottenPage(c, ''),
});

route({
  method: 'POST',
  path: '/forgotten',
  permission: 'public',
  form: z.object({ email: line }),
  async handle(c) {
    const opened = signInOf(c.house);
    const { email } = c.form;
    const fault = emailFault(c, email);
    if (fault) return show(forgottenPage(c, email, { email: fault }), 422);
    await allowTry(opened.rates, `forgotten:${c.address}`, perCaller);
    const verdict = await opened.rates.consume(addressKey('mail', email), perMailbox);
    if (verdict.allowed)
      await atDesk(c.house, async (desk) => {
        const known = await findPerson(desk.q, email);
        const person = known && !known.closedAt ? known : undefined;
        // Unknown addresses get a row and a job too, so that neither the answer nor its time tells them apart.
        const link = await makeLink(desk.q, {
          purpose: 'reset',
          personId: person?.id ?? null,
          email,
          language: person?.language ?? c.language,
          mailed: true,
          madeBy: 'public',
        });
        if (person) await desk.fact({ kind: 'person.reset-asked', subject: `person:${person.id}`, actor: 'public' });
        await desk.asHub((q) =>
          opened.house.jobs.enqueue(q, sendAccountMail, person ? { purpose: 'reset', link } : { purpose: 'nothing' }),
        );
      });
    return drawn(c, {
      title: say(words.sentTitle, c.language),
      heading: say(words.sentTitle, c.language),
      lead: say(words.forgottenSent, c.language, { email }),
      main: html`<p>${button({ text: say(shared.toSignIn, c.language), href: '/sign-in', kind: 'plain' })}</p>`,
    });
  },
});

route({
  method: 'GET',
  path: '/forgotten/:token',
  permission: 'public',
  params: z.object({ token: z.string().max(100) }),
  async handle(c) {
    const link = await linkOf(c, signInOf(c.house), c.params.token, ['reset', 'recover']);
    return link?.personId ? resetPage(c, link) : show(linkOverPage(c), 410);
  },
});

route({
  method: 'POST',
  path: '/forgotten/:token',
  permission: 'public',
  params: z.object({ token: z.string().max(100) }),
  form: z.object({ password: secret }),
  async handle(c) {
    const opened = signInOf(c.house);
    const link = await linkOf(c, opened, c.params.token, ['reset', 'recover']);
    if (!link?.personId) return show(linkOverPage(c), 410);
    const { personId } = link;
    const fault = passwordFault(c, c.form.password, [link.email?.split('@')[0] ?? '', c.house.config.KYOJO_HUB_NAME]);
    if (fault) return show(resetPage(c, link, { password: fault }), 422);
    const hash = await (await opened.library.$context).password.hash(c.form.password);
    const done = await atDesk(c.house, async (desk) => {
      const used = await useLink(desk.q, link.id);
      if (!used) return false;
      await setPassword(desk.q, personId, hash);
      if (used.mailed) await verifyEmail(desk.q, personId);
      // The mailbox gives the password back, never the second step: that stays, save for a link made at the hub's console.
      if (used.purpose === 'recover') await dropFactors(desk.q, personId);
      await endSessions(desk.q, personId);
      await desk.fact({
        kind: 'person.password-changed',
        subject: `person:${personId}`,
        actor: `user:${personId}`,
        data: { how: used.purpose },
      });
      return true;
    });
    if (!done) return show(linkOverPage(c), 410);
    return goTo('/sign-in?set=yes', [opened.sessions.endCookie]);
  },
});

function forgottenPage(c: AnyCall, email: string, faults: Faults = {}): Markup {
  return drawn(c, {
    title: say(words.forgottenTitle, c.language),
    heading: say(words.forgottenTitle, c.language),
    lead: say(words.forgottenLead, c.language),
    main: asking(
      c,
      '/forgotten',
      html`${emailField(c, email, faults)}${buttons([button({ text: say(words.forgottenSend, c.language) })])}`,
      faults,
    ),
  });
}

function resetPage(c: AnyCall, link: OneTimeLink, faults: Faults = {}): Markup {
  return drawn(c, {
    title: say(words.resetTitle, c.language),
    heading: say(words.resetTitle, c.language),
    lead: say(link.purpose === 'recover' ? words.recoverLead : words.resetLead, c.language),
    main: asking(
      c,
      c.url.pathname,
      html`<input type="hidden" name="username" value="${link.email ?? ''}" autocomplete="username">${newPasswordField(c, faults)}${buttons([button({ text: say(words.resetSend, c.language) })])}`,
      faults,
    ),
  });
}
