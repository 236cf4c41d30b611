/** What the flows say about a candidate, for a person to check: over time, peers, ports, who else saw it. */
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { withinSpan } from '../detect/span.ts';

const sql = loadSql(import.meta.url.replace('look.ts', 'store.ts'));

/** Whom to look at. */
export interface Accused {
  readonly id: string;
  readonly accused: string;
  readonly role: string;
  readonly targetPort: number;
  readonly protocol: number;
}

/** One side of the flows at a time: an OR over both would read the whole table. */
const SIDES = ['source', 'target'] as const;
const other = { source: 'target', target: 'source' } as const;
/** What it is accused of goes over its port, whoever began; without one over anything. */
const SERVICE = '({port:UInt16} = 0 OR (protocol = {protocol:UInt8} AND {port:UInt16} IN (source_port, target_port)))';

/** Flows to and from what is accused by hour over the last days, with how many peers, oldest first. */
export async function seriesOf(
  house: Pick<House, 'columns'>,
  one: Accused,
  span: { readonly from: Date; readonly to: Date; readonly points: number },
): Promise<{ at: Date; flows: number; peers: number }[]> {
  const step = Math.max(60, Math.ceil((span.to.getTime() - span.from.getTime()) / 1000 / span.points / 60) * 60);
  const rows = await house.columns.query<{ bucket: number; flows: number; peers: number }>(
    `SELECT intDiv(toUnixTimestamp(at), {step:UInt32}) AS bucket, count() AS flows, uniqExact(peer) AS peers FROM (
       ${SIDES.map((side) => `SELECT at, ${other[side]} AS peer FROM observe.flow WHERE ${withinSpan} AND ${side} = toIPv6({accused:String}) AND ${SERVICE}`).join(' UNION ALL ')}
     ) GROUP BY bucket ORDER BY bucket`,
    { accused: one.accused, port: one.targetPort, protocol: one.protocol, from: span.from, to: span.to, step },
  );
  const of = new Map(rows.map((row) => [Number(row.bucket), row]));
  const first = Math.floor(span.from.getTime() / 1000 / step);
  return Array.from({ length: span.points }, (_, i) => ({
    at: new Date((first + i) * step * 1000),
    flows: Number(of.get(first + i)?.flows ?? 0),
    peers: Number(of.get(first + i)?.peers ?? 0),
  }));
}

/** Who it spoke with most, and on which ports; either side. */
export async function aroundOf(
  house: Pick<House, 'columns'>,
  one: Accused,
  span: { readonly from: Date; readonly to: Date },
): Promise<{
  readonly peers: readonly { peer: string; flows: number; bytes: number; ports: number[]; last: string }[];
  readonly ports: readonly { port: number; protocol: number; flows: number; peers: number }[];
}> {
  const both = SIDES.map(
    (side) =>
      // Of an answer the service is the sender's side: the lower port names it.
      `SELECT at, ${other[side]} AS peer, if(source_port != 0 AND source_port < target_port, source_port, target_port) AS service, protocol, bytes + reply_bytes AS octets FROM observe.flow WHERE ${withinSpan} AND ${side} = toIPv6({accused:String})`,
  ).join(' UNION ALL ');
  const params = { accused: one.accused, from: span.from, to: span.to };
  const [peers, ports] = await Promise.all([
    house.columns.query<{ peer: string; flows: number; bytes: number; ports: number[]; last: string }>(
      `SELECT peer, count() AS flows, sum(octets) AS bytes, arraySort(groupUniqArray(8)(service)) AS ports, max(at) AS last FROM (${both}) GROUP BY peer ORDER BY flows DESC, peer LIMIT 20`,
      params,
    ),
    house.columns.query<{ port: number; protocol: number; flows: number; peers: number }>(
      `SELECT service AS port, protocol, count() AS flows, uniqExact(peer) AS peers FROM (${both}) GROUP BY port, protocol ORDER BY flows DESC, port LIMIT 12`,
      params,
    ),
  ]);
  return {
    peers: peers.map((row) => ({
      ...row,
      peer: row.peer.replace(/^::ffff:(?=\d+\.)/, ''),
      flows: Number(row.flows),
      bytes: Number(row.bytes),
    })),
    ports: ports.map((row) => ({ ...row, flows: Number(row.flows), peers: Number(row.peers) })),
  };
}

/** Gaps between the connections of one pair: how many of each length, in quarters of the usual one, which stands amid its own. */
export interface Gaps {
  readonly peer: string;
  /** Seconds of the gap in the middle. */
  readonly usual: number;
  readonly bars: readonly { readonly fromSeconds: number; readonly toSeconds: number; readonly count: number }[];
}

/** How evenly the accused and one peer keep contact; nothing where they spoke too seldom to tell. Whoever began, the port is the target's. */
export async function gapsOf(
  house: Pick<House, 'columns'>,
  one: Accused,
  peer: string,
  span: { readonly from: Date; readonly to: Date },
): Promise<Gaps | undefined> {
  const way = (from: string, to: string) =>
    `SELECT at FROM observe.flow WHERE ${withinSpan} AND source = toIPv6({${from}:String}) AND target = toIPv6({${to}:String})
       AND target_port = {port:UInt16} AND protocol = {protocol:UInt8}`;
  const rows = await house.columns.query<{ at: string }>(
    `SELECT at FROM (${way('peer', 'accused')} UNION ALL ${way('accused', 'peer')}) ORDER BY at LIMIT 20000`,
    { accused: one.accused, peer, port: one.targetPort, protocol: one.protocol, from: span.from, to: span.to },
  );
  const times = rows.map(({ at }) => new Date(at).getTime() / 1000);
  // Several connections at once are one contact.
  const gaps = times.flatMap((at, i) => (i > 0 && at - (times[i - 1] ?? 0) >= 1 ? [at - (times[i - 1] ?? 0)] : []));
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)];
  if (usual === undefined || gaps.length < 8) return undefined;
  const width = usual / 4;
  const bars = Array.from({ length: 13 }, (_, i) => ({
    fromSeconds: Math.max(0, i - 0.5) * width,
    toSeconds: i === 12 ? Number.POSITIVE_INFINITY : (i + 0.5) * width,
    count: gaps.filter((gap) => Math.min(12, Math.round(gap / width)) === i).length,
  }));
  return { peer, usual, bars };
}

/**
 * Independent witnesses: lists that name the address, and providers whose own exporters saw it do what it is accused of (two or more
 * count as one): on its port, with those whose contact accuses it. That somebody else merely speaks with it says nothing.
 */
export async function witnessesOf(
  house: Pick<House, 'columns' | 'db'>,
  one: Accused,
): Promise<readonly { readonly kind: 'list' | 'providers'; readonly text: string }[]> {
  const lists = await house.columns.query<{ list: string }>(
    `SELECT DISTINCT list FROM observe.flow_indicator FINAL WHERE kind = 'address' AND address = toIPv6({accused:String})
       AND port IN (0, {port:UInt16}) AND list NOT LIKE 'kyojo%' AND until > now64(3)`,
    { accused: one.accused, port: one.targetPort },
  );
  const peers = await house.db.as({ kind: 'worker' }, (q) => q.rows<{ peer: string }>(sql('peers'), { id: one.id }));
  const exporters = await house.columns.query<{ exporter: string }>(
    SIDES.map(
      (
        side,
      ) => `SELECT DISTINCT exporter FROM observe.flow WHERE ${side} = toIPv6({accused:String}) AND feed = '' AND ${SERVICE}
        AND (empty({peers:Array(String)}) OR ${other[side]} IN (SELECT toIPv6OrDefault(arrayJoin({peers:Array(String)}))))`,
    ).join(' UNION DISTINCT '),
    { accused: one.accused, port: one.targetPort, protocol: one.protocol, peers: peers.map(({ peer }) => peer) },
  );
  const addresses = exporters.map(({ exporter }) => exporter.replace(/^::ffff:(?=\d+\.)/, ''));
  const owners =
    addresses.length === 0
      ? undefined
      : await house.db.as({ kind: 'worker' }, (q) => q.one<{ count: number }>(sql('owners'), { addresses }));
  return [
    ...lists.map(({ list }) => ({ kind: 'list' as const, text: list })),
    ...(Number(owners?.count ?? 0) >= 2 ? [{ kind: 'providers' as const, text: String(owners?.count) }] : []),
  ];
}
