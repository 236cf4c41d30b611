import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { attrs, html } from '#platform/html';
import { banner, button, chart, empty, facts, form, page, pager, restsOn, section } from '#platform/page';
import { type Call, navItem, route } from '#platform/web';
import { formatNumber, say } from '#platform/words';
import { nameOf, namesOf, textOf } from '../portal/frame.html.ts';
import { audiences, costs, keysOf, prefectures } from '../portal/vocabulary.ts';
import { calendarOf } from './calendar.ts';
import { cybersecurityMonth, dayStart, nextMonthYear } from './event.ts';
import { eventLines, statusChip, whenOf, whereOf } from './list.html.ts';
import { countEvents, countSpan, type EventConditions, findEvent, listEvents, type PublicEvent } from './store.ts';
import { words } from './words.ts';

for (const reader of ['public', 'member', 'operator'] as const)
  navItem({ href: '/events', label: words.events, for: reader, order: 42, group: 'improve' });

const PAGE = 40;
const day = z.string().regex(/^(19|20|21)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);

/** Conditions over events as they stand in the address; `month` is a year and stands for its Cybersecurity Month. */
export const EventQuery = z.object({
  month: z.coerce.number().int().min(2000).max(2100).optional(),
  from: day.optional(),
  to: day.optional(),
  prefecture: z.enum(['online', ...prefectures.keys()] as [string, ...string[]]).optional(),
  status: z.enum(['planned', 'held', 'cancelled']).optional(),
  audience: z.enum(keysOf(audiences)).optional(),
  after: z
    .string()
    .regex(/^[a-z0-9-]{1,80}$/)
    .optional(),
});
type EventQuery = z.infer<typeof EventQuery>;

function conditionsOf(query: EventQuery, now: Date | undefined): EventConditions {
  const month = query.month ? cybersecurityMonth(query.month) : undefined;
  const to = query.to ? new Date(dayStart(query.to).getTime() + 86_400_000) : undefined;
  return {
    from: month?.from ?? (query.from ? dayStart(query.from) : now),
    to: month?.to ?? to,
    prefecture: query.prefecture === 'online' ? undefined : query.prefecture,
    isOnline: query.prefecture === 'online' ? true : undefined,
    status: query.status,
    audience: query.audience,
  };
}

function address(path: string, query: EventQuery, change: Readonly<Record<string, string | undefined>> = {}): string {
  const kept = Object.entries({ ...query, ...change })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)]);
  return kept.length > 0 ? `${path}?${new URLSearchParams(kept)}` : path;
}

route({
  method: 'GET',
  path: '/events',
  permission: 'public',
  query: EventQuery,
  async handle(c) {
    const { language, query } = c;
    const asked = conditionsOf(query, c.now);
    const { events, count, span } = await c.as(async (q) => ({
      events: await listEvents(q, { ...asked, after: query.after, limit: PAGE + 1 }),
      count: await countEvents(q, asked),
      span: query.month ? await countSpan(q, asked.from ?? c.now, asked.to ?? c.now) : [],
    }));
    const shown = events.slice(0, PAGE);
    const sum = (fits: (row: (typeof span)[number]) => boolean) =>
      span.filter(fits).reduce((total, row) => total + row.count, 0);
    const heading = query.month
      ? say(words.month, language, { year: String(query.month) })
      : say(query.from || query.to ? words.headingAll : words.heading, language);
    const lead = query.month
      ? say(words.monthLead, language, {
          count: sum(() => true),
          held: sum((row) => row.status === 'held'),
          planned: sum((row) => row.status === 'planned'),
          cancelled: sum((row) => row.status === 'cancelled'),
          online: sum((row) => row.isOnline),
        })
      : say(words.lead, language, { count });
    const monthYear = nextMonthYear(c.now);
    const bars = [...prefectures]
      .map(([code, name]) => ({ code, name, value: sum((row) => row.prefecture === code) }))
      .filter((one) => one.value > 0)
      .sort((a, b) => b.value - a.value);
    const next = events.length > PAGE ? shown.at(-1)?.id : undefined;
    return page({
      ...c.view,
      title: heading,
      heading,
      lead,
      alternates: [
        { type: 'text/calendar', href: address('/events.ics', query), title: say(words.calendar, language) },
      ],
      actions: html`${query.month ? '' : button({ text: say(words.monthLink, language, { year: String(monthYear) }), href: `/events?month=${monthYear}`, kind: 'sub' })}<a href="${address('/events.ics', { ...query, after: undefined })}">${say(words.calendar, language)}</a>`,
      main: html`${form.filter({
        language,
        action: '/events',
        hidden: query.month ? { month: String(query.month) } : {},
        fields: html`${query.month ? '' : html`${form.date({ language, name: 'from', label: say(words.from, language), value: query.from })}${form.date({ language, name: 'to', label: say(words.to, language), value: query.to })}`}${form.select({ language, name: 'prefecture', label: say(words.prefecture, language), blank: say(words.all, language), value: query.prefecture, choices: [{ value: 'online', label: say(words.online, language) }, ...[...prefectures].map(([value, label]) => ({ value, label: say(label, language) }))] })}${form.select({ language, name: 'status', label: say(words.status, language), blank: say(words.all, language), value: query.status, choices: (['planned', 'held', 'cancelled'] as const).map((value) => ({ value, label: say(words[value], language) })) })}${form.select({ language, name: 'audience', label: say(words.audience, language), blank: say(words.all, language), value: query.audience, choices: keysOf(audiences).map((value) => ({ value, label: say(audiences[value], language) })) })}`,
        active: activeOf(c, query),
      })}${shown.length > 0 ? eventLines(language, shown) : empty({ title: say(words.none, language), body: say(words.noneHelp, language) })}${pager({ language, previous: query.after ? address('/events', query, { after: undefined }) : undefined, next: next ? address('/events', query, { after: next }) : undefined, ...(query.month ? {} : {}) })}${
        bars.length > 0
          ? section({
              heading: say(words.byPrefecture, language),
              body: html`${chart.bars({ language, caption: heading, columns: [say(words.prefecture, language), say(words.count, language)], items: bars.map((one) => ({ label: say(one.name, language), value: one.value, href: address('/events', query, { prefecture: one.code }) })) })}${restsOn({ language, text: say(words.byPrefectureRests, language) })}`,
            })
          : ''
      }<p class="row no-print"><a href="${address('/events.csv', query)}">${say(words.openData, language, { kind: 'CSV' })}</a><a href="${address('/api/v1/events', { ...query, after: undefined })}">${say(words.openData, language, { kind: 'JSON' })}</a>${query.month || query.from ? '' : html`<a href="/events?from=2000-01-01">${say(words.past, language)}</a>`}<a href="/events/propose">${say(words.propose, language)}</a></p>`,
    });
  },
});

function activeOf(c: Call<unknown, EventQuery, unknown>, query: EventQuery): { label: string; without: string }[] {
  const { language } = c;
  const known = query.prefecture ? prefectures.get(query.prefecture) : undefined;
  const labels: readonly (readonly [keyof EventQuery, string | undefined])[] = [
    ['from', query.from && `${say(words.from, language)} ${query.from}`],
    ['to', query.to && `${say(words.to, language)} ${query.to}`],
    ['prefecture', query.prefecture && (known ? say(known, language) : say(words.online, language))],
    ['status', query.status && say(words[query.status], language)],
    ['audience', query.audience && say(audiences[query.audience], language)],
  ];
  return labels.flatMap(([name, label]) =>
    label ? [{ label, without: address('/events', query, { [name]: undefined, after: undefined }) }] : [],
  );
}

/** Most events in one file. */
const MOST = 5000;

route({
  method: 'GET',
  path: '/events.ics',
  permission: 'public',
  query: EventQuery,
  async handle(c) {
    // A calendar keeps what is past for a while, so that what was cancelled lately is heard of.
    const asked = conditionsOf(c.query, new Date(c.now.getTime() - 90 * 86_400_000));
    const events = await c.as((q) => listEvents(q, { ...asked, limit: MOST }));
    return calendar(c, events, `${say(words.events, c.language)}｜${c.view.hubName}`);
  },
});

function calendar(c: Call<unknown, unknown, unknown>, events: readonly PublicEvent[], name: string): Response {
  return new Response(calendarOf(events, { name, url: c.house.url }), {
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'inline; filename="events.ics"',
      'cache-control': 'public, max-age=600',
      'access-control-allow-origin': '*',
    },
  });
}

const Slug = z.object({ slug: z.string().regex(/^[a-z0-9-]{1,80}$/) });

route({
  method: 'GET',
  path: '/events/:slug',
  permission: 'public',
  params: Slug,
  async handle(c) {
    const { language } = c;
    const event = await c.as((q) => findEvent(q, c.params.slug));
    if (!event) throw new Refusal('improve.event-unknown', {}, 404);
    const attended =
      event.attended === null
        ? say(event.status === 'planned' ? words.attendedNotYet : words.attendedUnknown, language)
        : formatNumber(event.attended, language);
    return page({
      ...c.view,
      title: event.name,
      breadcrumb: [{ href: '/events', label: say(words.events, language) }],
      heading: nameOf(language, event),
      kicker: html`${statusChip(language, event.status)} <span lang="ja">${event.operator}</span>`,
      alerts:
        event.status === 'cancelled'
          ? banner({ language, tone: 'warn', title: say(words.cancelledNote, language) })
          : '',
      actions: html`${event.url === '' ? '' : button({ text: say(words.site, language), href: event.url })}<a href="/events/${event.id}/event.ics">${say(words.toCalendar, language)}</a>`,
      main: html`${facts({
        language,
        facts: [
          { name: say(words.when, language), value: whenOf(language, event) },
          { name: say(words.where, language), value: whereOf(language, event) },
          {
            name: say(words.audience, language),
            value:
              event.audiences.length === 0 ? say(words.all, language) : namesOf(language, event.audiences, audiences),
          },
          { name: say(words.cost, language), value: say(costs[event.cost], language) },
          { name: say(words.attended, language), value: attended },
          ...(event.initiativeId && event.initiativeName
            ? [
                {
                  name: say(words.ofInitiative, language),
                  value: html`<a${attrs({ href: `/initiatives/${event.initiativeId}` })}>${textOf(language, event.initiativeName, '')}</a>`,
                },
              ]
            : []),
        ],
      })}${event.what === '' ? '' : section({ heading: say(words.what, language), body: html`<div class="prose"><p>${textOf(language, event.what, '')}</p></div>` })}`,
    });
  },
});

route({
  method: 'GET',
  path: '/events/:slug/event.ics',
  permission: 'public',
  params: Slug,
  async handle(c) {
    const event = await c.as((q) => findEvent(q, c.params.slug));
    if (!event) throw new Refusal('improve.event-unknown', {}, 404);
    return calendar(c, [event], event.name);
  },
});
