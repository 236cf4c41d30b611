/** A round's results taken in: counted in the engine, hits split per provider, the round before verified, the loop told. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { sayAsFeed } from '../candidate-report/own-report.ts';
import { freshRegistry } from '../matching/build.ts';
import { formOf, readSurvey } from './read.ts';

const sql = loadSql(import.meta.url);
const worker = { kind: 'worker' } as const;
/** A round that asked less than this share of the largest before verifies nothing: not asked is not repaired. */
const COMPARABLE = 0.9;
const STRUCTURE = 'ip String, port UInt16, device String, product String, result String, at String';

/** What became of a round's file. */
export interface TakenRound {
  readonly number: number;
  readonly asked: number;
  readonly hits: number;
  readonly unread: number;
  readonly verified: boolean;
}

/**
 * Takes the results of one round in. Refuses a campaign that is unknown or that nobody has authorised, and a file of no known
 * form; then nothing is kept. All hits become observations of our own feed in the transaction that keeps them.
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
  const round = await house.db.as(worker, (q) =>
    q.one<{ id: string; number: number }>(sql('open_round'), {
      campaign: campaign.id,
      name: basename(file),
      now: house.clock(),
    }),
  );
  if (!round) throw new Error('no round was opened');
  const place = { campaign: campaign.id, round: round.number };
  try {
    const unread = { count: 0 };
    const select = `INSERT INTO observe.survey_incoming (campaign, round, at, ip, port, device, product, result)
      SELECT {campaign:UUID}, {round:UInt16}, parseDateTime64BestEffortOrZero(at, 3, 'UTC'), toIPv6OrZero(ip), port, device, product, result
      FROM input('${STRUCTURE}')`;
    if (form === 'rows') await house.columns.insertFile(`${select} FORMAT CSVWithNames`, file, { params: place });
    else
      await house.columns.insertStream(
        `${select} FORMAT JSONEachRow`,
        Readable.from(jsonLines(readSurvey(createReadStream(file), form, unread))),
        { params: place },
      );
    return await finish(house, campaign.id, round, unread.count);
  } catch (error) {
    await house.db.as(worker, (q) => q.run(sql('drop_round'), { id: round.id }));
    for (const table of ['observe.survey_hit', 'observe.survey_asked'])
      await house.columns.remove(table, 'campaign = {campaign:UUID} AND round = {round:UInt16}', place).catch(() => {});
    throw error;
  }
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
  unread: number,
): Promise<TakenRound> {
  await freshRegistry(house);
  const place = { campaign, round: round.number };
  const [asked] = await house.columns.query<{ n: number }>(
    'SELECT sum(asked) AS n FROM observe.survey_asked WHERE campaign = {campaign:UUID} AND round = {round:UInt16}',
    place,
  );
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
     FROM observe.survey_hit FINAL WHERE campaign = {campaign:UUID} AND round = {round:UInt16} ORDER BY ip, port`,
    place,
  );
  const now = house.clock();
  const hits: Hit[] = rows.map((row) => ({
    asset: row.ip.replace(/^::ffff:(?=\d+\.)/, ''),
    port: row.port,
    device: row.device,
    product: row.product,
    asNumber: Number(row.n),
    organisationId: row.holder === '' ? null : row.holder,
    at: row.seen.startsWith('1970') ? now.toISOString() : `${row.seen.replace(' ', 'T').replace(/Z?$/, 'Z')}`,
  }));
  return house.db.as(worker, async (q) => {
    const rounds = await q.rows<{ number: number; asked: number }>(sql('rounds'), { campaign });
    const before = Math.max(0, ...rounds.filter(({ number }) => number < round.number).map((one) => Number(one.asked)));
    const count = Number(asked?.n ?? 0);
    const verified = before > 0 && count >= COMPARABLE * before;
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
    const fixed = verified ? await q.run(sql('verify'), { campaign, round: round.number, now }) : 0;
    await q.run(sql('close_round'), { id: round.id, asked: count, hits: hits.length, verified });
    const one = await q.one<{ name: string; identifier: string }>(sql('one'), { id: campaign });
    await sayAsFeed(
      house,
      q,
      'kyojo-survey',
      `survey-${campaign}-${round.number}.jsonl`,
      hits.map((hit) => ({
        'time.source': hit.at,
        'source.ip': hit.asset,
        ...(hit.port > 0 ? { 'source.port': hit.port, 'protocol.transport': 'tcp' } : {}),
        'classification.type': 'vulnerable-system',
        'classification.identifier': one?.identifier ?? 'default-password',
        ...(hit.device ? { 'extra.device': hit.device } : {}),
        ...(hit.product ? { 'extra.product': hit.product } : {}),
        'extra.campaign': campaign,
      })),
    );
    await appendFact(house, q, {
      kind: 'campaign.surveyed',
      subject: `campaign:${campaign}`,
      actor: 'operator:command-line',
      data: { round: round.number, asked: count, hits: hits.length, unread, verified, fixed },
    });
    return { number: round.number, asked: count, hits: hits.length, unread, verified };
  });
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
