import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { html, type Markup } from '#platform/html';
import { banner, button, buttons, form, page, postButton, section, table } from '#platform/page';
import { type Call, id, redirect, route } from '#platform/web';
import { formatDate, say } from '#platform/words';
import { contentKinds, keysOf, licences } from '../portal/vocabulary.ts';
import { EventEntry, toLocal } from '../portal-events/event.ts';
import { findEditedEvent, isInitiative, saveEvent } from '../portal-events/store.ts';
import { linkWords } from './editor.ts';
import { words } from './editor-words.ts';
import { type Faults, InitiativeEntry, readForm, slugOf, webAddress } from './entry.ts';
import { errorsOf, eventFields, initiativeFields, type Values } from './form.html.ts';
import {
  addContent,
  addPractice,
  type Edited,
  findEdited,
  readParts,
  removeContent,
  saveInitiatives,
  setState,
} from './store.ts';

const Slug = z.object({ slug: z.string().regex(/^[a-z0-9-]{1,80}$/) });
const Form = z.record(z.string(), z.unknown());
type AnyCall = Call<unknown, unknown, unknown>;

const page422 = (markup: Markup) =>
  new Response(String(markup), { status: 422, headers: { 'content-type': 'text/html; charset=utf-8' } });

async function initiativePage(c: AnyCall, kept: Edited | undefined, values: Values, faults: Faults): Promise<Markup> {
  const { language } = c;
  const parts = kept ? await c.as((q) => readParts(q, kept.id)) : { contents: [], practices: [] };
  const base = kept ? `/portal/edit/${kept.id}` : '/portal/edit/new';
  const list = (all: Readonly<Record<string, { ja: string; en: string; easy?: string }>>) =>
    Object.entries(all).map(([value, label]) => ({ value, label: say(label, language) }));
  return page({
    ...c.view,
    title: kept?.name ?? say(words.new, language),
    heading: kept?.name ?? say(words.new, language),
    kicker: kept
      ? `${say(words[kept.state], language)}｜${say(words.link, language)}：${linkWords(language, kept)}｜${say(words.changed, language)} ${formatDate(kept.changedAt, language)}`
      : '',
    breadcrumb: [{ href: '/portal/edit', label: say(words.edit, language) }],
    alerts: c.url.searchParams.has('saved')
      ? banner({ language, tone: 'good', title: say(words.saved, language), live: true })
      : '',
    actions: kept
      ? html`${postButton({ text: say(kept.state === 'published' ? words.withdraw : words.publish, language), action: `${base}/state`, fields: { state: kept.state === 'published' ? 'withdrawn' : 'published' }, kind: 'sub' })}${kept.state === 'published' ? html`<a href="/initiatives/${kept.id}">${kept.name}</a>` : ''}`
      : '',
    main: html`${form.form({ language, action: base, errors: errorsOf(language, faults), body: html`${initiativeFields(language, values, faults)}${buttons([button({ text: say(words.save, language) })])}` })}${
      kept
        ? html`${section({
            heading: say(words.contents, language),
            body: html`${table({
              language,
              caption: say(words.contents, language),
              hideCaption: true,
              empty: say(words.none, language),
              rows: parts.contents,
              columns: [
                { key: 'name', label: say(words.name, language), header: true },
                {
                  key: 'licence',
                  label: say(words.licence, language),
                  cell: (row) => say(licences[row.licence], language),
                },
                { key: 'taken', label: say(words.taken, language), numeric: true },
                {
                  key: 'remove',
                  label: say(words.remove, language),
                  cell: (row) =>
                    postButton({
                      text: say(words.remove, language),
                      label: `${say(words.remove, language)}：${row.name}`,
                      action: `${base}/contents/remove`,
                      fields: { content: row.id },
                      kind: 'plain',
                      small: true,
                    }),
                },
              ],
            })}${form.form({ language, id: 'contents', action: `${base}/contents`, body: html`${form.text({ language, id: 'c-name', name: 'name', label: say(words.name, language), required: true, maxlength: 200 })}${form.text({ language, id: 'c-url', name: 'url', type: 'url', label: say(words.url, language), required: true, maxlength: 500 })}${form.select({ language, id: 'c-kind', name: 'kind', label: say(words.kind, language), blank: false, choices: list(contentKinds) })}${form.select({ language, id: 'c-licence', name: 'licence', label: say(words.licence, language), blank: false, value: 'ask', choices: list(licences) })}${button({ text: say(words.addContent, language), kind: 'sub' })}` })}`,
          })}${section({
            heading: say(words.practices, language),
            body: html`${parts.practices.map((one) => html`<p><b>${one.title}</b><br>${one.body}</p>`)}${form.form({ language, id: 'practices', action: `${base}/practices`, body: html`${form.text({ language, id: 'p-title', name: 'title', label: say(words.title, language), required: true, maxlength: 200 })}${form.textarea({ language, id: 'p-body', name: 'body', label: say(words.body, language), required: true, rows: 4, maxlength: 4000 })}${form.text({ language, id: 'p-whose', name: 'whose', label: say(words.whose, language), maxlength: 200 })}${button({ text: say(words.addPractice, language), kind: 'sub' })}` })}`,
          })}`
        : ''
    }`,
  });
}

route({
  method: 'GET',
  path: '/portal/edit/new',
  permission: 'operator',
  handle: (c) => initiativePage(c, undefined, {}, {}),
});

route({
  method: 'POST',
  path: '/portal/edit/new',
  permission: 'operator',
  form: Form,
  async handle(c) {
    const { entry, faults } = readForm(InitiativeEntry, c.form);
    if (!entry) return page422(await initiativePage(c, undefined, c.form, faults));
    const key = slugOf(entry.nameEn || entry.name, crypto.randomUUID());
    await c.as(async (q) => {
      await saveInitiatives(
        c.house,
        q,
        [
          {
            ...entry,
            id: key,
            audienceBasis: 'editor',
            state: 'draft',
            origin: 'editor',
            organisationName: '',
            sources: [],
          },
        ],
        c.actor,
      );
      await appendFact(c.house, q, {
        kind: 'initiative.drafted',
        subject: `initiative:${key}`,
        actor: c.actor,
        handling: 'TLP:CLEAR',
      });
    });
    return redirect(`/portal/edit/${key}?saved=1`);
  },
});

/** Both kinds of events pages: a new one and one that is kept. */
function eventPage(c: AnyCall, key: string | undefined, values: Values, faults: Faults): Markup {
  const { language } = c;
  return page({
    ...c.view,
    narrow: true,
    title: key ? String(values.name ?? '') : say(words.newEvent, language),
    heading: key ? String(values.name ?? '') : say(words.newEvent, language),
    breadcrumb: [{ href: '/portal/edit', label: say(words.edit, language) }],
    alerts: c.url.searchParams.has('saved')
      ? banner({ language, tone: 'good', title: say(words.saved, language), live: true })
      : '',
    main: form.form({
      language,
      action: key ? `/portal/edit/events/${key}` : '/portal/edit/events/new',
      errors: errorsOf(language, faults),
      body: html`${eventFields(language, values, faults, true)}${buttons([button({ text: say(words.publish, language), name: 'state', value: 'published' }), button({ text: say(words.draft, language), kind: 'sub', name: 'state', value: 'draft' })])}`,
    }),
  });
}

async function keepEvent(
  c: Call<unknown, unknown, Record<string, unknown>>,
  key: string | undefined,
  organisationName: string,
): Promise<Response> {
  const { entry, faults } = readForm(EventEntry, c.form);
  if (!entry) return page422(eventPage(c, key, c.form, faults));
  const own = key ?? slugOf(entry.nameEn || entry.name, crypto.randomUUID());
  await c.as(async (q) => {
    if (entry.initiativeId && !(await isInitiative(q, entry.initiativeId)))
      throw new Refusal('improve.initiative-unknown', {}, 422);
    await saveEvent(
      c.house,
      q,
      { ...entry, id: own, state: c.form.state === 'draft' ? 'draft' : 'published', organisationName },
      c.actor,
    );
  });
  return redirect(`/portal/edit/events/${own}?saved=1`);
}

route({
  method: 'GET',
  path: '/portal/edit/events/new',
  permission: 'operator',
  handle: async (c) => eventPage(c, undefined, {}, {}),
});
route({
  method: 'POST',
  path: '/portal/edit/events/new',
  permission: 'operator',
  form: Form,
  handle: (c) => keepEvent(c, undefined, ''),
});

route({
  method: 'GET',
  path: '/portal/edit/events/:slug',
  permission: 'operator',
  params: Slug,
  async handle(c) {
    const event = await c.as((q) => findEditedEvent(q, c.params.slug));
    if (!event) throw new Refusal('improve.event-unknown', {}, 404);
    return eventPage(c, event.id, { ...event, startsAt: toLocal(event.startsAt), endsAt: toLocal(event.endsAt) }, {});
  },
});

route({
  method: 'POST',
  path: '/portal/edit/events/:slug',
  permission: 'operator',
  params: Slug,
  form: Form,
  async handle(c) {
    const event = await c.as((q) => findEditedEvent(q, c.params.slug));
    if (!event) throw new Refusal('improve.event-unknown', {}, 404);
    return keepEvent(c, event.id, event.organisationName);
  },
});

async function kept(c: Call<{ slug: string }, unknown, unknown>): Promise<Edited> {
  const found = await c.as((q) => findEdited(q, c.params.slug));
  if (!found) throw new Refusal('improve.initiative-unknown', {}, 404);
  return found;
}

route({
  method: 'GET',
  path: '/portal/edit/:slug',
  permission: 'operator',
  params: Slug,
  async handle(c) {
    const found = await kept(c);
    return initiativePage(c, found, { ...found }, {});
  },
});

route({
  method: 'POST',
  path: '/portal/edit/:slug',
  permission: 'operator',
  params: Slug,
  form: Form,
  async handle(c) {
    const found = await kept(c);
    const { entry, faults } = readForm(InitiativeEntry, c.form);
    if (!entry) return page422(await initiativePage(c, found, c.form, faults));
    await c.as(async (q) => {
      const region = entry.region === '' ? found.region : entry.region;
      await saveInitiatives(
        c.house,
        q,
        [
          {
            ...entry,
            region,
            id: found.id,
            audienceBasis: 'editor',
            state: found.state === 'published' ? 'published' : 'draft',
            origin: found.origin,
            organisationName: found.organisationName,
            sources: found.sources,
          },
        ],
        c.actor,
      );
      await appendFact(c.house, q, {
        kind: 'initiative.changed',
        subject: `initiative:${found.id}`,
        actor: c.actor,
        handling: 'TLP:CLEAR',
      });
    });
    return redirect(`/portal/edit/${found.id}?saved=1`);
  },
});

route({
  method: 'POST',
  path: '/portal/edit/:slug/state',
  permission: 'operator',
  params: Slug,
  form: z.object({ state: z.enum(['published', 'withdrawn']) }),
  async handle(c) {
    const found = await kept(c);
    await c.as((q) => setState(c.house, q, found.id, c.form.state, c.actor));
    return redirect(`/portal/edit/${found.id}?saved=1`);
  },
});

route({
  method: 'POST',
  path: '/portal/edit/:slug/contents',
  permission: 'operator',
  params: Slug,
  form: z.object({
    name: z.string().trim().min(1).max(200),
    url: webAddress.refine((url) => url !== '', 'https://…'),
    kind: z.enum(keysOf(contentKinds)),
    licence: z.enum(keysOf(licences)),
  }),
  async handle(c) {
    const found = await kept(c);
    await c.as((q) => addContent(c.house, q, found.id, c.form));
    return redirect(`/portal/edit/${found.id}?saved=1`);
  },
});

route({
  method: 'POST',
  path: '/portal/edit/:slug/contents/remove',
  permission: 'operator',
  params: Slug,
  form: z.object({ content: id }),
  async handle(c) {
    const found = await kept(c);
    await c.as((q) => removeContent(q, found.id, c.form.content));
    return redirect(`/portal/edit/${found.id}?saved=1`);
  },
});

route({
  method: 'POST',
  path: '/portal/edit/:slug/practices',
  permission: 'operator',
  params: Slug,
  form: z.object({
    title: z.string().trim().min(1).max(200),
    body: z.string().trim().min(1).max(4000),
    whose: z.string().trim().max(200).default(''),
  }),
  async handle(c) {
    const found = await kept(c);
    await c.as((q) => addPractice(c.house, q, found.id, c.form));
    return redirect(`/portal/edit/${found.id}?saved=1`);
  },
});
