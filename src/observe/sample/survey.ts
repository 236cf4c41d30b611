/**
 * A device survey for the sample hub, after the manner of NOTICE (Japan's survey of devices with weak passwords): planned, authorised
 * by somebody else, and two rounds; between them providers told their subscribers, and some of those repaired their device.
 */
import { createHash, randomBytes } from 'node:crypto';
import { holdersOf } from '#know';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries, statement } from '#platform/postgres';
import { takeRound } from '../campaign/store.ts';
import { sendOwnReport } from '../candidate-report/own-report.ts';
import { storeBatch } from '../intake/store.ts';
import { type SampleProvider, sampleProviders } from './networks.ts';
import { withFile } from './spool.ts';

const sql = loadSql(import.meta.url.replace('sample/survey.ts', 'campaign/store.ts'));
const worker = { kind: 'worker' } as const;
const DAY = 86_400_000;
const CAMPAIGN = '見本の機器調査 2026';
const PLAN = {
  purpose: '弱いパスワードのまま使われているルーターやカメラを見つけ、通信会社から持ち主に知らせます。',
  legalBasis: '見本の法律 第18条第8項（架空）。実施計画 見本第3号の認可による。',
  scope: [...sampleProviders.map(({ ipv4 }) => `${ipv4}.0/24`), '2001:db8::/46'],
  packetsPerSecond: 2000,
  triesPerAddress: 3,
  identifier: 'default-password',
  wordings: ['A', 'B'],
};

/** Devices of each provider: how many the first round found, how many of these the second found repaired, how many were new in it. */
export const sampleRepairs = [
  { found: 42, repaired: 30, fresh: 6 },
  { found: 30, repaired: 15, fresh: 4 },
  { found: 24, repaired: 9, fresh: 4 },
] as const;
/** One port of one address each; `ease`: how readily people repair such a device. */
const kinds = [
  { device: 'ルーター', product: 'Mihon RT-100', port: 80, ease: 0.25 },
  { device: 'ネットワークカメラ', product: 'Reiji Cam 2', port: 8080, ease: 0 },
  { device: 'ルーター', product: 'Mihon RT-20', port: 23, ease: 0.2 },
  { device: '録画機', product: 'Kakuu NVR-8', port: 8000, ease: -0.2 },
] as const;

interface Device {
  readonly asset: string;
  readonly kind: (typeof kinds)[number];
}
interface Hit {
  readonly id: string;
  readonly organisationId: string;
  readonly asset: string;
  readonly wording: string;
}
interface Story {
  readonly providers: readonly { readonly organisation: string; readonly given: readonly (Hit & Device)[] }[];
  on<T>(daysAgo: number, work: (house: House) => Promise<T>): Promise<T>;
}

/** Devices of a provider in the order they turn up: IPv4 above the members' addresses, then IPv6, a /56 a subscriber. */
function devicesOf(provider: SampleProvider, index: number): Device[] {
  const { found, fresh } = sampleRepairs[index] ?? { found: 0, fresh: 0 };
  return Array.from({ length: found + fresh }, (_, i) => ({
    asset: i < 14 ? `${provider.ipv4}.${240 + i}` : `${provider.ipv6}:${(i * 256).toString(16)}::1`,
    kind: kinds[(i * 7 + index) % kinds.length] ?? kinds[0],
  }));
}

/** What the loop does with the report of a round, on the day of the round; its subject is `batch:…`. */
export type Tell = (past: House, subject: string) => Promise<void>;

/** A number below 1 that is always the same for the same text. */
const draw = (text: string) => createHash('md5').update(text).digest().readUInt32BE() / 2 ** 32;

/**
 * Loads it, under clocks of its own; taken up where an earlier start stopped. Needs the sample's networks. Without `tell` the queue
 * sends the rounds on; with it nobody may be working on the queue.
 */
export async function loadSurvey(house: House, tell?: Tell): Promise<void> {
  const on: Story['on'] = (daysAgo, work) => {
    const now = new Date(house.clock().getTime() - daysAgo * DAY);
    now.setUTCHours(0, 5, 0, 0); // 09:05 in Japan
    return work({ ...house, clock: () => now });
  };
  const campaign = await on(62, plan);
  await on(55, (past) => authorise(past, campaign));
  const devices = sampleProviders.map((provider, index) => devicesOf(provider, index));
  const first = devices.flatMap((some, index) => some.slice(0, sampleRepairs[index]?.found));
  const taken = await house.db.as(worker, (q) => q.rows(sql('rounds'), { campaign }));
  const round = async (past: House, number: number, found: readonly Device[]) => {
    await takeRoundOf(past, number, found);
    if (tell) await sendOn(past, tell);
  };
  if (taken.length < 1) await on(34, (past) => round(past, 1, first));
  if (taken.length > 1) return;
  const providers = await givenTo(house, campaign, first);
  const repaired = providers.flatMap(({ given }, index) => given.slice(0, sampleRepairs[index]?.repaired));
  await act({ providers, on }, new Set(repaired));
  const cured = new Set(repaired.map(({ asset }) => asset));
  await on(5, (past) =>
    round(
      past,
      2,
      devices.flat().filter(({ asset }) => !cured.has(asset)),
    ),
  );
}

async function plan(house: House): Promise<string> {
  return house.db.as(worker, async (q) => {
    const made = await q.one<{ id: string }>(sql('add'), { name: CAMPAIGN, ...PLAN, now: house.clock() });
    if (made)
      await appendFact(house, q, {
        kind: 'campaign.planned',
        subject: `campaign:${made.id}`,
        actor: 'demo:planner',
        data: { name: CAMPAIGN, basis: PLAN.legalBasis, pps: PLAN.packetsPerSecond, tries: PLAN.triesPerAddress },
      });
    const known = made ?? (await q.one<{ id: string }>(sql('by_name'), { name: CAMPAIGN }));
    if (!known) throw new Error('the sample survey was not kept');
    return known.id;
  });
}

async function authorise(house: House, campaign: string): Promise<void> {
  await house.db.as(worker, async (q) => {
    if (!(await q.one(sql('authorise'), { id: campaign, by: '見本 許可', now: house.clock() }))) return;
    await appendFact(house, q, {
      kind: 'campaign.authorised',
      subject: `campaign:${campaign}`,
      actor: 'demo:authoriser',
      data: { document: '見本認可 第3号' },
    });
  });
}

/** A round's results as our own CSV (address, port, device, product, result, time), through the door of `import survey`. */
async function takeRoundOf(house: House, number: number, found: readonly Device[]): Promise<void> {
  const hits = new Map(found.map((one) => [one.asset, one]));
  const asked = sampleProviders.flatMap((provider, index) => {
    const ports = new Map(devicesOf(provider, index).map(({ asset, kind }) => [asset, kind.port]));
    const all = Array.from({ length: 254 }, (_, i) => `${provider.ipv4}.${i + 1}`);
    return [...new Set([...all, ...ports.keys()])].map((asset) => ({ asset, port: ports.get(asset) ?? 23 }));
  });
  const lines = asked.map(({ asset, port }, i) => {
    const at = new Date(house.clock().getTime() - DAY - (asked.length - i) * 150_000)
      .toISOString()
      .slice(0, 19)
      .replace('T', ' ');
    const kind = hits.get(asset)?.kind;
    return `${asset},${port},${kind?.device ?? ''},${kind?.product ?? ''},${kind ? 'weak-password' : ''},${at}`;
  });
  const text = ['ip,port,device,product,result,at', ...lines, ''].join('\n');
  await withFile(house, `survey-${number}.csv`, Buffer.from(text), (file) => takeRound(house, CAMPAIGN, file));
}

/** What a round found goes into the loop: the queue would do the same, but by today's clock. */
async function sendOn(house: House, tell: Tell): Promise<void> {
  const reports = await house.db.as(worker, (q) =>
    q.rows<{ id: string }>(
      statement(
        'sample_reports',
        "SELECT id FROM observe.own_report WHERE feed_id = 'kyojo-survey' AND sent_at IS NULL ORDER BY made_at",
      ),
    ),
  );
  for (const { id } of reports) {
    await sendOwnReport.handle(house, { id });
    const sent = await house.db.as(worker, (q) =>
      q.one<{ batchId: string }>(statement('sample_batch', 'SELECT batch_id FROM observe.own_report WHERE id = $id'), {
        id,
      }),
    );
    const subject = `batch:${sent?.batchId}`;
    await storeBatch.handle(house, { subject });
    await tell(house, subject);
  }
}

/** What each provider was given, those first whose device will be repaired: wording B and easy devices do better, chance has its say. */
async function givenTo(house: House, campaign: string, first: readonly Device[]): Promise<Story['providers']> {
  return house.db.as(worker, async (q) => {
    const holders = await holdersOf(
      q,
      sampleProviders.map(({ asNumber }) => asNumber),
    );
    const organisations = sampleProviders.map(({ asNumber }) => holders.get(asNumber) ?? '');
    const all = { all: true, afterAt: null, afterId: null, limit: 1000 };
    const hits = await q.rows<Hit & { campaignId: string }>(sql('hits_of'), { organisations, ...all });
    const byAsset = new Map(hits.filter(({ campaignId }) => campaignId === campaign).map((hit) => [hit.asset, hit]));
    const given = first.flatMap((device) => {
      const hit = byAsset.get(device.asset);
      return hit ? [{ ...hit, ...device }] : [];
    });
    const ease = (one: Hit & Device) => draw(one.asset) + one.kind.ease + (one.wording === 'B' ? 0.35 : 0);
    return organisations.map((organisation) => ({
      organisation,
      given: given.filter((one) => one.organisationId === organisation).sort((a, b) => ease(b) - ease(a)),
    }));
  });
}

/** Between the rounds: providers say whom they told, subscribers open their page and say that they repaired, not all of them rightly. */
async function act({ providers, on }: Story, repaired: ReadonlySet<Hit>): Promise<void> {
  for (const { organisation, given } of providers) {
    const isLost = (_: Hit, i: number) => i % 11 === 10;
    const told = given.filter((hit, i) => !isLost(hit, i));
    await on(31, (past) => report(past, organisation, 'told', told));
    await on(30, (past) => report(past, organisation, 'unreachable', given.filter(isLost)));
    const claimed = [
      ...told.filter((hit) => repaired.has(hit)).filter((_, i) => i % 2 === 0),
      ...told.filter((hit) => !repaired.has(hit)).slice(0, 2),
    ];
    for (const hit of claimed)
      await on(10 + Math.round(draw(hit.asset) * 16), (past) => past.db.as(worker, (q) => claim(past, q, hit)));
  }
  const [first] = providers;
  if (first) await on(33, (past) => past.db.as(worker, (q) => setPortal(past, q, first.organisation)));
}

async function report(house: House, organisation: string, status: 'told' | 'unreachable', hits: readonly Hit[]) {
  await house.db.as(worker, async (q) => {
    const ids = hits.map(({ id }) => id);
    const of = { ids, status, organisations: [organisation], now: house.clock() };
    const [changed] = await q.rows<{ count: number }>(sql('report'), of);
    if (changed)
      await appendFact(house, q, {
        kind: 'survey-hit.reported',
        subject: `organisation:${organisation}`,
        organisationId: organisation,
        actor: 'demo:provider',
        data: { status, count: Number(changed.count) },
      });
  });
}

async function claim(house: House, q: Queries, hit: Hit): Promise<void> {
  const of = { id: hit.id, now: house.clock() };
  await q.run(sql('shown'), of);
  if (await q.one(sql('claim'), of))
    await appendFact(house, q, {
      kind: 'survey-hit.claimed-fixed',
      subject: `survey-hit:${hit.id}`,
      organisationId: hit.organisationId,
      actor: `garden-link:${hit.id}`,
      data: { wording: hit.wording },
    });
}

async function setPortal(house: House, q: Queries, organisation: string): Promise<void> {
  if (await q.one(sql('portal'), { organisation })) return;
  const url = `https://portal.${sampleProviders[0]?.domain}/release`;
  await q.run(sql('set_portal'), { organisation, url, key: randomBytes(32).toString('hex'), now: house.clock() });
  await appendFact(house, q, {
    kind: 'portal.set',
    subject: `organisation:${organisation}`,
    organisationId: organisation,
    actor: 'demo:provider',
    data: { url },
  });
}
