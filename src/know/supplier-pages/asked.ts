/** The supplier's side: who asks, what each would see, consent, and taking it back. */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { html, nothing } from '#platform/html';
import { button, buttons, empty, facts, form, page, pager, section, table } from '#platform/page';
import { type Call, id, pageKey, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { findNewest, findVersion } from '../assessment/load.ts';
import { latestResult } from '../assessment/result.ts';
import { openShelf } from '../assessment-shelf/index.ts';
import { dayText } from '../day/index.ts';
import { actsFor } from '../role/acting.ts';
import { registerOwner, rolesOf } from '../role/store.ts';
import {
  type AskedRequest,
  answerOtherwise,
  askedOf,
  askedOne,
  readRequest,
  requestsTo,
  shareAnswers,
  shareOf,
} from '../supplier/request.ts';
import { doneBanner, sharedAnswers, stateChip } from './list.html.ts';
import { words } from './words.ts';

const PAGE = 50;

route({
  method: 'GET',
  path: '/organisations/:id/requests',
  permission: 'member',
  params: z.object({ id }),
  query: z.object({ after: pageKey.optional() }),
  async handle(c) {
    const { language } = c;
    const organisation = c.params.id;
    if (c.person?.organisations.some((one) => one.id === organisation)) await requestsTo(c.house, organisation);
    const shelf = await openShelf(c.house);
    const { owner, rows } = await c.as(async (q) => ({
      owner: await registerOwner(q, organisation),
      rows: await askedOf(q, organisation, c.query.after, PAGE + 1),
    }));
    const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
    return page({
      ...c.view,
      title: say(words.askedTitle, language),
      kicker: owner.name,
      heading: say(words.askedTitle, language),
      lead: say(words.askedLead, language),
      breadcrumb: [{ href: `/organisations/${organisation}/suppliers`, label: say(words.title, language) }],
      main: html`${table<AskedRequest>({
        language,
        caption: say(words.askedTitle, language),
        hideCaption: true,
        phone: 'cards',
        rows: rows.slice(0, PAGE),
        empty: empty({ title: say(words.askedNone, language), body: say(words.askedNoneBody, language) }),
        columns: [
          {
            key: 'customer',
            label: say(words.customer, language),
            header: true,
            cell: (row) => html`<a href="/organisations/${organisation}/requests/${row.id}">${row.customerName}</a>`,
          },
          {
            key: 'questionnaire',
            label: say(words.questionnaire, language),
            cell: (row) => findNewest(shelf, row.questionnaire)?.title[language] ?? row.questionnaire,
          },
          { key: 'dueOn', label: say(words.dueOn, language), tight: true, cell: (row) => dayText(row.dueOn, language) },
          {
            key: 'state',
            label: say(words.state, language),
            tight: true,
            cell: (row) => stateChip(row.state, language),
          },
        ],
      })}${pager({ language, next: last && `/organisations/${organisation}/requests?after=${last.askedAt.toISOString()}_${last.id}` })}`,
    });
  },
});

async function show(
  c: Call<unknown, unknown, unknown>,
  params: { readonly id: string; readonly request: string },
  error?: string,
) {
  const { language } = c;
  const organisation = params.id;
  const shelf = await openShelf(c.house);
  const read = await c.as(async (q) => {
    const owner = await registerOwner(q, organisation);
    const request = await askedOne(q, organisation, params.request);
    const contact = (await rolesOf(q, organisation, c.now)).find((one) => one.role === 'incident-contact');
    return {
      owner,
      request,
      result: await latestResult(q, organisation, request.questionnaire),
      shared: await shareOf(q, request.id),
      contact,
    };
  });
  const { request, result, shared, contact } = read;
  const customer = request.customerName;
  const here = `/organisations/${organisation}/requests/${request.id}`;
  const mayAct = c.person?.organisations.some((one) => one.id === organisation) ?? false;
  const isOpen = request.state === 'asked' || request.state === 'declined' || request.state === 'withdrawn';
  const isNewer = shared !== undefined && result !== undefined && result.finishedAt > shared.finishedAt;
  const done = z.enum(['shared', 'declined', 'withdrawn']).safeParse(c.url.searchParams.get('done'));
  const shareForm = result
    ? form.form({
        language,
        action: `${here}/share`,
        errors: error ? [{ name: 'consent', text: error }] : [],
        body: html`${form.text({ language, name: 'incidentContact', label: say(words.incidentContact, language), value: shared?.incidentContact ?? [contact?.personName, contact?.phone, contact?.email].filter(Boolean).join(' '), maxlength: 500 })}
${form.textarea({ language, name: 'subcontractors', label: say(words.subcontractors, language), hint: say(words.subcontractorsHint, language), rows: 2, maxlength: 4000, value: shared?.subcontractors ?? '' })}
${form.checkbox({ language, name: 'consent', label: say(words.consent, language, { customer }), error, required: true })}
${button({ text: say(shared ? words.shareNewer : words.share, language) })}`,
      })
    : nothing;
  return page({
    ...c.view,
    title: say(words.requestTitle, language, { customer }),
    kicker: read.owner.name,
    heading: say(words.requestTitle, language, { customer }),
    breadcrumb: [{ href: `/organisations/${organisation}/requests`, label: say(words.askedTitle, language) }],
    alerts: done.success ? doneBanner(language, say(words[`done.${done.data}`], language)) : nothing,
    main: html`${facts({
      language,
      facts: [
        {
          name: say(words.questionnaire, language),
          value: findNewest(shelf, request.questionnaire)?.title[language] ?? request.questionnaire,
        },
        { name: say(words.dueOn, language), value: dayText(request.dueOn, language) },
        { name: say(words.state, language), value: stateChip(request.state, language) },
        ...(request.message ? [{ name: say(words.message, language), value: request.message }] : []),
      ],
    })}
${
  shared
    ? section({
        heading: say(words.willSee, language, { customer }),
        body: html`${sharedAnswers({ share: shared, sheet: findVersion(shelf, shared.questionnaire, shared.version) ?? undefined, language })}${mayAct ? form.form({ language, action: `${here}/withdraw`, id: 'withdraw', body: button({ text: say(words.takeBack, language), kind: 'danger' }) }) : nothing}`,
      })
    : nothing
}
${mayAct && isNewer ? section({ heading: say(words.shareNewer, language), body: shareForm }) : nothing}
${
  isOpen && !shared
    ? section({
        heading: say(words.yours, language),
        body: result
          ? html`${mayAct ? shareForm : nothing}<h3>${say(words.willSee, language, { customer })}</h3>${sharedAnswers({ share: { ...result, score: result.score, sharedBy: '', incidentContact: '', subcontractors: '' }, sheet: findVersion(shelf, request.questionnaire, result.version) ?? undefined, language })}`
          : html`<p>${say(words.yoursNone, language)}</p>${buttons([button({ text: say(words.answerNow, language), href: `/questionnaires/${request.questionnaire}` })])}`,
      })
    : nothing
}
${mayAct && request.state === 'asked' ? form.form({ language, action: `${here}/decline`, id: 'decline', body: button({ text: say(words.decline, language), kind: 'plain' }) }) : nothing}`,
  });
}

const params = z.object({ id, request: id });

route({
  method: 'GET',
  path: '/organisations/:id/requests/:request',
  permission: 'member',
  params,
  handle: (c) => show(c, c.params),
});

route({
  method: 'POST',
  path: '/organisations/:id/requests/:request/share',
  permission: 'member',
  params,
  form: z.object({
    consent: z.string().max(10).default(''),
    incidentContact: z.string().trim().max(500).default(''),
    subcontractors: z.string().trim().max(4000).default(''),
  }),
  async handle(c) {
    const organisation = c.params.id;
    actsFor(c, organisation);
    const read = await c.as(async (q) => {
      const asked = await askedOne(q, organisation, c.params.request);
      return {
        owner: await registerOwner(q, organisation),
        result: await latestResult(q, organisation, asked.questionnaire),
      };
    });
    if (!read.result) throw new Refusal('know.request-not-finished', {}, 409);
    if (c.form.consent !== 'yes') return show(c, c.params, say(words['fault.consent'], c.language));
    const { id: assessment, version, answers, score, finishedAt } = read.result;
    await shareAnswers(c.house, {
      request: await c.asWorker((q) => readRequest(q, c.params.request)),
      organisation,
      assessment,
      supplierName: read.owner.name,
      version,
      answers,
      score,
      finishedAt,
      incidentContact: c.form.incidentContact,
      subcontractors: c.form.subcontractors,
      sharedBy: '',
      actor: c.actor,
    });
    return redirect(`/organisations/${organisation}/requests/${c.params.request}?done=shared`);
  },
});

for (const [path, act] of [
  ['decline', 'declined'],
  ['withdraw', 'withdrawn'],
] as const)
  route({
    method: 'POST',
    path: `/organisations/:id/requests/:request/${path}`,
    permission: 'member',
    params,
    async handle(c) {
      actsFor(c, c.params.id);
      await answerOtherwise(c.house, { id: c.params.request, organisation: c.params.id, act, actor: c.actor });
      return redirect(`/organisations/${c.params.id}/requests/${c.params.request}?done=${act}`);
    },
  });
