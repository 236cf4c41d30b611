import { z } from 'zod';
import { html } from '#platform/html';
import { banner, button, empty, form, page, pager, postButton, section, table } from '#platform/page';
import { id, pageKey, redirect, route } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { seenThings } from '../asset/content.ts';
import {
  listSuggestions,
  refuseSuggestion,
  reopenSuggestion,
  type Suggestion,
  takeSuggestion,
} from '../asset/suggestion.ts';
import { Organisation } from '../task/mine.ts';
import { acting, baseOf } from './acting.ts';
import { words } from './import-words.ts';
import { words as assetWords } from './words.ts';

const One = Organisation.extend({ suggestion: id });
const PAGE = 20;

const thingName = (seenAs: string, language: Language) => {
  const thing = seenThings().find((one) => one.id === seenAs);
  return thing ? say(thing.title, language) : seenAs;
};

function seenOn(one: Suggestion, language: Language): string {
  const [first, last] = [formatDate(one.firstSeenAt, language), formatDate(one.lastSeenAt, language)];
  return first === last ? first : say(words.seenSince, language, { first, last });
}

route({
  method: 'GET',
  path: '/inventory/:organisation/seen',
  permission: 'member',
  params: Organisation,
  query: z.object({ after: pageKey.optional(), done: z.enum(['no', 'undo']).optional() }),
  async handle(c) {
    const { language } = c;
    const [at, last] = c.query.after?.split('_') ?? [];
    const { open, noted } = await acting(c, async ({ q, organisation }) => ({
      open: await listSuggestions(q, organisation, 'open', at && last ? { at, id: last } : undefined, PAGE + 1),
      noted: await listSuggestions(q, organisation, 'not-ours', undefined, 100),
    }));
    const base = `/inventory/${c.params.organisation}`;
    const end = open.length > PAGE ? open[PAGE - 1] : undefined;
    const ask = (one: Suggestion) =>
      section({
        heading: say(words.seenAsk, language, { place: one.place, thing: thingName(one.seenAs, language) }),
        note: seenOn(one, language),
        body: html`<div class="row">${postButton({ action: `${base}/seen/${one.id}/yes`, text: say(words.yes, language), kind: 'sub', label: `${say(words.yes, language)} ${one.place} ${thingName(one.seenAs, language)}` })}</div>${form.form(
          {
            language,
            action: `${base}/seen/${one.id}/no`,
            body: html`${form.text({ language, name: 'note', id: `note-${one.id}`, label: say(words.noNote, language), width: 'medium', maxlength: 400 })}${button({ text: say(words.no, language), kind: 'sub', label: `${say(words.no, language)} ${one.place} ${thingName(one.seenAs, language)}` })}`,
          },
        )}`,
      });
    return page({
      ...c.view,
      title: say(words.seenTitle, language),
      heading: say(words.seenTitle, language),
      lead: say(words.seenLead, language),
      kicker: baseOf(c).kicker,
      breadcrumb: [{ href: base, label: say(assetWords.nav, language) }],
      ...(c.query.done === 'no'
        ? { alerts: banner({ language, tone: 'good', live: true, title: say(words.seenNo, language) }) }
        : {}),
      main: html`${open.length === 0 ? empty({ title: say(words.seenNone, language), body: say(words.seenNoneBody, language) }) : open.slice(0, PAGE).map(ask)}${pager({ language, next: end && `${base}/seen?after=${end.lastSeenAt.toISOString()}_${end.id}` })}${
        noted.length > 0
          ? section({
              heading: say(words.notedTitle, language),
              body: table({
                language,
                caption: say(words.notedTitle, language),
                hideCaption: true,
                phone: 'cards',
                rows: noted,
                columns: [
                  {
                    key: 'place',
                    label: say(assetWords.where, language),
                    header: true,
                    cell: ({ place }) => html`<code>${place}</code>`,
                  },
                  {
                    key: 'thing',
                    label: say(assetWords.kind, language),
                    cell: ({ seenAs }) => thingName(seenAs, language),
                  },
                  { key: 'note', label: say(words.noNote, language) },
                  {
                    key: 'undo',
                    label: say(words.undo, language),
                    cell: (one) =>
                      postButton({
                        action: `${base}/seen/${one.id}/undo`,
                        text: say(words.undo, language),
                        kind: 'plain',
                        small: true,
                        label: `${say(words.undo, language)} ${one.place}`,
                      }),
                  },
                ],
              }),
            })
          : ''
      }`,
    });
  },
});

route({
  method: 'POST',
  path: '/inventory/:organisation/seen/:suggestion/yes',
  permission: 'member',
  params: One,
  async handle(c) {
    const { asset } = await acting(c, (act) =>
      takeSuggestion(act, c.params.suggestion, (thing) => thingName(thing, c.language)),
    );
    return redirect(`/inventory/${c.params.organisation}/of/${asset}?done=added`);
  },
});

route({
  method: 'POST',
  path: '/inventory/:organisation/seen/:suggestion/no',
  permission: 'member',
  params: One,
  form: z.object({ note: z.string().trim().max(400).default('') }),
  async handle(c) {
    await acting(c, (act) => refuseSuggestion(act, c.params.suggestion, c.form.note));
    return redirect(`/inventory/${c.params.organisation}/seen?done=no`);
  },
});

route({
  method: 'POST',
  path: '/inventory/:organisation/seen/:suggestion/undo',
  permission: 'member',
  params: One,
  async handle(c) {
    await acting(c, (act) => reopenSuggestion(act, c.params.suggestion));
    return redirect(`/inventory/${c.params.organisation}/seen?done=undo`);
  },
});
