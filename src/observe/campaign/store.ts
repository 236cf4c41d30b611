/** A round's results taken in: counted in the engine, hits split per provider, the round before verified, the loop told. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { ColumnsFault } from '#platform/columns';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { sayAsFeed } from '../candidate-report/own-report.ts';
import { digestOf } from '../flow/exporter/take.ts';
import { freshRegistry } from '../matching/build.ts';
import { formOf, into, readSurvey, rowsSelect, shadowserverSelect } from './read.ts';

const sql = loadSql(import.meta.url);
const worker = { kind: 'worker' } as const;
/** Where only numbers are known: a round that asked less than this share of the largest before verifies nothing. */
const COMPARABLE = 0.9;

/** What became of a round. `again`: the same file had been taken in, and these are its figures. */
export interface TakenRound {
  readonly number: number;
  readonly asked: number;
  readonly hits: number;
  readonly unread: number;
  readonly verified: boolean;
  readonly again?: boolean;
}

/** The rows of a round in the engine. */
export interface Place {
  readonly campaign: string;
  readonly round: number;
}

/**
 * Takes the results of one round in. Refuses a campaign that is unknown or that nobody has authorised, and a file of no known
 * form; then nothing is kept. Addresses outside the scope are left out: nobody authorised asking them. All hits become
 * observations of our own feed in the transaction that keeps them.
 */
export async function takeRound(house: House, campaignName: string, file: string): Promise<TakenRound> {
  const campaign = found(
    await house.db.as(worker, (q) => q.one<{ id: string; state: string }>(sql('by_name'), { name: campaignName })),
    'observe.campaign-unknown',
    { name: campaignName },
  );
  if (campaign.state !== 'authorised')
    throw new Refusal('observe.campaign-not-authorised', { name: campaignName }, 409);
  const form = formOf(await headOf(file));
  if (form === 'unknown') throw new Refusal('observe.survey-unknown', { file: basename(file) }, 422);
  const about = {
    name: basename(file),
    digest: await digestOf(file),
    source: 'survey',
    actor: 'operator:command-line',
  } as const;
  return fillRound(house, campaign.id, about, async (params) => {
    const unread = { count: 0 };
    if (form === 'rows' || form === 'shadowserver')
      await house.columns
        .insertFile(`${into} ${form === 'rows' ? rowsSelect : shadowserverSelect} FORMAT CSVWithNames`, file, {
          params,
        })
        .catch((error: unknown) => {
          if (!(error instanceof ColumnsFault)) throw error;
          throw new Refusal(
            'observe.survey-unknown',
            { file: `${basename(file)}: ${error.message.split('\n')[0]}` },
            422,
          );
        });
    else
      await house.columns.insertStream(
        `${into} ${rowsSelect} FORMAT JSONEachRow`,
        Readable.from(jsonLines(readSurvey(createReadStream(file), form, unread))),
        { params },
      );
    return unread.count;
  });
}

/** What a round is, besides its rows. */
export interface About {
  readonly name: string;
  readonly digest: string | null;
  readonly source: 'survey' | 'darknet';
  readonly actor: string;
}

/**
 * Opens a round, lets `read` bring its rows into the engine (it gives how many lines could not be read) and closes it: whole or
 * not at all. The lock goes with the process; what one that died left behind goes with the next round of the campaign.
 */
export async function fillRound(
  house: House,
  campaign: string,
  about: About,
  read: (place: Place & Record<string, unknown>) => Promise<number>,
): Promise<TakenRound> {
  return house.db.as(worker, async (holding) => {
    await holding.run(sql('hold_rounds'), { campaign });
    const known = await holding.one<TakenRound>(sql('round_of_file'), { campaign, digest: about.digest });
    if (known) return { ...known, unread: 0, again: true };
    const drop = async () => {
      for (const { number } of await holding.rows<{ number: number }>(sql('unfinished_rounds'), { campaign }))
        for (const table of ['observe.survey_hit', 'observe.survey_asked', 'observe.survey_clean'])
          await house.columns.remove(table, 'campaign = {campaign:UUID} AND round = {round:UInt16}', {
            campaign,
            round: number,
          });
      await house.db.as(worker, (q) => q.run(sql('drop_unfinished'), { campaign }));
    };
    await drop();
    // On record before the first row, so that a process that dies leaves a trace.
    const { name, digest, source } = about;
    const round = await house.db.as(worker, (q) =>
      q.one<{ id: string; number: number }>(sql('open_round'), { campaign, name, digest, source, now: house.clock() }),
    );
    if (!round) throw new Error('no round was opened');
    try {
      return await finish(house, campaign, round, about, await read({ campaign, round: round.number }));
    } catch (error) {
      await drop().catch(() => {});
      throw error;
    }
  });
}

/** How many a round asked, how many of them had nothing, how many lines told nothing. */
async function answersOf(house: House, place: Place): Promise<{ asked: number; clean: number; unread: number }> {
  const [row] = await house.columns.query<{ asked: number; clean: number; unread: number }>(
    `SELECT sum(asked) AS asked, sum(clean) AS clean, sum(unread) AS unread FROM observe.survey_asked
     WHERE campaign = {campaign:UUID} AND round = {round:UInt16}`,
    { campaign: place.campaign, round: place.round },
  );
  return { asked: Number(row?.asked ?? 0), clean: Number(row?.clean ?? 0), unread: Number(row?.unread ?? 0) };
}

/** Whether a round names only what it found: then it cannot tell whom it asked. */
export async function isListOfFinds(house: House, place: Place): Promise<boolean> {
  return (await answersOf(house, place)).clean === 0;
}

/** Verifies device by device: what was found before and asked again. A list of finds alone shows nothing of the kind. */
async function verifyAsked(q: Queries, place: Place, clean: string, saysWhom: boolean) {
  const fixed = await q.run(sql('verify_asked'), { ...place, clean });
  const again = saysWhom ? await q.one<{ count: number }>(sql('asked_again'), { ...place, clean }) : undefined;
  return { verified: Number(again?.count ?? 0) > 0, fixed, again: Number(again?.count ?? 0) };
}

/**
 * Where a round does not say whom it asked: if an earlier one of the same source asked about as many, what that one found and this
 * one did not is held for repaired.
 */
async function verifyByNumber(q: Queries, place: Place, source: string, asked: number, now: Date) {
  const rounds = await q.rows<{ number: number; asked: number; source: string }>(sql('rounds'), {
    campaign: place.campaign,
  });
  const before = rounds.filter((one) => one.number < place.round && one.source === source);
  const most = Math.max(0, ...before.map((one) => Number(one.asked)));
  const verified = most > 0 && asked >= COMPARABLE * most;
  return { verified, fixed: verified ? await q.run(sql('verify'), { ...place, source, now }) : 0 };
}

/**
 * An operator says how many addresses the newest round asked: lists that name only what was found cannot tell. The figure stands on
 * record with its author, and may let the round verify the one before.
 */
export async function sayAsked(
  house: House,
  q: Queries,
  campaign: string,
  asked: number,
  now: Date,
): Promise<{ readonly round: number; readonly verified: boolean; readonly fixed: number } | undefined> {
  const newest = (
    await q.rows<{ id: string; number: number; hits: number; source: string; verified: boolean }>(sql('rounds'), {
      campaign,
    })
  ).at(-1);
  if (newest?.source !== 'survey' || newest.verified || asked < Number(newest.hits)) return undefined;
  const place = { campaign, round: newest.number };
  if (!(await isListOfFinds(house, place))) return undefined;
  await q.run(sql('keep_before'), { round: newest.id, campaign });
  const { verified, fixed } = await verifyByNumber(q, place, newest.source, asked, now);
  await q.run(sql('drop_same'), { round: newest.id });
  await q.run(sql('close_round'), { id: newest.id, asked, hits: newest.hits, verified });
  return { round: newest.number, verified, fixed };
}

async function* jsonLines(rows: AsyncIterable<object>): AsyncGenerator<Buffer> {
  let some = '';
  for await (const row of rows) {
    some += `${JSON.stringify(row)}\n`;
    if (some.length > 1 << 18) {
      yield Buffer.from(some);
      some = '';
    }
  }
  yield Buffer.from(some);
}

interface Hit {
  readonly asset: string;
  readonly port: number;
  readonly device: string;
  readonly product: string;
  readonly asNumber: number;
  readonly organisationId: string | null;
  readonly at: string;
}

async function finish(
  house: House,
  campaign: string,
  round: { id: string; number: number },
  about: About,
  left: number,
): Promise<TakenRound> {
  await freshRegistry(house);
  const place = { campaign, round: round.number };
  const one = found(
    await house.db.as(worker, (q) => q.one<{ identifier: string; scope: string[] }>(sql('one'), { id: campaign })),
    'observe.campaign-unknown',
  );
  const { asked, clean: none, unread: lost } = await answersOf(house, place);
  const unread = left + lost;
  // A file whose lines all could not be read, or of a head alone, is no round.
  if (asked === 0) throw new Refusal('observe.survey-unknown', { file: about.name }, 422);
  const now = house.clock();
  /** When a line says it was; not later than now, which is also for lines that do not say. */
  const timeOf = (seen: string) => {
    const at = new Date(`${seen.replace(' ', 'T').replace(/Z?$/, 'Z')}`);
    return (at.getTime() > 0 && at < now ? at : now).toISOString();
  };
  const clean = (
    await house.columns.query<{ ip: string; port: number; seen: string }>(
      `SELECT ip, port, toString(max(at)) AS seen FROM observe.survey_clean
       WHERE campaign = {campaign:UUID} AND round = {round:UInt16} GROUP BY ip, port`,
      place,
    )
  ).map(({ ip, port, seen }) => ({ asset: assetOf(ip), port, at: timeOf(seen) }));
  const rows = await house.columns.query<{
    ip: string;
    port: number;
    device: string;
    product: string;
    seen: string;
    n: number;
    holder: string;
  }>(
    `SELECT ip, port, device, product, toString(at) AS seen, dictGet('observe.route_prefix', 'asn', tuple(ip)) AS n,
       if(dictHas('observe.route_holder', toUInt64(n)), toString(dictGet('observe.route_holder', 'provider', toUInt64(n))), '') AS holder
     FROM observe.survey_hit FINAL WHERE campaign = {campaign:UUID} AND round = {round:UInt16}
       AND (empty({scope:Array(String)}) OR arrayExists(prefix -> isIPAddressInRange(toString(ip), prefix), {scope:Array(String)}))
     ORDER BY ip, port`,
    { ...place, scope: one.scope.map(asIPv6) },
  );
  const [all] = await house.columns.query<{ n: number }>(
    'SELECT count() AS n FROM observe.survey_hit FINAL WHERE campaign = {campaign:UUID} AND round = {round:UInt16}',
    place,
  );
  const outside = Number(all?.n ?? 0) - rows.length;
  const hits: Hit[] = rows.map((row) => ({
    asset: assetOf(row.ip),
    port: row.port,
    device: row.device,
    product: row.product,
    asNumber: Number(row.n),
    organisationId: row.holder === '' ? null : row.holder,
    at: timeOf(row.seen),
  }));
  return house.db.as(worker, async (q) => {
    await q.run(sql('keep_before'), { round: round.id, campaign });
    for (let i = 0; i < hits.length; i += 5000)
      await q.run(sql('put_hits'), {
        campaign,
        round: round.number,
        hits: JSON.stringify(
          hits.slice(i, i + 5000).map(({ asNumber, organisationId, ...hit }) => ({
            ...hit,
            as_number: asNumber,
            organisation_id: organisationId,
          })),
        ),
      });
    const { verified, fixed, again } =
      about.source === 'darknet'
        ? { ...(await verifyByNumber(q, place, about.source, asked, now)), again: 0 }
        : await verifyAsked(q, place, JSON.stringify(clean), none > 0);
    await q.run(sql('drop_same'), { round: round.id });
    await q.run(sql('close_round'), { id: round.id, asked, hits: hits.length, verified });
    // What the darknet saw its own feed tells, day by day.
    if (about.source === 'survey') await sayHits(house, q, campaign, round.number, one.identifier, hits);
    await appendFact(house, q, {
      kind: 'campaign.surveyed',
      subject: `campaign:${campaign}`,
      actor: about.actor,
      data: { round: round.number, asked, hits: hits.length, unread, outside, verified, fixed, again },
    });
    return { number: round.number, asked, hits: hits.length, unread, verified };
  });
}

/** What the report of a round's finds is called. */
export const reportOf = (campaign: string, round: number) => `survey-${campaign}-${round}.jsonl`;

/** Recorders and cameras have steps of their own. */
const RECORDS = /録画|カメラ|\b([dnx]vr|recorder|ip ?cam(era)?)\b/i;

function sayHits(house: House, q: Queries, campaign: string, round: number, identifier: string, hits: readonly Hit[]) {
  return sayAsFeed(
    house,
    q,
    'kyojo-survey',
    reportOf(campaign, round),
    hits.map((hit) => ({
      'time.source': hit.at,
      'source.ip': hit.asset,
      ...(hit.port > 0 ? { 'source.port': hit.port, 'protocol.transport': 'tcp' } : {}),
      'classification.type': identifier === 'mirai' ? 'infected-system' : 'vulnerable-system',
      'classification.identifier':
        identifier === 'default-password' && RECORDS.test(`${hit.device} ${hit.product}`)
          ? 'default-password-recorder'
          : identifier,
      ...(identifier === 'mirai' ? { 'malware.name': 'mirai' } : {}),
      ...(hit.device ? { 'extra.device': hit.device } : {}),
      ...(hit.product ? { 'extra.product': hit.product } : {}),
      'extra.campaign': campaign,
      // Also tells the report of a file that came again, after its round was taken back, from the first.
      'extra.round': round,
    })),
  );
}

/** An address as people write it, from the engine's text. */
const assetOf = (ip: string) => ip.replace(/^::ffff:(?=\d+\.)/, '');

/** A prefix as the engine compares it with its IPv6 addresses. */
function asIPv6(prefix: string): string {
  const [address = '', bits] = prefix.split('/');
  return prefix.includes(':') ? prefix : `::ffff:${address}/${96 + Number(bits)}`;
}

async function headOf(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(4096);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}
