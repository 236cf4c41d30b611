/** What editors and proposers write. Place on the map and entry in the search are written in the same transaction. */

import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import type { Content, Initiative } from '../portal/store.ts';
import { audiences, methods, prefectures } from '../portal/vocabulary.ts';
import { type Entry, putEntries, removeEntries } from '../search/entry.ts';
import type { InitiativeEntry } from './entry.ts';

const sql = loadSql(import.meta.url);

/** An initiative as editors see it. */
export interface Edited extends Initiative {
  readonly state: 'draft' | 'published' | 'withdrawn';
  readonly organisationName: string;
}

/** An initiative to be kept. */
export interface Kept extends InitiativeEntry {
  readonly id: string;
  readonly audienceBasis: 'text' | 'reading' | 'editor';
  readonly state: 'draft' | 'published';
  readonly origin: 'document' | 'proposal' | 'editor';
  readonly organisationName: string;
  readonly sources: readonly unknown[];
}

/** Writes initiatives, places them on the map and into the search. */
export async function saveInitiatives(
  house: Pick<House, 'clock'>,
  q: Queries,
  all: readonly Kept[],
  actor: string,
): Promise<void> {
  for (const one of all)
    await q.run(sql('save'), { ...one, sources: JSON.stringify(one.sources), now: house.clock(), actor });
  await settle(
    q,
    all.map(({ id }) => id),
  );
}

/** Map and search again from what is published now. */
async function settle(q: Queries, ids: readonly string[]): Promise<void> {
  await q.run(sql('unplace'), { ids });
  await q.run(sql('place'), { ids });
  await q.run(sql('recount'));
  await q.run(sql('uncount'));
  const entries = await initiativeEntries(q, ids);
  const there = new Set(entries.map(({ id }) => id));
  await putEntries(q, entries);
  await removeEntries(
    q,
    ids.map((id) => `initiative:${id}`).filter((id) => !there.has(id)),
  );
}

/** What is searched of the published initiatives; all of them when none is named. */
export async function initiativeEntries(q: Queries, ids: readonly string[] | null): Promise<Entry[]> {
  const rows = await q.rows<InitiativeEntry & { readonly id: string; readonly contents: string }>(sql('entries'), {
    ids,
  });
  return rows.map((row) => ({
    id: `initiative:${row.id}`,
    kind: 'initiative',
    href: `/initiatives/${row.id}`,
    title: row.name,
    titleEn: row.nameEn,
    body: [
      row.what,
      row.whatEn,
      row.operators.join('、'),
      row.howToJoin,
      row.contents,
      row.audiences.map((key) => audiences[key].ja).join('、'),
      row.methods.map((key) => methods[key].ja).join('、'),
      row.region === 'nationwide' ? '全国' : row.region,
      row.prefectures.map((code) => prefectures.get(code)?.ja ?? '').join('、'),
      row.audiences.map((key) => audiences[key].en).join(', '),
    ]
      .filter((part) => part !== '')
      .join('\n'),
  }));
}

/** Publishes or withdraws; false when it stood so already. */
export async function setState(
  house: House,
  q: Queries,
  id: string,
  state: 'published' | 'withdrawn',
  actor: string,
): Promise<boolean> {
  if ((await q.run(sql('state'), { id, state, now: house.clock(), actor })) === 0) return false;
  await settle(q, [id]);
  await appendFact(house, q, {
    kind: state === 'published' ? 'initiative.published' : 'initiative.withdrawn',
    subject: `initiative:${id}`,
    actor,
    handling: 'TLP:CLEAR',
  });
  return true;
}

/** One initiative in whatever state. */
export function findEdited(q: Queries, id: string): Promise<Edited | undefined> {
  return q.one<Edited>(sql('one'), { id });
}

/** Initiatives that came from the documents, with who changed them last. */
export function listFromDocuments(q: Queries): Promise<{ readonly id: string; readonly changedBy: string }[]> {
  return q.rows(sql('there'));
}

/** A line of the editors' list. */
export type EditedLine = Pick<
  Edited,
  'id' | 'name' | 'operators' | 'state' | 'origin' | 'linkState' | 'linkBrokenSince' | 'audienceBasis' | 'changedAt'
>;

/** The editors' list by name; `only` names a state, `broken` or `reading`. */
export function listEdited(
  q: Queries,
  only: string | null,
  after: string | null,
  limit: number,
): Promise<EditedLine[]> {
  return q.rows<EditedLine>(sql('list'), { only, after, limit });
}

/** What waits for editors, in numbers. */
export async function countEdited(q: Queries): Promise<{
  readonly published: number;
  readonly drafts: number;
  readonly withdrawn: number;
  readonly broken: number;
  readonly reading: number;
  readonly checkedAt: Date | null;
}> {
  return (
    (await q.one(sql('counts'))) ?? { published: 0, drafts: 0, withdrawn: 0, broken: 0, reading: 0, checkedAt: null }
  );
}

/** Adds something to take along, and finds the initiative by it too. */
export async function addContent(
  house: House,
  q: Queries,
  initiative: string,
  content: Pick<Content, 'name' | 'kind' | 'licence' | 'url'>,
): Promise<void> {
  await q.run(sql('add_content'), { initiative, ...content, now: house.clock() });
  await settle(q, [initiative]);
}

/** Takes a content away. */
export async function removeContent(q: Queries, initiative: string, content: string): Promise<void> {
  await q.run(sql('remove_content'), { initiative, content });
  await settle(q, [initiative]);
}

/** Adds how somebody used it. */
export async function addPractice(
  house: House,
  q: Queries,
  initiative: string,
  practice: { readonly title: string; readonly body: string; readonly whose: string },
): Promise<void> {
  await q.run(sql('add_practice'), { initiative, ...practice, now: house.clock() });
}

/** Contents and practices of an initiative in whatever state. */
export async function readParts(
  q: Queries,
  id: string,
): Promise<{
  readonly contents: readonly Content[];
  readonly practices: readonly {
    readonly id: string;
    readonly title: string;
    readonly body: string;
    readonly whose: string;
  }[];
}> {
  return {
    contents: await q.rows<Content>(sql('contents'), { id }),
    practices: await q.rows(sql('practices'), { id }),
  };
}

/** What an organisation proposes. */
export interface Proposal {
  readonly id: string;
  readonly organisationId: string;
  readonly kind: 'initiative' | 'event';
  readonly content: Readonly<Record<string, unknown>>;
  readonly state: 'waiting' | 'published' | 'refused';
  readonly answer: string;
  readonly publishedAs: string;
  readonly proposedAt: Date;
  readonly decidedAt: Date | null;
}

/** Most proposals of one organisation that may wait at once. */
export const MOST_WAITING = 20;

/** Keeps a proposal; false when too many wait already. */
export async function propose(
  house: House,
  q: Queries,
  proposal: {
    readonly organisation: string;
    readonly kind: Proposal['kind'];
    readonly content: object;
    readonly person: string;
  },
): Promise<boolean> {
  const waiting = await q.one<{ count: number }>(sql('waiting_of'), { organisation: proposal.organisation });
  if ((waiting?.count ?? 0) >= MOST_WAITING) return false;
  await q.run(sql('propose'), { ...proposal, content: JSON.stringify(proposal.content), now: house.clock() });
  await appendFact(house, q, {
    kind: 'proposal.made',
    subject: `organisation:${proposal.organisation}`,
    organisationId: proposal.organisation,
    actor: proposal.person,
    data: { kind: proposal.kind },
  });
  return true;
}

/** Proposals of these organisations, newest first. */
export function listMine(q: Queries, organisations: readonly string[]): Promise<Proposal[]> {
  return q.rows<Proposal>(sql('mine'), { organisations });
}

/** Proposals nobody has decided, oldest first. */
export function listWaiting(q: Queries): Promise<Proposal[]> {
  return q.rows<Proposal>(sql('waiting'));
}

/** One proposal, held until the transaction ends. */
export function holdProposal(q: Queries, id: string): Promise<Proposal | undefined> {
  return q.one<Proposal>(sql('proposal'), { id });
}

/** Says what became of a proposal. */
export async function decideProposal(
  house: House,
  q: Queries,
  proposal: Proposal,
  decision: {
    readonly state: 'published' | 'refused';
    readonly answer: string;
    readonly publishedAs: string;
    readonly actor: string;
  },
): Promise<void> {
  await q.run(sql('decide'), { id: proposal.id, ...decision, now: house.clock() });
  await appendFact(house, q, {
    kind: decision.state === 'published' ? 'proposal.published' : 'proposal.refused',
    subject: `proposal:${proposal.id}`,
    organisationId: proposal.organisationId,
    actor: decision.actor,
    data: { kind: proposal.kind, publishedAs: decision.publishedAs, answer: decision.answer },
  });
}
