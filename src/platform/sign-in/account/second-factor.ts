import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { html, type Markup, raw } from '#platform/html';
import { banner, button, buttons, copyable, disclosure, postButton, printButton, section, steps } from '#platform/page';
import { qrSvg } from '#platform/paper';
import { route } from '#platform/web';
import { say } from '#platform/words';
import { ask, goTo, ownPath, show } from '../answers.ts';
import { type AnyCall, asking, codeField, drawn, type Faults, line, plainCode } from '../fields.ts';
import { stages } from '../join/welcome.ts';
import { passkeysWork } from '../library.ts';
import { passkeyOffer } from '../passkey/offer.ts';
import type { Session } from '../session.ts';
import { atDesk } from '../transaction.ts';
import { words as shared } from '../words.ts';
import { type Entered, entered, own } from './entered.ts';
import {
  base32,
  CODES,
  dropAuthenticator,
  dropPasskey,
  listPasskeys,
  otpAddress,
  pendingSecret,
  renewCodes,
} from './factors.ts';
import { words } from './words.ts';

const settingUp = { fresh: true, settingUp: true } as const;

route({
  method: 'GET',
  path: '/account/second-factor',
  permission: 'public',
  query: z.object({ new: line, next: line }),
  async handle(c) {
    const at = await entered(c, settingUp);
    if (at instanceof Response) return at;
    const { language } = c;
    const { session } = at;
    const next = ownPath(c.query.next, session.isOperator || c.query.new ? '/' : '/account');
    const app = section({
      heading: say(words.app, language),
      note: say(words.appWhat, language),
      body: buttons([
        button({
          text: say(words.appSetUp, language),
          href: `/account/authenticator?next=${encodeURIComponent(next)}`,
        }),
      ]),
    });
    return drawn(c, {
      title: say(words.chooseTitle, language),
      heading: say(words.chooseTitle, language),
      lead: html`${say(words.secondWhy, language)}${language === 'en' ? ' ' : ''}${say(session.isOperator ? words.chooseMust : words.chooseMay, language)}`,
      main: html`${session.isOperator ? stages(c, 1) : ''}${app}${passkeySection(c, next)}
${session.isOperator ? '' : html`<p>${button({ text: say(words.later, language), href: next, kind: 'plain' })}</p>`}`,
    });
  },
});

route({
  method: 'GET',
  path: '/account/authenticator',
  permission: 'public',
  query: z.object({ next: line }),
  async handle(c) {
    const at = await entered(c, settingUp);
    if (at instanceof Response) return at;
    return authenticatorPage(c, at, ownPath(c.query.next, '/account'));
  },
});

route({
  method: 'POST',
  path: '/account/authenticator',
  permission: 'public',
  form: z.object({ code: line, next: line }),
  async handle(c) {
    const at = await entered(c, settingUp);
    if (at instanceof Response) return at;
    const { opened, session } = at;
    const next = ownPath(c.form.next, '/account');
    if (session.hasAuthenticator) return goTo(next);
    const made = await atDesk(c.house, async (desk) => {
      const answer = await ask(opened, opened.library, c, '/two-factor/verify-totp', { code: plainCode(c.form.code) });
      if (answer.status !== 200) return { answer };
      await desk.fact({ kind: 'person.second-factor-added', ...own(session), data: { how: 'authenticator' } });
      const codes = await renewCodes(desk.q, opened.secret, session.personId);
      return { answer, codes };
    });
    if (!made.codes)
      return show(await authenticatorPage(c, at, next, { code: say(shared.wrongCode, c.language) }), 422);
    return show(codesPage(c, made.codes, next, session), 200, made.answer.cookies);
  },
});

route({
  method: 'POST',
  path: '/account/authenticator/remove',
  permission: 'public',
  async handle(c) {
    const at = await entered(c, { fresh: true });
    if (at instanceof Response) return at;
    const { opened, session } = at;
    if (session.isOperator && !session.hasPasskey) throw new Refusal('sign-in.last-factor', {}, 409);
    if (session.hasAuthenticator)
      await atDesk(c.house, async (desk) => {
        await dropAuthenticator(desk.q, opened.secret, session.personId);
        await desk.fact({ kind: 'person.second-factor-removed', ...own(session), data: { how: 'authenticator' } });
      });
    return goTo('/account?did=app-removed');
  },
});

route({
  method: 'POST',
  path: '/account/passkeys/:id/remove',
  permission: 'public',
  params: z.object({ id: z.uuid() }),
  async handle(c) {
    const at = await entered(c, { fresh: true });
    if (at instanceof Response) return at;
    const { session } = at;
    await atDesk(c.house, async (desk) => {
      const dropped = await dropPasskey(desk.q, session.personId, c.params.id);
      if (!dropped) return;
      const left = session.hasAuthenticator || (await listPasskeys(desk.q, session.personId)).length > 0;
      if (session.isOperator && !left) throw new Refusal('sign-in.last-factor', {}, 409);
      await desk.fact({ kind: 'person.second-factor-removed', ...own(session), data: { how: 'passkey' } });
    });
    return goTo('/account?did=passkey-removed');
  },
});

route({
  method: 'GET',
  path: '/account/recovery-codes',
  permission: 'public',
  query: z.object({ next: line, first: line }),
  async handle(c) {
    const at = await entered(c, { fresh: true });
    if (at instanceof Response) return at;
    const { language } = c;
    const told = c.query.first
      ? banner({ language, tone: 'good', title: say(words.passkeyAdded, language), live: true })
      : undefined;
    return drawn(c, {
      title: say(words.codes, language),
      heading: say(words.codes, language),
      lead: c.query.first
        ? say(words.codesFirst, language, { count: CODES })
        : say(words.codesExplain, language, { count: CODES }),
      alerts: told,
      main: asking(
        c,
        '/account/recovery-codes',
        buttons([button({ text: say(c.query.first ? words.codesShow : words.codesRenew, language) })]),
        {},
        { next: ownPath(c.query.next, '/account') },
      ),
    });
  },
});

route({
  method: 'POST',
  path: '/account/recovery-codes',
  permission: 'public',
  form: z.object({ next: line }),
  async handle(c) {
    const at = await entered(c, { fresh: true });
    if (at instanceof Response) return at;
    const { opened, session } = at;
    const next = ownPath(c.form.next, '/account');
    if (!session.hasAuthenticator && !session.hasPasskey) return goTo('/account/second-factor');
    const codes = await atDesk(c.house, async (desk) => {
      await desk.fact({ kind: 'person.recovery-codes-renewed', ...own(session) });
      return renewCodes(desk.q, opened.secret, session.personId);
    });
    return show(codesPage(c, codes, next, session));
  },
});

/** The place where a passkey is made: needs script, so it says what to do without. */
export function passkeySection(c: AnyCall, next: string): Markup {
  const { language } = c;
  const works = passkeysWork(c.house.url);
  return section({
    heading: say(words.passkey, language),
    note: say(words.passkeyWhat, language),
    body: works
      ? passkeyOffer(c, {
          act: 'register',
          next,
          label: say(words.passkeyAdd, language),
          hint: '',
          failed: say(words.passkeyFailed, language),
        })
      : html`<p class="note">${say(words.passkeyImpossible, language)}</p>`,
  });
}

async function authenticatorPage(c: AnyCall, at: Entered, next: `/${string}`, faults: Faults = {}): Promise<Markup> {
  const { opened, session } = at;
  const { language } = c;
  const secret = await atDesk(c.house, ({ q }) => pendingSecret(q, opened.secret, session.personId));
  const title = say(words.appTitle, language);
  if (!secret) {
    const remove = postButton({
      action: '/account/authenticator/remove',
      text: say(words.appRemove, language),
      kind: 'danger',
    });
    return drawn(c, { title, heading: title, main: html`<p>${say(words.appOn, language)}</p>${remove}` });
  }
  const key = base32(secret).replace(/(.{4})(?=.)/g, '$1 ');
  const drawing = qrSvg(otpAddress(c.house.config.KYOJO_HUB_NAME, session.email, secret)).replace('<svg ', '');
  const qr = html`<p><svg width="220" height="220" role="img" aria-label="${say(words.appQr, language)}" ${raw(drawing)}</p>${disclosure(
    {
      summary: say(words.appByHand, language),
      body: copyable({ language, text: key, label: say(words.appKey, language) }),
    },
  )}`;
  const code = html`<div class="form">${codeField(c, faults)}${buttons([button({ text: say(words.register, language) })])}</div>`;
  return drawn(c, {
    title,
    heading: title,
    main: html`${session.isOperator && !session.hasPasskey ? stages(c, 1) : ''}${asking(
      c,
      '/account/authenticator',
      steps({
        language,
        steps: [
          { title: say(words.appStep1, language), detail: say(words.appStep1More, language) },
          { title: say(words.appStep2, language), action: qr },
          { title: say(words.appStep3, language), action: code },
        ],
      }),
      faults,
      { next },
    )}`,
  });
}

function codesPage(c: AnyCall, codes: readonly string[], next: `/${string}`, session: Session): Markup {
  const { language } = c;
  return drawn(c, {
    title: say(words.codesTitle, language),
    heading: say(words.codesTitle, language),
    lead: say(words.codesLead, language),
    alerts: banner({ language, tone: 'good', title: say(words.secondDone, language), live: true }),
    main: html`${session.isOperator ? stages(c, 2) : ''}<p class="note">${c.house.config.KYOJO_HUB_NAME}・${session.email}</p>${copyable({ language, text: codes.join('\n'), label: say(words.codes, language), block: true })}
${buttons([button({ text: say(words.codesKept, language), href: next }), printButton({ language })])}`,
  });
}
