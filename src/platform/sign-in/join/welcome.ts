import { z } from 'zod';
import { html, type Markup, nothing } from '#platform/html';
import { button, buttons, progress } from '#platform/page';
import { route } from '#platform/web';
import { say } from '#platform/words';
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
  secret,
} from '../fields.ts';
import { findLink, idOf, type OneTimeLink, useLink } from '../one-time-link.ts';
import { type Opened, signInOf } from '../open.ts';
import { addPerson, changeRole, setPassword } from '../people.ts';
import { isWhole } from '../session.ts';
import { atDesk, type Desk } from '../transaction.ts';
import { words as shared } from '../words.ts';
import { words } from './words.ts';

const params = z.object({ token: z.string().max(100) });

route({
  method: 'GET',
  path: '/welcome/:token',
  permission: 'public',
  params,
  async handle(c) {
    const opened = signInOf(c.house);
    const link = await linkOf(c, opened, c.params.token, ['invite']);
    if (!link) return show(linkOverPage(c), 410);
    const session = await opened.sessions.find(c.request);
    if (session && isWhole(session)) return acceptPage(c, session.name);
    return welcomePage(c, link, { name: link.name ?? '', email: link.email ?? '' });
  },
});

route({
  method: 'POST',
  path: '/welcome/:token',
  permission: 'public',
  params,
  form: z.object({ name: line, email: line, password: secret }),
  async handle(c) {
    const opened = signInOf(c.house);
    const link = await linkOf(c, opened, c.params.token, ['invite']);
    if (!link) return show(linkOverPage(c), 410);
    // The address of an invitation that names one cannot be changed by the form.
    const email = (link.email ?? c.form.email).toLowerCase();
    const { name, password } = c.form;
    const faults = faultsOf({
      name: name === '' ? say(shared.noName, c.language) : undefined,
      email: emailFault(c, email),
      password: passwordFault(c, password, [name, email.split('@')[0] ?? '', c.house.config.KYOJO_HUB_NAME]),
    });
    const again = (more: Faults) => show(welcomePage(c, link, { name, email, faults: more }), 422);
    if (Object.keys(faults).length > 0) return again(faults);

    const hash = await (await opened.library.$context).password.hash(password);
    const answer = await atDesk(c.house, async (desk) => {
      const used = await useLink(desk.q, link.id);
      if (!used) return 'over' as const;
      const personId = await addPerson(desk.q, {
        name: name.slice(0, 100),
        email,
        emailVerified: used.mailed,
        isOperator: used.isOperator,
        language: c.language,
      });
      if (!personId) throw new Known();
      await setPassword(desk.q, personId, hash);
      await desk.fact({
        kind: 'person.joined',
        subject: `person:${personId}`,
        organisationId: used.organisationId,
        actor: `user:${personId}`,
        data: { how: 'invitation', isOperator: used.isOperator },
      });
      await enterOrganisation(desk, opened, used, personId);
      const answer = await ask(opened, opened.library, c, '/sign-in/email', { email, password });
      // Refused by a rate limit, say: the account stands, and the person signs in by hand.
      if (answer.status === 200) await settle(desk, opened, c, answer, 'invitation');
      return answer;
    }).catch((error: unknown) => {
      if (error instanceof Known) return 'known' as const;
      throw error;
    });
    if (answer === 'over') return show(linkOverPage(c), 410);
    if (answer === 'known') return again({ email: say(words.known, c.language) });
    return goTo('/account/second-factor?new=yes', answer.cookies);
  },
});

route({
  method: 'POST',
  path: '/welcome/:token/accept',
  permission: 'signed-in',
  params,
  async handle(c) {
    const opened = signInOf(c.house);
    const person = c.person;
    const link = person && (await linkOf(c, opened, c.params.token, ['invite']));
    if (!link) return show(linkOverPage(c), 410);
    const done = await atDesk(c.house, async (desk) => {
      const used = await useLink(desk.q, link.id);
      if (!used) return false;
      if (used.isOperator && (await changeRole(desk.q, person.id, true)))
        await desk.fact({
          kind: 'person.made-operator',
          subject: `person:${person.id}`,
          actor: `user:${person.id}`,
          data: { invitation: used.id },
        });
      await enterOrganisation(desk, opened, used, person.id);
      return true;
    });
    return done ? goTo('/') : show(linkOverPage(c), 410);
  },
});

/** The address of an invitation has an account: thrown so that the link stays unused. */
class Known extends Error {}

async function enterOrganisation(desk: Desk, opened: Opened, link: OneTimeLink, personId: string): Promise<void> {
  const { organisationId, organisationRole: role } = link;
  if (organisationId && opened.joined)
    await desk.asHub(async (q) => opened.joined?.(q, { personId, organisationId, role }));
}

/** The working link a token names, if it is for one of these purposes. */
export async function linkOf(
  c: AnyCall,
  opened: Opened,
  token: string,
  purposes: readonly OneTimeLink['purpose'][],
): Promise<OneTimeLink | undefined> {
  const id = idOf(token, opened.secret);
  if (!id) return undefined;
  const link = await atDesk(c.house, ({ q }) => findLink(q, id));
  return link && purposes.includes(link.purpose) ? link : undefined;
}

/** Where a link no longer works. */
export function linkOverPage(c: AnyCall): Markup {
  return drawn(c, {
    title: say(words.linkOver, c.language),
    heading: say(words.linkOver, c.language),
    lead: say(words.linkOverLead, c.language),
    main: html`<p>${button({ text: say(shared.toSignIn, c.language), href: '/sign-in', kind: 'sub' })}</p>`,
  });
}

/** The stages from the link to the finished account. */
export function stages(c: AnyCall, current: number): Markup {
  return progress({
    language: c.language,
    stages: [say(words.stageName, c.language), say(words.stageSecond, c.language), say(words.stageDone, c.language)],
    current,
  });
}

function welcomePage(
  c: AnyCall,
  link: OneTimeLink,
  view: { readonly name: string; readonly email: string; readonly faults?: Faults },
): Markup {
  const { faults = {} } = view;
  const { language } = c;
  // A named address is shown, not asked for; it is sent along so that password keepers know whose password it is.
  const email = link.email
    ? html`<p><b>${say(shared.email, language)}</b> ${link.email}</p><input type="hidden" name="email" value="${link.email}" autocomplete="username">`
    : emailField(c, view.email, faults);
  return drawn(c, {
    title: say(words.welcomeTitle, language),
    heading: say(words.welcomeTitle, language),
    lead: say(words.welcomeLead, language, { hub: c.house.config.KYOJO_HUB_NAME }),
    ...(link.isOperator ? { kicker: say(words.asOperator, language) } : {}),
    main: html`${link.isOperator ? stages(c, 0) : nothing}${asking(
      c,
      c.url.pathname,
      html`${nameField(c, view.name, faults)}${email}${newPasswordField(c, faults)}${buttons([button({ text: say(words.makeAccount, language) })])}`,
      faults,
    )}`,
  });
}

function acceptPage(c: AnyCall, name: string): Markup {
  return drawn(c, {
    title: say(words.acceptTitle, c.language),
    heading: say(words.acceptTitle, c.language),
    lead: say(words.acceptLead, c.language, { name }),
    main: asking(c, `${c.url.pathname}/accept`, buttons([button({ text: say(words.accept, c.language) })])),
  });
}
