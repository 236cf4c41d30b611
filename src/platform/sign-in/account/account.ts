import { z } from 'zod';
import { html, type Markup, nothing } from '#platform/html';
import { banner, button, buttons, chip, facts, form, postButton, section, table } from '#platform/page';
import { navItem, route } from '#platform/web';
import { formatAgo, formatDate, isLanguage, languageNames, languages, say } from '#platform/words';
import { goTo, show } from '../answers.ts';
import { type AnyCall, asking, drawn, type Faults, line, nameField } from '../fields.ts';
import { passkeysWork } from '../library.ts';
import { passkeyOffer } from '../passkey/offer.ts';
import {
  endSession,
  endSessions,
  listSessions,
  type Person,
  personOf,
  renamePerson,
  type SessionLine,
} from '../people.ts';
import { atDesk } from '../transaction.ts';
import { words as shared } from '../words.ts';
import { deviceName } from './device.ts';
import { type Entered, entered, own } from './entered.ts';
import { codesLeft, listPasskeys, type PasskeyLine } from './factors.ts';
import { words } from './words.ts';

navItem({ href: '/account', label: words.title, for: 'member', order: 990, group: 'hub' });
navItem({ href: '/account', label: words.title, for: 'operator', order: 990, group: 'hub' });

/** What a form of this page did, told above the page it leads back to. */
const did = {
  saved: words.saved,
  'password-changed': words.passwordChanged,
  'app-removed': words.appRemoved,
  'passkey-removed': words.passkeyRemoved,
  'passkey-added': words.passkeyAdded,
  ended: words.ended,
} as const;

route({
  method: 'GET',
  path: '/account',
  permission: 'public',
  query: z.object({ did: line }),
  async handle(c) {
    const at = await entered(c);
    if (at instanceof Response) return at;
    return accountPage(c, at, {}, did[c.query.did as keyof typeof did]);
  },
});

route({
  method: 'POST',
  path: '/account',
  permission: 'public',
  form: z.object({ name: line, language: line }),
  async handle(c) {
    const at = await entered(c);
    if (at instanceof Response) return at;
    const { name, language } = c.form;
    if (name === '') return show(await accountPage(c, at, { name: say(shared.noName, c.language) }), 422);
    await atDesk(c.house, ({ q }) =>
      renamePerson(q, at.session.personId, name.slice(0, 100), isLanguage(language) ? language : 'ja'),
    );
    return goTo('/account?did=saved');
  },
});

route({
  method: 'POST',
  path: '/account/sessions/:id/end',
  permission: 'public',
  params: z.object({ id: z.uuid() }),
  async handle(c) {
    const at = await entered(c);
    if (at instanceof Response) return at;
    await atDesk(c.house, async (desk) => {
      if (await endSession(desk.q, at.session.personId, c.params.id))
        await desk.fact({ kind: 'person.session-ended', ...own(at.session) });
    });
    return goTo('/account?did=ended');
  },
});

route({
  method: 'POST',
  path: '/account/sessions/end-others',
  permission: 'public',
  async handle(c) {
    const at = await entered(c);
    if (at instanceof Response) return at;
    await atDesk(c.house, async (desk) => {
      const count = await endSessions(desk.q, at.session.personId, at.session.id);
      if (count > 0) await desk.fact({ kind: 'person.session-ended', ...own(at.session), data: { count } });
    });
    return goTo('/account?did=ended');
  },
});

async function accountPage(
  c: AnyCall,
  at: Entered,
  faults: Faults = {},
  told?: (typeof did)[keyof typeof did],
): Promise<Markup> {
  const { opened, session } = at;
  const { language } = c;
  const kept = await atDesk(c.house, async ({ q }) => ({
    person: await personOf(q, session.personId),
    passkeys: await listPasskeys(q, session.personId),
    sessions: await listSessions(q, session.personId),
    left: await codesLeft(q, opened.secret, session.personId),
  }));
  return drawn(c, {
    title: say(words.title, language),
    heading: say(words.title, language),
    lead: session.email,
    alerts: told ? banner({ language, tone: 'good', title: say(told, language), live: true }) : undefined,
    main: html`${profile(c, kept.person, faults)}${rolesOf(c, at)}${passwordPart(c, at)}${secondPart(c, at, kept.passkeys, kept.left)}${sessionsPart(c, at, kept.sessions)}`,
  });
}

function profile(c: AnyCall, person: Person | undefined, faults: Faults): Markup {
  const { language } = c;
  const choices = languages.map((value) => ({ value, label: languageNames[value] }));
  const body = html`${nameField(c, person?.name ?? '', faults)}${form.radios({ language, name: 'language', label: say(words.mailLanguage, language), choices, value: person?.language ?? 'ja' })}${buttons([button({ text: say(words.save, language), kind: 'sub' })])}`;
  return section({ heading: say(words.profile, language), body: asking(c, '/account', body, faults) });
}

function rolesOf(c: AnyCall, { session }: Entered): Markup {
  const { language, person } = c;
  const roles = [
    ...(session.isOperator ? [say(words.operator, language)] : []),
    ...(person?.organisations ?? []).map(({ name }) => name),
  ];
  return section({
    heading: say(words.roles, language),
    body: html`<ul>${(roles.length > 0 ? roles : [say(words.noRole, language)]).map((role) => html`<li>${role}</li>`)}</ul>`,
  });
}

function passwordPart(c: AnyCall, { session }: Entered): Markup {
  const { language } = c;
  const body = session.hasPassword
    ? html`<p>${button({ text: say(words.changePassword, language), href: '/account/password', kind: 'sub' })}</p>`
    : html`<p>${say(words.noPassword, language)}</p>`;
  return section({ heading: say(words.password, language), body });
}

function secondPart(
  c: AnyCall,
  { session }: Entered,
  passkeys: readonly PasskeyLine[],
  left: number | undefined,
): Markup {
  const { language } = c;
  const works = passkeysWork(c.house.url);
  // What an operator must not take away is not offered.
  const mayLoseApp = !session.isOperator || passkeys.length > 0;
  const mayLosePasskey = !session.isOperator || session.hasAuthenticator || passkeys.length > 1;
  const app = session.hasAuthenticator
    ? mayLoseApp &&
      postButton({
        action: '/account/authenticator/remove',
        text: say(words.appRemove, language),
        kind: 'plain',
        small: true,
      })
    : button({ text: say(words.appSetUp, language), href: '/account/authenticator', kind: 'sub', small: true });
  const codes =
    left === undefined
      ? ''
      : button({ text: say(words.codesRenew, language), href: '/account/recovery-codes', kind: 'plain', small: true });
  const lines = passkeys.map((key) => {
    const name = key.name || say(words.passkeyUnnamed, language);
    const remove =
      mayLosePasskey &&
      postButton({
        action: `/account/passkeys/${key.id}/remove`,
        text: say(words.passkeyRemove, language),
        label: say(words.passkeyRemoveOf, language, { name }),
        kind: 'plain',
        small: true,
      });
    return {
      name,
      value: key.createdAt ? say(words.addedOn, language, { date: formatDate(key.createdAt, language, 'day') }) : '',
      action: remove,
    };
  });
  return section({
    heading: say(words.second, language),
    note: say(words.secondWhy, language),
    body: html`${facts({
      language,
      facts: [
        {
          name: say(words.app, language),
          value: say(session.hasAuthenticator ? words.appOn : words.appOff, language),
          action: app,
        },
        ...(lines.length > 0
          ? lines
          : [
              {
                name: say(words.passkey, language),
                value: say(works ? words.passkeyNone : words.passkeyImpossible, language),
              },
            ]),
        ...(left === undefined
          ? []
          : [
              {
                name: say(words.codes, language),
                value: say(words.codesLeft, language, { count: left }),
                action: codes,
              },
            ]),
      ],
    })}${passkeyOffer(c, { act: 'register', next: '/account?did=passkey-added', label: say(words.passkeyAdd, language), hint: say(words.passkeyWhat, language), failed: say(words.passkeyFailed, language) })}`,
  });
}

function sessionsPart(c: AnyCall, { session }: Entered, sessions: readonly SessionLine[]): Markup {
  const { language } = c;
  const device = (one: SessionLine) => deviceName(one.userAgent) ?? say(words.unknownDevice, language);
  const rows = table({
    language,
    caption: say(words.sessions, language),
    rows: sessions,
    hideCaption: true,
    phone: 'cards',
    columns: [
      { key: 'device', label: say(words.device, language), header: true, cell: device },
      {
        key: 'seen',
        label: say(words.seen, language),
        cell: (one) =>
          one.id === session.id
            ? chip({ text: say(words.thisDevice, language), tone: 'good' })
            : formatAgo(one.seenAt, c.now, language),
      },
      { key: 'address', label: say(words.address, language), cell: (one) => one.ipAddress ?? '' },
      {
        key: 'end',
        label: say(words.action, language),
        cell: (one) =>
          one.id === session.id
            ? ''
            : postButton({
                action: `/account/sessions/${one.id}/end`,
                text: say(words.endSession, language),
                label: say(words.endSessionOf, language, { device: device(one) }),
                kind: 'plain',
                small: true,
              }),
      },
    ],
  });
  const others =
    sessions.length > 1
      ? postButton({ action: '/account/sessions/end-others', text: say(words.endOthers, language), kind: 'sub' })
      : nothing;
  return section({ heading: say(words.sessions, language), body: html`${rows}${others}` });
}
