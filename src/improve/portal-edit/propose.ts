import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { html, type Markup } from '#platform/html';
import { banner, button, buttons, chip, empty, form, page, section, table, tabs } from '#platform/page';
import { type Call, id, redirect, route } from '#platform/web';
import { formatDate, say } from '#platform/words';
import { EventEntry } from '../portal-events/event.ts';
import { type Faults, InitiativeEntry, readForm } from './entry.ts';
import { errorsOf, eventFields, initiativeFields, type Values } from './form.html.ts';
import { listMine, type Proposal, propose } from './store.ts';
import { words } from './words.ts';

type Kind = Proposal['kind'];
const paths = { initiative: '/initiatives/propose', event: '/events/propose' } as const;

async function drawn(
  c: Call<unknown, { readonly sent?: string | undefined }, unknown>,
  kind: Kind,
  values: Values,
  faults: Faults,
): Promise<Markup> {
  const { language } = c;
  const organisations = c.person?.organisations ?? [];
  const mine = await c.as((q) =>
    listMine(
      q,
      organisations.map((one) => one.id),
    ),
  );
  const choices = organisations.map((one) => ({ value: one.id, label: one.name }));
  return page({
    ...c.view,
    narrow: true,
    title: say(kind === 'initiative' ? words.propose : words.proposeEvent, language),
    heading: say(kind === 'initiative' ? words.propose : words.proposeEvent, language),
    lead: say(words.proposeLead, language),
    alerts: c.query.sent ? banner({ language, tone: 'good', title: say(words.sent, language), live: true }) : '',
    main: html`${tabs({
      language,
      current: paths[kind],
      links: [
        { href: paths.initiative, label: say(words.propose, language) },
        { href: paths.event, label: say(words.proposeEvent, language) },
      ],
    })}${form.form({
      language,
      action: paths[kind],
      errors: errorsOf(language, faults),
      body: html`${choices.length > 1 ? form.select({ language, name: 'organisation', label: say(words.asWhom, language), choices, blank: false, value: String(values.organisation ?? '') }) : html`<input type="hidden" name="organisation" value="${choices[0]?.value ?? ''}">`}${kind === 'initiative' ? initiativeFields(language, values, faults) : eventFields(language, values, faults, false)}${buttons([button({ text: say(words.send, language) })])}`,
    })}${section({
      heading: say(words.yours, language),
      body:
        mine.length === 0
          ? empty({ title: say(words.noneYet, language) })
          : table({
              language,
              caption: say(words.yours, language),
              hideCaption: true,
              phone: 'cards',
              rows: mine,
              columns: [
                {
                  key: 'name',
                  label: say(words.name, language),
                  header: true,
                  cell: (row) => String(row.content.name ?? ''),
                },
                {
                  key: 'proposedAt',
                  label: say(words.when, language),
                  tight: true,
                  cell: (row) => formatDate(row.proposedAt, language),
                },
                {
                  key: 'state',
                  label: say(words.state, language),
                  cell: (row) =>
                    html`${chip({ text: say(words[row.state], language), tone: row.state === 'published' ? 'good' : row.state === 'refused' ? 'warn' : 'info' })}${row.answer === '' ? '' : html`<br><small>${row.answer}</small>`}${row.publishedAs === '' ? '' : html` <a href="/${row.kind === 'event' ? 'events' : 'initiatives'}/${row.publishedAs}">${String(row.content.name ?? '')}</a>`}`,
                },
              ],
            }),
    })}`,
  });
}

for (const kind of ['initiative', 'event'] as const) {
  route({
    method: 'GET',
    path: paths[kind],
    permission: 'member',
    query: z.object({ sent: z.string().max(5).optional() }),
    handle: (c) => drawn(c, kind, {}, {}),
  });

  route({
    method: 'POST',
    path: paths[kind],
    permission: 'member',
    form: z.record(z.string(), z.unknown()),
    async handle(c) {
      const organisation = c.person?.organisations.find((one) => one.id === id.safeParse(c.form.organisation).data);
      if (!organisation) throw new Refusal('web.not-allowed', {}, 403);
      const read =
        kind === 'initiative'
          ? readForm(InitiativeEntry, c.form)
          : readForm(EventEntry, { ...c.form, status: 'planned', attended: '', initiativeId: '' });
      if (read.faults) {
        const again = await drawn(
          c as unknown as Call<unknown, { readonly sent?: string | undefined }, unknown>,
          kind,
          c.form,
          read.faults,
        );
        return new Response(String(again), { status: 422, headers: { 'content-type': 'text/html; charset=utf-8' } });
      }
      // An event is kept as it was typed: a moment would come back as text anyway.
      const content =
        kind === 'initiative' ? read.entry : { ...read.entry, startsAt: c.form.startsAt, endsAt: c.form.endsAt };
      const isKept = await c.as((q) =>
        propose(c.house, q, { organisation: organisation.id, kind, content, person: c.actor }),
      );
      if (!isKept) throw new Refusal('improve.too-many-proposals', {}, 429);
      return redirect(`${paths[kind]}?sent=1`);
    },
  });
}
