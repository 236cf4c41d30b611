/** The detectors at work: every five minutes over what is new, and over any span when somebody asks. */
import { z } from 'zod';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql } from '#platform/postgres';
import { type Alert, type Detector, listDetectors, runDetector } from '../detect/detectors.ts';
import { allowList } from './allow.ts';

const sql = loadSql(import.meta.url.replace('run.ts', 'store.ts'));
const worker = { kind: 'worker' } as const;
const MINUTE = 60_000;
/** Flows arrive when they end: a run looks back over more than the time since the last one, and counting again adds nothing. */
const LOOK_BACK = 15 * MINUTE;
const DAY = 1440 * MINUTE;
/** What only a longer time shows. */
const longer: Readonly<Record<string, number>> = {
  'common-destination': DAY,
  upload: 60 * MINUTE,
  'dga-dns': 60 * MINUTE,
};
/** Peers kept of one alert's candidate for each detector: enough for a person to check. */
const MOST_PEERS = 50;
const MANY = '::';

let known: readonly Detector[] | undefined;
/** The detectors, read once. */
export function detectors(): readonly Detector[] {
  known ??= listDetectors();
  return known;
}

/** Looks at what came in; nothing happens while no flows arrive. */
export const detectFlows = job({
  name: 'observe.detect-flows',
  schema: z.object({}),
  every: '*/5 * * * *',
  tries: 1,
  async handle(house) {
    const to = house.clock();
    const [some] = await house.columns.query<{ n: number }>(
      'SELECT (SELECT count() FROM observe.flow WHERE at >= {from:DateTime64(3)}) + (SELECT count() FROM observe.flow_dns WHERE at >= {from:DateTime64(3)}) AS n',
      { from: new Date(to.getTime() - LOOK_BACK) },
    );
    if (Number(some?.n ?? 0) > 0)
      await detectSpan(house, { from: new Date(to.getTime() - LOOK_BACK), to, fresh: true });
    await house.db.as(worker, async (q) => {
      await q.run(sql('trim'), { now: to });
      for (const { id, accused } of await q.rows<{ id: string; accused: string }>(sql('end_confirmed'), { now: to }))
        await appendFact(house, q, {
          kind: 'candidate.expired',
          subject: `candidate:${id}`,
          actor: 'job:observe.detect-flows',
          data: { accused },
        });
    });
  },
});

/** The same over a span somebody asked for. */
export const detectAsked = job({
  name: 'observe.detect-span',
  schema: z.object({ from: z.coerce.date(), to: z.coerce.date(), detectors: z.array(z.string()) }),
  tries: 2,
  async handle(house, { from, to, detectors: names }) {
    await detectSpan(house, { from, to, fresh: false, only: names });
  },
});

/**
 * Runs the detectors over a span and keeps what they say as candidates. `fresh`: an incremental run, in which those that need a
 * day look over the day but only at pairs active in the span. A detector that fails is noted and holds nobody up.
 * Gives how many candidates are new.
 */
export async function detectSpan(
  house: House,
  span: { readonly from: Date; readonly to: Date; readonly fresh: boolean; readonly only?: readonly string[] },
): Promise<number> {
  const allowed = await allowList(house);
  let opened = 0;
  for (const detector of detectors()) {
    if (span.only && span.only.length > 0 && !span.only.includes(detector.name)) continue;
    const began = performance.now();
    const windowed = detector.parameters.some(({ name }) => name === 'active_within');
    const back = windowed ? DAY : (longer[detector.name] ?? 0);
    const from = span.fresh ? new Date(Math.min(span.from.getTime(), span.to.getTime() - back)) : span.from;
    let alerts: Alert[] = [];
    let failed = '';
    try {
      alerts = await runDetector(house.columns, detector, {
        from,
        to: span.to,
        ...(span.fresh && windowed
          ? { parameters: { active_within: Math.ceil((span.to.getTime() - span.from.getTime()) / 1000) } }
          : {}),
      });
    } catch (error) {
      failed = (error as Error).message.slice(0, 500);
      house.log.warn('flows: a detector failed', { detector: detector.name, reason: failed });
    }
    const kept = fewPeers(alerts.filter((alert) => alert.accused !== MANY && !allowed.has(alert.accused)));
    opened += await keep(house, kept, detector);
    await house.db.as(worker, (q) =>
      q.run(sql('run'), {
        detector: detector.name,
        version: detector.version,
        from,
        to: span.to,
        milliseconds: Math.round(performance.now() - began),
        alerts: kept.length,
        failed,
        now: house.clock(),
      }),
    );
  }
  return opened;
}

function fewPeers(alerts: readonly Alert[]): Alert[] {
  const of = Map.groupBy(alerts, (alert) => `${alert.accused} ${alert.targetPort} ${alert.protocol}`);
  return [...of.values()].flatMap((some) => some.sort((a, b) => b.score - a.score).slice(0, MOST_PEERS));
}

async function keep(house: House, alerts: readonly Alert[], detector: Detector): Promise<number> {
  if (alerts.length === 0) return 0;
  const networks = await networksOf(house, [...new Set(alerts.map(({ accused }) => accused))]);
  const now = house.clock();
  return house.db.as(worker, async (q) => {
    const put = await q.rows<{ id: string; isNew: boolean }>(sql('upsert'), {
      alerts: JSON.stringify(
        alerts.map(({ accused, role, source, target, targetPort, protocol, score, flows, first, last, reasons }) => ({
          detector: detector.name,
          version: detector.version,
          accused,
          role,
          peer: detector.accuses === 'source' ? target : source,
          target_port: targetPort,
          protocol,
          score,
          flows,
          first,
          last,
          as_number: networks.get(accused) ?? 0,
          reasons,
        })),
      ),
      now,
    });
    await q.run(sql('rank'), { ids: put.map(({ id }) => id) });
    const fresh = put.filter(({ isNew }) => isNew);
    for (const { id } of fresh.slice(0, 200))
      await appendFact(house, q, {
        kind: 'candidate.opened',
        subject: `candidate:${id}`,
        actor: `detector:${detector.name}`,
        data: { version: detector.version },
      });
    return fresh.length;
  });
}

/** The AS numbers behind addresses, by the routing table in the engine; absent where it knows none. */
export async function networksOf(
  house: Pick<House, 'columns'>,
  addresses: readonly string[],
): Promise<Map<string, number>> {
  if (addresses.length === 0) return new Map();
  const rows = await house.columns.query<{ a: string; n: number }>(
    "SELECT a, dictGet('observe.route_prefix', 'asn', tuple(toIPv6(a))) AS n FROM (SELECT arrayJoin({addresses:Array(String)}) AS a)",
    { addresses },
  );
  return new Map(rows.filter(({ n }) => n > 0).map(({ a, n }) => [a, n]));
}
