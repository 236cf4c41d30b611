/** Somebody without an account answers a request through the link in the mail; a member takes it over to its own pages. */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { html, nothing } from '#platform/html';
import { button, disclosure, facts, form, page, section } from '#platform/page';
import { type Call, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { findNewest, findVersion } from '../assessment/load.ts';
import type { Answers, Questionnaire } from '../assessment/questionnaire.ts';
import { questionsFor, score } from '../assessment/score.ts';
import { openShelf } from '../assessment-shelf/index.ts';
import { dayText, startOf } from '../day/index.ts';
import { linkId } from '../supplier/link.ts';
import {
  answerOtherwise,
  attachRequest,
  LINK_DAYS,
  type Request,
  readRequest,
  shareAnswers,
  shareOf,
  supplierName,
} from '../supplier/request.ts';
import { doneBanner, sharedAnswers, stateChip } from './list.html.ts';
import { words } from './words.ts';

/** Nothing is known of who answers: questions that hang on a profile are left out. */
const nobody = { uses: [] };

/** The request of a link that still works. The token is all there is to check: refuses every other in the same words. */
async function opened(c: Call<{ readonly token: string }, unknown, unknown>): Promise<Request> {
  const id = linkId(c.house, 'supplier-request', c.params.token);
  if (!id) throw new Refusal('know.request-unknown', {}, 404);
  const request = await c.asWorker((q) => readRequest(q, id));
  const end = startOf(request.dueOn).getTime() + LINK_DAYS * 86_400_000;
  if (request.state === 'closed' || c.now.getTime() > end) throw new Refusal('know.request-closed', {}, 410);
  return request;
}

async function show(
  c: Call<{ readonly token: string }, unknown, unknown>,
  sent: {
    readonly answers?: Answers;
    readonly form?: Readonly<Record<string, unknown>>;
    readonly errors?: readonly { readonly name: string; readonly text: string }[];
  } = {},
) {
  const { language } = c;
  const request = await opened(c);
  const mine = c.person?.organisations[0];
  if (request.askedOrganisationId)
    return mine?.id === request.askedOrganisationId
      ? redirect(`/organisations/${mine.id}/requests/${request.id}`)
      : Promise.reject(new Refusal('know.request-closed', {}, 410));
  const shelf = await openShelf(c.house);
  const sheet = findNewest(shelf, request.questionnaire);
  if (!sheet) throw new Refusal('know.request-closed', {}, 410);
  const shared = await c.asWorker((q) => shareOf(q, request.id));
  const customer = request.customerName;
  const here = `/supply/${c.params.token}`;
  const done = z.enum(['shared', 'declined', 'withdrawn']).safeParse(c.url.searchParams.get('done'));
  return page({
    ...c.view,
    title: say(words.requestTitle, language, { customer }),
    heading: say(words.requestTitle, language, { customer }),
    lead: say(words.outsideLead, language, { customer }),
    narrow: true,
    hidden: true,
    alerts: done.success ? doneBanner(language, say(words[`done.${done.data}`], language)) : nothing,
    main: html`${facts({
      language,
      facts: [
        { name: say(words.questionnaire, language), value: sheet.title[language] },
        { name: say(words.dueOn, language), value: dayText(request.dueOn, language) },
        { name: say(words.state, language), value: stateChip(request.state, language) },
        ...(request.message ? [{ name: say(words.message, language), value: request.message }] : []),
      ],
    })}
${
  shared
    ? section({
        heading: say(words.willSee, language, { customer }),
        body: html`${sharedAnswers({ share: shared, sheet: findVersion(shelf, shared.questionnaire, shared.version) ?? undefined, language })}${form.form({ language, action: `${here}/withdraw`, id: 'withdraw', body: button({ text: say(words.takeBack, language), kind: 'danger' }) })}`,
      })
    : html`${mine && request.state === 'asked' ? form.form({ language, action: `${here}/attach`, id: 'attach', body: button({ text: say(words.outsideAttach, language, { organisation: mine.name }), kind: 'sub' }) }) : html`<p class="note">${say(words.outsideJoin, language)} <a href="/join">${c.view.hubName}</a></p>`}
${questionForm(c, sheet, customer, here, sent)}
${request.state === 'asked' ? form.form({ language, action: `${here}/decline`, id: 'decline', body: button({ text: say(words.decline, language), kind: 'plain' }) }) : nothing}`
}`,
  });
}

function questionForm(
  c: Call<unknown, unknown, unknown>,
  sheet: Questionnaire,
  customer: string,
  here: string,
  sent: {
    readonly answers?: Answers;
    readonly form?: Readonly<Record<string, unknown>>;
    readonly errors?: readonly { readonly name: string; readonly text: string }[];
  },
) {
  const { language } = c;
  const value = (name: string) => (typeof sent.form?.[name] === 'string' ? (sent.form[name] as string) : '');
  const error = (name: string) => sent.errors?.find((one) => one.name === name)?.text;
  const asked = questionsFor(sheet, nobody, {});
  const choices = sheet.scale.map((one) => ({ value: one.id, label: one.text[language] }));
  return form.form({
    language,
    action: here,
    id: 'answers',
    errors: sent.errors ?? [],
    body: html`${sheet.groups.map((group) => {
      const questions = asked.filter((one) => one.group === group.id);
      return questions.length === 0
        ? nothing
        : form.group({
            heading: group.title[language],
            body: html`${questions.map((one) => html`${form.radios({ language, name: `q-${one.id}`, label: one.ask[language], choices, value: sent.answers?.[one.id], row: true, error: error(`q-${one.id}`) })}${disclosure({ summary: say(words.why, language), body: html`<p>${one.why[language]}</p><p>${one.example[language]}</p>` })}`)}`,
          });
    })}
${form.text({ language, name: 'answerer', label: say(words.answerer, language), required: true, maxlength: 100, value: value('answerer'), error: error('answerer') })}
${form.text({ language, name: 'incidentContact', label: say(words.incidentContact, language), maxlength: 500, value: value('incidentContact') })}
${form.textarea({ language, name: 'subcontractors', label: say(words.subcontractors, language), hint: say(words.subcontractorsHint, language), rows: 2, maxlength: 4000, value: value('subcontractors') })}
${form.checkbox({ language, name: 'consent', label: say(words.consentOutside, language, { customer }), required: true, checked: value('consent') === 'yes', error: error('consent') })}
${button({ text: say(words.share, language) })}`,
  });
}

const params = z.object({ token: z.string().max(80) });

route({ method: 'GET', path: '/supply/:token', permission: 'token', params, handle: (c) => show(c) });

route({
  method: 'POST',
  path: '/supply/:token',
  permission: 'token',
  params,
  form: z.looseObject({
    answerer: z.string().trim().max(100).default(''),
    incidentContact: z.string().trim().max(500).default(''),
    subcontractors: z.string().trim().max(4000).default(''),
    consent: z.string().max(10).default(''),
  }),
  async handle(c) {
    const { form: sent, language } = c;
    const request = await opened(c);
    if (request.askedOrganisationId) throw new Refusal('know.request-closed', {}, 410);
    const sheet = findNewest(await openShelf(c.house), request.questionnaire);
    if (!sheet) throw new Refusal('know.request-closed', {}, 410);
    const scale = new Set(sheet.scale.map(({ id }) => id));
    const given = sheet.questions.flatMap(({ id }): [string, string][] => {
      const choice = (sent as Readonly<Record<string, unknown>>)[`q-${id}`];
      return typeof choice === 'string' && scale.has(choice) ? [[id, choice]] : [];
    });
    const answers = Object.fromEntries(given);
    const open = questionsFor(sheet, nobody, answers).filter(({ id }) => answers[id] === undefined);
    const errors = [
      ...(open[0]
        ? [{ name: `q-${open[0].id}`, text: say(words['fault.answers'], language, { count: open.length }) }]
        : []),
      ...(sent.answerer === '' ? [{ name: 'answerer', text: say(words['fault.answerer'], language) }] : []),
      ...(sent.consent === 'yes' ? [] : [{ name: 'consent', text: say(words['fault.consent'], language) }]),
    ];
    if (errors.length > 0) return show(c, { answers, form: sent, errors });
    await shareAnswers(c.house, {
      request,
      organisation: null,
      assessment: null,
      supplierName: await c.asWorker((q) => supplierName(q, request.supplierId)),
      version: sheet.version,
      answers,
      score: score(sheet, nobody, answers).share,
      finishedAt: c.now,
      incidentContact: sent.incidentContact,
      subcontractors: sent.subcontractors,
      sharedBy: sent.answerer,
      actor: `supplier-link:${request.id}`,
    });
    return redirect(`/supply/${c.params.token}?done=shared`);
  },
});

for (const [path, act] of [
  ['decline', 'declined'],
  ['withdraw', 'withdrawn'],
] as const)
  route({
    method: 'POST',
    path: `/supply/:token/${path}`,
    permission: 'token',
    params,
    async handle(c) {
      const request = await opened(c);
      await answerOtherwise(c.house, { id: request.id, organisation: null, act, actor: `supplier-link:${request.id}` });
      return redirect(`/supply/${c.params.token}?done=${act}`);
    },
  });

route({
  method: 'POST',
  path: '/supply/:token/attach',
  permission: 'token',
  params,
  async handle(c) {
    const request = await opened(c);
    const mine = c.person?.organisations[0];
    if (!mine) throw new Refusal('web.sign-in-needed', {}, 401);
    if (!(await c.asWorker((q) => attachRequest(q, request.id, mine.id))))
      throw new Refusal('know.request-closed', {}, 409);
    return redirect(`/organisations/${mine.id}/requests/${request.id}`);
  },
});
