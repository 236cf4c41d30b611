import { z } from 'zod';
import { html, type Markup } from '#platform/html';
import { banner, button, buttons, chip, postButton, section, table } from '#platform/page';
import { navItem, route } from '#platform/web';
import { formatAgo, say } from '#platform/words';
import { entered } from '../account/entered.ts';
import { goTo, show } from '../answers.ts';
import { type AnyCall, asking, drawn, emailFault, emailField, type Faults, line } from '../fields.ts';
import { inviteByMail } from '../join/invite.ts';
import { listOperators, type OperatorLine } from '../people.ts';
import { atDesk } from '../transaction.ts';
import { setOperator } from './roles.ts';
import { words } from './words.ts';

navItem({ href: '/operators', label: words.nav, for: 'operator', order: 900, group: 'hub' });

route({
  method: 'GET',
  path: '/operators',
  permission: 'operator',
  query: z.object({ taken: line, invited: line }),
  async handle(c) {
    const { language } = c;
    const said = c.query.taken
      ? say(words.taken, language)
      : c.query.invited
        ? say(words.invited, language, { email: c.query.invited })
        : undefined;
    return operatorsPage(c, said ? { alerts: banner({ language, tone: 'good', title: said, live: true }) } : {});
  },
});

route({
  method: 'POST',
  path: '/operators',
  permission: 'operator',
  form: z.object({ email: line }),
  async handle(c) {
    const at = await entered(c, { fresh: true });
    if (at instanceof Response) return at;
    const { email } = c.form;
    const fault = emailFault(c, email);
    if (fault) return show(await operatorsPage(c, { email, faults: { email: fault } }), 422);
    await inviteByMail(c.house, { email, isOperator: true, language: c.language, by: c.actor });
    return goTo(`/operators?invited=${encodeURIComponent(email)}`);
  },
});

route({
  method: 'POST',
  path: '/operators/:id/take',
  permission: 'operator',
  params: z.object({ id: z.uuid() }),
  async handle(c) {
    const at = await entered(c, { fresh: true });
    if (at instanceof Response) return at;
    await setOperator(c.house, c.params.id, false, c.actor);
    return goTo('/operators?taken=yes');
  },
});

async function operatorsPage(
  c: AnyCall,
  view: { readonly email?: string; readonly faults?: Faults; readonly alerts?: Markup },
): Promise<Markup> {
  const { language } = c;
  const { email = '', faults = {}, alerts } = view;
  const operators = await atDesk(c.house, ({ q }) => listOperators(q));
  const isMe = (one: OperatorLine) => one.id === c.person?.id;
  const rows = table({
    language,
    caption: say(words.title, language),
    hideCaption: true,
    phone: 'cards',
    rows: operators,
    columns: [
      {
        key: 'name',
        label: say(words.name, language),
        header: true,
        cell: (one) => html`${one.name}<br><small>${one.email}</small>`,
      },
      {
        key: 'second',
        label: say(words.second, language),
        cell: (one) =>
          one.hasSecondFactor
            ? chip({ text: say(words.secondOn, language), tone: 'good' })
            : chip({ text: say(words.secondOff, language), tone: 'warn' }),
      },
      {
        key: 'seen',
        label: say(words.seen, language),
        cell: (one) => (one.seenAt ? formatAgo(one.seenAt, c.now, language) : say(words.never, language)),
      },
      {
        key: 'action',
        label: say(words.action, language),
        cell: (one) =>
          isMe(one)
            ? say(words.you, language)
            : postButton({
                action: `/operators/${one.id}/take`,
                text: say(words.take, language),
                label: say(words.takeFrom, language, { name: one.name }),
                kind: 'plain',
                small: true,
              }),
      },
    ],
  });
  return drawn(c, {
    title: say(words.title, language),
    heading: say(words.title, language),
    lead: say(words.lead, language),
    alerts,
    main: html`${rows}${section({
      heading: say(words.invite, language),
      note: say(words.inviteLead, language),
      body: asking(
        c,
        '/operators',
        html`${emailField(c, email, faults, 'off')}${buttons([button({ text: say(words.inviteSend, language) })])}`,
        faults,
      ),
    })}`,
  });
}
