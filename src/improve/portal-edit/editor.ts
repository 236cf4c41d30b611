import { z } from 'zod';
import { namesOf } from '#know';
import { Refusal } from '#platform/errors';
import { attrs, html } from '#platform/html';
import {
  banner,
  button,
  buttons,
  chip,
  empty,
  facts,
  form,
  page,
  pager,
  postButton,
  section,
  table,
  taskList,
} from '#platform/page';
import { id, navItem, redirect, route } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { EventEntry } from '../portal-events/event.ts';
import { statusChip } from '../portal-events/list.html.ts';
import { isInitiative, listEditedEvents, saveEvent } from '../portal-events/store.ts';
import { checkLinks } from '../portal-links/check.ts';
import { words } from './editor-words.ts';
import { InitiativeEntry, readForm, slugOf } from './entry.ts';
import {
  countEdited,
  decideProposal,
  type EditedLine,
  holdProposal,
  listEdited,
  listWaiting,
  type Proposal,
  saveInitiatives,
} from './store.ts';

navItem({ href: '/portal/edit', label: words.edit, for: 'operator', order: 60, group: 'improve' });

const PAGE = 50;
const slug = z.string().regex(/^[a-z0-9-]{1,80}$/);

/** The state of a link in words. */
export function linkWords(
  language: Language,
  row: Pick<EditedLine, 'linkState' | 'linkBrokenSince' | 'changedAt'>,
): string {
  if (row.linkState === 'broken')
    return say(words.broken, language, { date: formatDate(row.linkBrokenSince ?? row.changedAt, language) });
  return say(
    row.linkState === 'works' ? words.works : row.linkState === 'not-asked' ? words.notAsked : words.unchecked,
    language,
  );
}

route({
  method: 'GET',
  path: '/portal/edit',
  permission: 'operator',
  query: z.object({
    only: z.enum(['published', 'draft', 'withdrawn', 'broken', 'reading']).optional(),
    after: slug.optional(),
    done: z.string().max(10).optional(),
  }),
  async handle(c) {
    const { language, query } = c;
    const { counts, waiting, rows, events, names } = await c.as(async (q) => {
      const waiting = await listWaiting(q);
      return {
        counts: await countEdited(q),
        waiting,
        rows: await listEdited(q, query.only ?? null, query.after ?? null, PAGE + 1),
        events: await listEditedEvents(q),
        names: await namesOf(
          q,
          waiting.map((one) => one.organisationId),
        ),
      };
    });
    const shown = rows.slice(0, PAGE);
    const keep = query.only ? `only=${query.only}&` : '';
    const choices = (['published', 'draft', 'withdrawn'] as const).map((value) => ({
      value,
      label: say(words[value], language),
    }));
    return page({
      ...c.view,
      title: say(words.edit, language),
      heading: say(words.edit, language),
      lead: say(words.editLead, language, {
        published: counts.published,
        drafts: counts.drafts,
        withdrawn: counts.withdrawn,
        waiting: waiting.length,
      }),
      actions: html`${button({ text: say(words.new, language), href: '/portal/edit/new' })}<a href="/portal/edit/events/new">${say(words.newEvent, language)}</a>`,
      alerts: query.done
        ? banner({
            language,
            tone: 'good',
            title: say(query.done === 'links' ? words.checking : words.saved, language),
            live: true,
          })
        : '',
      aside: html`<h2>${say(words.toDo, language)}</h2>${taskList({
        tasks: [
          ...(counts.broken > 0
            ? [{ text: say(words.doBroken, language, { count: counts.broken }), href: '/portal/edit?only=broken' }]
            : []),
          ...(counts.reading > 0
            ? [{ text: say(words.doReading, language, { count: counts.reading }), href: '/portal/edit?only=reading' }]
            : []),
        ],
      })}<p class="note">${say(words.checkedAt, language, { date: counts.checkedAt ? formatDate(counts.checkedAt, language, 'minute') : '—' })}</p>${postButton({ text: say(words.checkNow, language), action: '/portal/edit/links', kind: 'sub' })}`,
      main: html`${section({
        heading: say(words.proposals, language),
        body:
          waiting.length === 0
            ? empty({ title: say(words.noProposals, language) })
            : html`${waiting.map((one) => proposalBox(language, one, names.get(one.organisationId) ?? ''))}`,
      })}${section({
        heading: say(words.list, language),
        body: html`${form.filter({ language, action: '/portal/edit', fields: form.select({ language, name: 'only', label: say(words.only, language), blank: say(words.onlyAll, language), value: query.only, choices: [...choices, { value: 'broken', label: say(words.doBroken, language, { count: counts.broken }) }, { value: 'reading', label: say(words.doReading, language, { count: counts.reading }) }] }) })}${table(
          {
            language,
            caption: say(words.list, language),
            hideCaption: true,
            rows: shown,
            columns: [
              {
                key: 'name',
                label: say(words.name, language),
                header: true,
                cell: (row) => html`<a${attrs({ href: `/portal/edit/${row.id}` })}>${row.name}</a>`,
              },
              {
                key: 'state',
                label: say(words.state, language),
                tight: true,
                cell: (row) =>
                  chip({ text: say(words[row.state], language), tone: row.state === 'published' ? 'good' : 'quiet' }),
              },
              { key: 'link', label: say(words.link, language), cell: (row) => linkWords(language, row) },
              {
                key: 'basis',
                label: say(words.basis, language),
                cell: (row) =>
                  say(
                    { text: words.basisText, reading: words.basisReading, editor: words.basisEditor }[
                      row.audienceBasis
                    ],
                    language,
                  ),
              },
              {
                key: 'changedAt',
                label: say(words.changed, language),
                tight: true,
                cell: (row) => formatDate(row.changedAt, language),
              },
            ],
          },
        )}${pager({ language, previous: query.after ? `/portal/edit?${keep}` : undefined, next: rows.length > PAGE ? `/portal/edit?${keep}after=${shown.at(-1)?.id}` : undefined })}`,
      })}${section({
        heading: say(words.events, language),
        body: table({
          language,
          caption: say(words.events, language),
          hideCaption: true,
          empty: say(words.none, language),
          rows: events,
          columns: [
            {
              key: 'name',
              label: say(words.name, language),
              header: true,
              cell: (row) => html`<a${attrs({ href: `/portal/edit/events/${row.id}` })}>${row.name}</a>`,
            },
            {
              key: 'startsAt',
              label: say(words.when, language),
              tight: true,
              cell: (row) => formatDate(row.startsAt, language, 'minute'),
            },
            {
              key: 'status',
              label: say(words.status, language),
              tight: true,
              cell: (row) => statusChip(language, row.status),
            },
          ],
        }),
      })}`,
    });
  },
});

function proposalBox(language: Language, proposal: Proposal, organisation: string) {
  const { content } = proposal;
  const shown = ['name', 'operators', 'operator', 'what', 'howToJoin', 'url', 'startsAt', 'place'].filter(
    (key) => content[key],
  );
  return html`<section class="section"><h3>${String(content.name ?? '')}</h3><p class="note">${organisation}｜${formatDate(proposal.proposedAt, language, 'minute')}</p>${facts(
    {
      language,
      facts: shown.slice(1).map((key) => ({
        name: say((words as Record<string, { ja: string; en: string }>)[key] ?? { ja: key, en: key }, language),
        value: Array.isArray(content[key]) ? content[key].join('、') : String(content[key]),
      })),
    },
  )}${form.form({
    language,
    action: `/portal/edit/proposals/${proposal.id}`,
    body: html`${form.text({ language, name: 'answer', id: `answer-${proposal.id}`, label: say(words.answer, language), maxlength: 2000 })}${buttons([button({ text: say(words.publish, language), name: 'decision', value: 'published', label: `${say(words.publish, language)}：${String(content.name ?? '')}` }), button({ text: say(words.refuse, language), kind: 'sub', name: 'decision', value: 'refused', label: `${say(words.refuse, language)}：${String(content.name ?? '')}` })])}`,
  })}</section>`;
}

route({
  method: 'POST',
  path: '/portal/edit/proposals/:id',
  permission: 'operator',
  params: z.object({ id }),
  form: z.object({ decision: z.enum(['published', 'refused']), answer: z.string().max(2000).default('') }),
  async handle(c) {
    await c.as(async (q) => {
      const proposal = await holdProposal(q, c.params.id);
      if (!proposal) throw new Refusal('web.not-found', {}, 404);
      if (proposal.state !== 'waiting') throw new Refusal('improve.proposal-decided', {}, 409);
      const name = (await namesOf(q, [proposal.organisationId])).get(proposal.organisationId) ?? '';
      const key = slugOf(String(proposal.content.nameEn || proposal.content.name || ''), proposal.id);
      if (c.form.decision === 'published' && proposal.kind === 'initiative') {
        const entry = InitiativeEntry.parse(proposal.content);
        await saveInitiatives(
          c.house,
          q,
          [
            {
              ...entry,
              id: key,
              audienceBasis: 'editor',
              state: 'published',
              origin: 'proposal',
              organisationName: name,
              sources: [],
            },
          ],
          c.actor,
        );
      }
      if (c.form.decision === 'published' && proposal.kind === 'event') {
        const { entry, faults } = readForm(EventEntry, proposal.content);
        if (!entry)
          throw new Refusal('improve.entry-wrong', {
            field: Object.keys(faults)[0] ?? '',
            reason: Object.values(faults)[0] ?? '',
          });
        const initiativeId =
          entry.initiativeId && (await isInitiative(q, entry.initiativeId)) ? entry.initiativeId : null;
        await saveEvent(
          c.house,
          q,
          { ...entry, initiativeId, id: key, state: 'published', organisationName: name },
          c.actor,
        );
      }
      await decideProposal(c.house, q, proposal, {
        state: c.form.decision,
        answer: c.form.answer,
        publishedAs: c.form.decision === 'published' ? key : '',
        actor: c.actor,
      });
    });
    return redirect('/portal/edit?done=1');
  },
});

route({
  method: 'POST',
  path: '/portal/edit/links',
  permission: 'operator',
  async handle(c) {
    await c.as((q) => c.house.jobs.enqueue(q, checkLinks, { all: true }, { key: 'all' }));
    return redirect('/portal/edit?done=links');
  },
});
