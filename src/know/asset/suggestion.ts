/**
 * What the loop saw on an organisation's own addresses and nobody has listed: "is it yours?". The findings belong to a room below
 * this one; their facts say enough (organisation, kind, address), so they are read where all facts stand.
 */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { appendFact, onFact } from '#platform/facts';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { readDomain } from '../register/rows.ts';
import { hostOf, isCovered, withParents } from './claims.ts';
import { seenBy, seenThings } from './content.ts';
import { type Act, addAssets, claimListed, type ListedAsset } from './store.ts';

const sql = loadSql(import.meta.url);
const CHUNK = 5000;
/** How far before the report's own fact those of its findings may stand; only so that a wrong count cannot read the whole table. */
const REACH = 5_000_000;

/** Something seen that may be an asset. */
export interface Suggestion {
  readonly id: string;
  readonly seenAs: string;
  readonly place: string;
  readonly shownBy: readonly string[];
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly state: 'open' | 'taken' | 'not-ours';
  readonly note: string;
  readonly assetId: string | null;
  readonly decidedAt: Date | null;
}

interface Opened {
  readonly id: number;
  readonly at: Date;
  readonly organisationId: string;
  readonly kind: string;
  readonly asset: string;
}

/** After each applied report: what its new findings show on proven addresses becomes a suggestion. May run twice. */
export const suggestAssets = job({
  name: 'know.suggest-assets',
  schema: z.object({ subject: z.string().startsWith('batch:') }),
  async handle(house, { subject }) {
    const worker = { kind: 'worker' } as const;
    const applied = await house.db.as(worker, (q) =>
      q.one<{ id: number; data: { opened?: number } }>(sql('applied'), { subject }),
    );
    let left = applied?.data.opened ?? 0;
    let before = applied?.id ?? 0;
    while (left > 0) {
      const read = await house.db.as(worker, async (q) => {
        const opened = await q.rows<Opened>(sql('opened'), {
          before,
          floor: (applied?.id ?? 0) - REACH,
          batch: subject.slice('batch:'.length),
          limit: Math.min(left, CHUNK),
        });
        await suggest(q, opened, house.clock());
        return opened;
      });
      left -= read.length;
      before = read.at(-1)?.id ?? 0;
      if (read.length === 0) return;
    }
  },
});
onFact('batch.applied', suggestAssets);

async function suggest(q: Queries, opened: readonly Opened[], now: Date): Promise<void> {
  const seen = opened.flatMap((one) => {
    const thing = seenBy(one.kind);
    return thing ? [{ ...one, thing: thing.id, place: placeOf(one.asset) }] : [];
  });
  if (seen.length === 0) return;
  const proven = Map.groupBy(
    await q.rows<{ organisationId: string; kind: string; value: string }>(sql('proven_of'), {
      organisations: [...new Set(seen.map(({ organisationId }) => organisationId))],
    }),
    ({ organisationId }) => organisationId,
  );
  const own = seen.filter(({ organisationId, place }) => isOwn(place, proven.get(organisationId) ?? []));
  if (own.length === 0) return;
  await q.run(sql('suggest'), {
    organisations: own.map(({ organisationId }) => organisationId),
    places: own.map(({ place }) => place),
    seen: own.map(({ thing }) => thing),
    kinds: own.map(({ kind }) => kind),
    ats: own.map(({ at }) => at),
    now,
  });
}

/** A finding's asset as a list names it: an address, or the host of a page. */
function placeOf(asset: string): string {
  return /^[0-9a-f:.]+$/iu.test(asset) ? asset : hostOf(asset);
}

function isOwn(place: string, proven: readonly { readonly kind: string; readonly value: string }[]): boolean {
  const prefixes = proven.filter(({ kind }) => kind === 'prefix').map(({ value }) => value);
  if (isCovered(place, prefixes)) return true;
  const domain = readDomain(place);
  return (
    domain !== undefined &&
    withParents(domain).some((above) => proven.some(({ kind, value }) => kind === 'domain' && value === above))
  );
}

/** A page of an organisation's suggestions in one state, newest first. */
export function listSuggestions(
  q: Queries,
  organisation: string,
  state: Suggestion['state'],
  after: { readonly at: string; readonly id: string } | undefined,
  limit: number,
): Promise<Suggestion[]> {
  return q.rows<Suggestion>(sql('list'), {
    organisation,
    state,
    afterAt: after?.at ?? null,
    afterId: after?.id ?? null,
    limit,
  });
}

/** How many wait for an answer, at most 1,000. */
export async function openSuggestions(q: Queries, organisation: string): Promise<number> {
  return (await q.one<{ count: number }>(sql('count_open'), { organisation }))?.count ?? 0;
}

/** Yes: it becomes an asset, named in the reader's language. Gives the asset. Refuses what is not there or was answered with yes before. */
export async function takeSuggestion(
  act: Act,
  id: string,
  name: (thing: string) => string,
): Promise<{ readonly asset: string }> {
  const { q, organisation } = act;
  const one = await openOne(q, organisation, id);
  const thing = seenThings().find((each) => each.id === one.seenAs);
  const isDomain = readDomain(one.place) !== undefined;
  const asset: ListedAsset = {
    kind: thing?.kind ?? 'device',
    name: `${name(one.seenAs)} ${one.place}`.slice(0, 200),
    ...(isDomain ? { domains: [one.place] } : { addresses: [one.place] }),
  };
  const [made] = await addAssets(act, [{ asset }], 'suggestion');
  if (made === undefined) throw new Refusal('know.asset-there', { name: asset.name }, 409);
  await claimListed(act, [asset]);
  await decide(act, one, 'taken', '', made);
  return { asset: made };
}

/** No: noted, with what somebody says about it, and not asked again. */
export async function refuseSuggestion(act: Act, id: string, note: string): Promise<void> {
  await decide(act, await openOne(act.q, act.organisation, id), 'not-ours', note, null);
}

/** The answer “no” is taken back: it is asked again. */
export async function reopenSuggestion(act: Act, id: string): Promise<void> {
  const one = await act.q.one<Suggestion>(sql('one'), { organisation: act.organisation, id });
  if (one?.state !== 'not-ours') throw new Refusal('know.asset-suggestion-unknown', {}, 404);
  await decide(act, one, 'open', '', null);
}

async function openOne(q: Queries, organisation: string, id: string): Promise<Suggestion> {
  const one = await q.one<Suggestion>(sql('one'), { organisation, id });
  if (!one || one.state === 'taken') throw new Refusal('know.asset-suggestion-unknown', {}, 404);
  return one;
}

const kinds = {
  taken: 'asset-suggestion.taken',
  'not-ours': 'asset-suggestion.declined',
  open: 'asset-suggestion.reopened',
} as const;

async function decide(
  { house, q, organisation, actor }: Act,
  one: Suggestion,
  state: Suggestion['state'],
  note: string,
  asset: string | null,
): Promise<void> {
  const now = house.clock();
  await q.run(sql('decide'), { organisation, id: one.id, state, note, asset, now: state === 'open' ? null : now });
  await appendFact(house, q, {
    kind: kinds[state],
    subject: `asset-suggestion:${one.id}`,
    organisationId: organisation,
    actor,
    data: { place: one.place, seenAs: one.seenAs, ...(note ? { note } : {}), ...(asset ? { asset } : {}) },
  });
}
