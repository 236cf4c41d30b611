import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { attrs, html, join, type Part } from '#platform/html';
import { banner, button, facts, page, printButton, section, table } from '#platform/page';
import { id, route } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { eventLines } from '../portal-events/list.html.ts';
import { listEvents } from '../portal-events/store.ts';
import { nameOf, namesOf, reachable, regionOf, sectorChip, textOf } from './frame.html.ts';
import { countTaken, findContent, findInitiative, type Initiative, readAround } from './store.ts';
import { audiences, contentKinds, costs, documents, licences, methods } from './vocabulary.ts';
import { words } from './words.ts';

const Slug = z.object({ slug: z.string().regex(/^[a-z0-9-]{1,80}$/) });

route({
  method: 'GET',
  path: '/initiatives/:slug',
  permission: 'public',
  params: Slug,
  async handle(c) {
    const { language } = c;
    const found = await c.as(async (q) => {
      const initiative = await findInitiative(q, c.params.slug);
      if (!initiative) return undefined;
      return {
        initiative,
        ...(await readAround(q, initiative.id)),
        events: await listEvents(q, { initiative: initiative.id, limit: 20 }),
      };
    });
    if (!found) throw new Refusal('improve.initiative-unknown', {}, 404);
    const { initiative, contents, practices, events } = found;
    const isBroken = initiative.linkState === 'broken';
    return page({
      ...c.view,
      title: initiative.name,
      breadcrumb: [{ href: '/map', label: say(words.nav, language) }],
      heading: nameOf(language, initiative),
      kicker: html`${sectorChip(language, initiative.sector)} <span lang="ja">${initiative.operators.join('、')}</span>`,
      description: initiative.what.slice(0, 150),
      alerts: isBroken
        ? banner({
            language,
            tone: 'warn',
            title: say(words.linkBroken, language, {
              date: formatDate(initiative.linkBrokenSince ?? initiative.changedAt, language),
              reason: initiative.linkReason,
            }),
          })
        : '',
      actions: html`${initiative.url !== '' && !isBroken ? button({ text: say(words.site, language), href: initiative.url }) : ''}${printButton({ language })}`,
      main: html`${
        initiative.what === ''
          ? ''
          : section({
              heading: say(words.what, language),
              body: html`<div class="prose"><p>${textOf(language, initiative.what, initiative.whatEn)}</p></div>`,
            })
      }${facts({
        language,
        facts: [
          { name: say(words.audience, language), value: namesOf(language, initiative.audiences, audiences) },
          { name: say(words.method, language), value: namesOf(language, initiative.methods, methods) },
          { name: say(words.region, language), value: regionOf(language, initiative) },
          {
            name: say(words.cost, language),
            value: html`${say(costs[initiative.cost], language)}${initiative.costNote === '' ? '' : html` <small>${textOf(language, initiative.costNote, '')}</small>`}`,
          },
          {
            name: say(words.howToJoin, language),
            value:
              initiative.howToJoin === ''
                ? say(words.howUnknown, language)
                : html`<span lang="ja">${reachable(initiative.howToJoin)}</span>`,
          },
        ],
      })}${
        contents.length === 0
          ? ''
          : section({
              heading: say(words.contents, language),
              body: table({
                language,
                caption: say(words.contents, language),
                hideCaption: true,
                phone: 'cards',
                rows: contents,
                columns: [
                  {
                    key: 'name',
                    label: say(words.name, language),
                    header: true,
                    cell: (row) =>
                      html`<a${attrs({ href: `/contents/${row.id}/open`, rel: 'nofollow' })}>${row.name}</a>`,
                  },
                  {
                    key: 'kind',
                    label: say(words.kind, language),
                    cell: (row) => say(contentKinds[row.kind], language),
                  },
                  {
                    key: 'licence',
                    label: say(words.licence, language),
                    cell: (row) => say(licences[row.licence], language),
                  },
                  { key: 'taken', label: say(words.taken, language), numeric: true },
                ],
              }),
            })
      }${
        events.length === 0
          ? ''
          : section({ heading: say(words.eventsOf, language), body: eventLines(language, events) })
      }${
        practices.length === 0
          ? ''
          : section({
              heading: say(words.practices, language),
              body: html`${practices.map((one) => html`<div class="prose"><h3>${one.title}</h3><p>${one.body}</p>${one.whose === '' ? '' : html`<p class="note">${one.whose}</p>`}</div>`)}`,
            })
      }<p class="rests"><b>${say(words.basis, language)}</b> ${basisOf(language, initiative)}</p>`,
    });
  },
});

function basisOf(language: Language, initiative: Initiative): Part {
  const says = { text: words.basisText, reading: words.basisReading, editor: words.basisEditor }[
    initiative.audienceBasis
  ];
  const comma = language === 'en' ? ', ' : '、';
  const printed = [...Map.groupBy(initiative.sources, ({ document }) => document)].map(([document, cited]) =>
    say(words.printedIn, language, {
      document: say(documents.get(document) ?? { ja: document, en: document }, language),
      lines: [...new Set(cited.map(({ lines: [from, to] }) => (from === to ? `${from}` : `${from}–${to}`)))].join(
        comma,
      ),
    }),
  );
  const checked = initiative.linkCheckedAt
    ? say(words.linkChecked, language, { date: formatDate(initiative.linkCheckedAt, language) })
    : say(words.linkUnchecked, language);
  return join(
    [
      say(says, language),
      ...(printed.length > 0
        ? [`${printed.join(language === 'en' ? '; ' : '、')}${language === 'en' ? '.' : '。'}`]
        : []),
      ...(initiative.url === ''
        ? []
        : [initiative.origin === 'document' ? say(words.linkOld, language, { checked }) : checked]),
      `${say(words.changed, language)} ${formatDate(initiative.changedAt, language)}`,
    ],
    ' ',
  );
}

/** Who opened what today: the same address counts once in an hour and process, so that a reload is no second reader. */
const seen = new Map<string, number>();
const HOUR = 3_600_000;

function isFirst(address: string, content: string, now: number): boolean {
  const key = createHash('sha256').update(`${address} ${content}`).digest('base64url').slice(0, 16);
  const last = seen.get(key);
  if (seen.size > 20_000) seen.clear();
  if (last !== undefined && now - last < HOUR) return false;
  seen.set(key, now);
  return true;
}

route({
  method: 'GET',
  path: '/contents/:id/open',
  permission: 'public',
  params: z.object({ id }),
  async handle(c) {
    const content = await c.as((q) => findContent(q, c.params.id));
    if (!content) throw new Refusal('improve.content-unknown', {}, 404);
    // A machine that looks ahead is no reader. The address was published by an editor; it is not the caller's.
    const isReader =
      !/bot|crawl|spider|preview/i.test(c.request.headers.get('user-agent') ?? '') &&
      c.request.headers.get('sec-purpose') === null;
    if (isReader && isFirst(c.address, content.id, c.now.getTime())) await c.asWorker((q) => countTaken(q, content.id));
    return new Response(null, { status: 302, headers: { location: content.url, 'x-robots-tag': 'noindex' } });
  },
});
