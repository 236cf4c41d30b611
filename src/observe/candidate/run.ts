/** The detectors at work: every five minutes over what is new, and over any span when somebody asks. */
import { z } from 'zod';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql } from '#platform/postgres';
import { type Alert, type Detector, listDetectors, runDetector } from '../detect/detectors.ts';
import { withinSpan } from '../detect/span.ts';
import { allowList } from './allow.ts';

const sql = loadSql(import.meta.url.replace('run.ts', 'store.ts'));
const worker = { kind: 'worker' } as const;
const MINUTE = 60_000;
/** Flows arrive when they end: a run looks back over more than the time since the last one, and counting again adds nothing. */
const LOOK_BACK = 15 * MINUTE;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What a quarter of an hour does not show, and how far back an incremental run looks for it instead. */
const longer: Readonly<Record<string, number>> = {
  beacon: 2 * HOUR,
  'long-connection': 2 * HOUR,
  upload: HOUR,
  'dga-dns': HOUR,
};
/** What shows only over a day. To read a day every five minutes would be most of the work; every hour is soon enough for it. */
const needsDay = ['beacon', 'long-connection', 'common-destination'];
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
      `SELECT (SELECT count() FROM observe.flow WHERE ${withinSpan}) + (SELECT count() FROM observe.flow_dns WHERE ${withinSpan}) AS n`,
      { from: new Date(to.getTime() - LOOK_BACK), to },
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

/** Every hour, over the day: slow beats, connections that do not end, what infected devices have in common. */
export const detectDay = job({
  name: 'observe.detect-day',
  schema: z.object({}),
  every: '53 * * * *',
  tries: 1,
  async handle(house) {
    const to = house.clock();
    await detectSpan(house, { from: new Date(to.getTime() - DAY), to, since: HOUR + LOOK_BACK, only: needsDay });
  },
});

/** Every night, all detectors over the day: a scan so slow that no quarter of an hour shows it. */
export const detectNight = job({
  name: 'observe.detect-night',
  schema: z.object({}),
  every: '20 4 * * *',
  tries: 2,
  async handle(house) {
    const to = house.clock();
    await detectSpan(house, { from: new Date(to.getTime() - DAY), to });
  },
});

/** The same over a span somebody asked for. */
export const detectAsked = job({
  name: 'observe.detect-span',
  schema: z.object({ from: z.coerce.date(), to: z.coerce.date(), detectors: z.array(z.string()) }),
  tries: 2,
  async handle(house, { from, to, detectors: names }) {
    await detectSpan(house, { from, to, only: names });
  },
});

/**
 * Runs the detectors over a span and keeps what they say as candidates. `fresh`: an incremental run, in which some look back
 * further (`longer`), and what needs a day is left to its own run. `since`: those that can look only at what was active in so many
 * milliseconds before the end. A detector that fails is noted and holds nobody up. Gives how many candidates are new.
 */
export async function detectSpan(
  house: House,
  span: {
    readonly from: Date;
    readonly to: Date;
    readonly fresh?: boolean;
    readonly since?: number;
    readonly only?: readonly string[];
  },
): Promise<number> {
  let opened = 0;
  for (const detector of detectors()) {
    const { name } = detector;
    if (span.only && span.only.length > 0 && !span.only.includes(name)) continue;
    if (span.fresh && needsDay.includes(name) && longer[name] === undefined) continue;
    const began = performance.now();
    const from = span.fresh
      ? new Date(Math.min(span.from.getTime(), span.to.getTime() - (longer[name] ?? 0)))
      : span.from;
    const since = span.fresh ? span.to.getTime() - span.from.getTime() : span.since;
    const windowed = detector.parameters.some((one) => one.name === 'active_within');
    let alerts: Alert[] = [];
    let failed = '';
    try {
      alerts = await runDetector(house.columns, detector, {
        from,
        to: span.to,
        ...(since && windowed ? { parameters: { active_within: Math.ceil(since / 1000) } } : {}),
      });
    } catch (error) {
      failed = (error as Error).message.slice(0, 500);
      house.log.warn('flows: a detector failed', { detector: detector.name, reason: failed });
    }
    // Asked after the look, not before: an entry made meanwhile has closed its candidates, and nothing opens them again.
    const allowed = await allowList(house);
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
