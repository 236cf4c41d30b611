/** Events: what everybody reads, and what editors write. */

import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { type Audience, type Cost, prefectures } from '../portal/vocabulary.ts';
import { type Entry, putEntries, removeEntries } from '../search/entry.ts';
import type { EventEntry } from './event.ts';

const sql = loadSql(import.meta.url);

/** A published event. */
export interface PublicEvent {
  readonly id: string;
  readonly initiativeId: string | null;
  readonly name: string;
  readonly nameEn: string;
  readonly operator: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly status: 'planned' | 'held' | 'cancelled';
  readonly isOnline: boolean;
  readonly prefecture: string;
  readonly place: string;
  readonly audiences: readonly Audience[];
  readonly cost: Cost;
  readonly what: string;
  readonly url: string;
  readonly attended: number | null;
  readonly sequence: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** Conditions over events; what is left out does not matter. */
export interface EventConditions {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly prefecture?: string | undefined;
  readonly isOnline?: boolean | undefined;
  readonly status?: string | undefined;
  readonly audience?: string | undefined;
  readonly initiative?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

const parameters = (asked: EventConditions) => ({
  fromAt: asked.from ?? null,
  toAt: asked.to ?? null,
  prefecture: asked.prefecture ?? null,
  isOnline: asked.isOnline ?? null,
  status: asked.status ?? null,
  audience: asked.audience ?? null,
  initiative: asked.initiative ?? null,
});

/** Published events by their beginning. */
export function listEvents(q: Queries, asked: EventConditions): Promise<PublicEvent[]> {
  return q.rows<PublicEvent>(sql('list'), {
    ...parameters(asked),
    after: asked.after ?? null,
    limit: asked.limit ?? 100,
  });
}

/** How many match. */
export async function countEvents(q: Queries, asked: EventConditions): Promise<number> {
  return (await q.one<{ count: number }>(sql('count'), parameters(asked)))?.count ?? 0;
}

/** One published event. */
export function findEvent(
  q: Queries,
  id: string,
): Promise<(PublicEvent & { readonly initiativeName: string | null }) | undefined> {
  return q.one(sql('one'), { id });
}

/** Numbers of a span: by status, online and prefecture. */
export function countSpan(
  q: Queries,
  from: Date,
  to: Date,
): Promise<
  {
    readonly status: PublicEvent['status'];
    readonly isOnline: boolean;
    readonly prefecture: string;
    readonly count: number;
  }[]
> {
  return q.rows(sql('span'), { fromAt: from, toAt: to });
}

/** Writes an event; a change raises its sequence, so that calendars take the new one. */
export async function saveEvent(
  house: House,
  q: Queries,
  event: EventEntry & { readonly id: string; readonly state: 'draft' | 'published'; readonly organisationName: string },
  actor: string,
): Promise<void> {
  await q.run(sql('save'), { ...event, now: house.clock(), actor });
  const entries = await eventEntries(q, [event.id]);
  await putEntries(q, entries);
  if (entries.length === 0) await removeEntries(q, [`event:${event.id}`]);
  await appendFact(house, q, {
    kind: event.state === 'published' ? 'event.published' : 'event.drafted',
    subject: `event:${event.id}`,
    actor,
    handling: 'TLP:CLEAR',
    data: { status: event.status },
  });
}

/** Whether an initiative of this id is known, so that an event may belong to it. */
export async function isInitiative(q: Queries, id: string): Promise<boolean> {
  return (await q.one(sql('initiative_there'), { id })) !== undefined;
}

/** One event in whatever state. */
export function findEditedEvent(
  q: Queries,
  id: string,
): Promise<(PublicEvent & { readonly state: 'draft' | 'published'; readonly organisationName: string }) | undefined> {
  return q.one(sql('edited'), { id });
}

/** The latest hundred, for editors. */
export function listEditedEvents(
  q: Queries,
): Promise<Pick<PublicEvent, 'id' | 'name' | 'operator' | 'startsAt' | 'status'>[]> {
  return q.rows(sql('newest'));
}

/** What is searched of the published events; all of them when none is named. */
export async function eventEntries(q: Queries, ids: readonly string[] | null): Promise<Entry[]> {
  const rows = await q.rows<
    Pick<PublicEvent, 'id' | 'name' | 'nameEn' | 'operator' | 'prefecture' | 'place' | 'isOnline' | 'what'>
  >(sql('entries'), { ids });
  return rows.map((row) => ({
    id: `event:${row.id}`,
    kind: 'event',
    href: `/events/${row.id}`,
    title: row.name,
    titleEn: row.nameEn,
    body: [
      row.what,
      row.operator,
      prefectures.get(row.prefecture)?.ja ?? '',
      row.place,
      row.isOnline ? 'オンライン online' : '',
    ]
      .filter((part) => part !== '')
      .join('\n'),
  }));
}
