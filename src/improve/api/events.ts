import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { type Call, route } from '#platform/web';
import { cybersecurityMonth, dayStart } from '../portal-events/event.ts';
import { EventQuery } from '../portal-events/page.ts';
import { findEvent, listEvents, type PublicEvent } from '../portal-events/store.ts';
import { jsonAnswer, listAnswer, Paging } from './answer.ts';
import { ApiEvent, EventPage } from './shape.ts';

function outside(base: string, row: PublicEvent): ApiEvent {
  return {
    id: row.id,
    url: `${base}/events/${row.id}`,
    name: { ja: row.name, en: row.nameEn },
    operator: row.operator,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    status: row.status,
    isOnline: row.isOnline,
    prefecture: row.prefecture,
    place: row.place,
    audiences: [...row.audiences],
    cost: row.cost,
    what: row.what,
    site: row.url,
    attended: row.attended,
    initiative: row.initiativeId,
    changedAt: row.changedAt.toISOString(),
  };
}

const Query = EventQuery.omit({ after: true }).extend(Paging);
type Query = z.infer<typeof Query>;

async function list(c: Call<unknown, Query, unknown>, format: 'json' | 'csv'): Promise<Response> {
  const { query } = c;
  const month = query.month ? cybersecurityMonth(query.month) : undefined;
  const rows = await c.as((q) =>
    listEvents(q, {
      from: month?.from ?? (query.from ? dayStart(query.from) : undefined),
      to: month?.to ?? (query.to ? new Date(dayStart(query.to).getTime() + 86_400_000) : undefined),
      prefecture: query.prefecture === 'online' ? undefined : query.prefecture,
      isOnline: query.prefecture === 'online' ? true : undefined,
      status: query.status,
      audience: query.audience,
      after: query.after,
      limit: query.limit + 1,
    }),
  );
  return listAnswer(c.request, c.url, {
    name: 'events',
    format,
    limit: query.limit,
    rows: rows.map((row) => outside(c.house.url, row)),
    shape: ApiEvent,
  });
}

route({
  method: 'GET',
  path: '/api/v1/events',
  permission: 'public',
  summary: 'Events by their beginning; month is the year of a Cybersecurity Month (1 February to 18 March)',
  query: Query,
  answers: EventPage,
  handle: (c) => list(c, c.query.format),
});

/** The same as a file for spreadsheets, under the address the page names. */
route({ method: 'GET', path: '/events.csv', permission: 'public', query: Query, handle: (c) => list(c, 'csv') });

route({
  method: 'GET',
  path: '/api/v1/events/:slug',
  permission: 'public',
  summary: 'One event of the portal',
  params: z.object({ slug: z.string().regex(/^[a-z0-9-]{1,80}$/) }),
  answers: ApiEvent,
  async handle(c) {
    const row = await c.as((q) => findEvent(q, c.params.slug));
    if (!row) throw new Refusal('improve.event-unknown', {}, 404);
    return jsonAnswer(c.request, outside(c.house.url, row));
  },
});
