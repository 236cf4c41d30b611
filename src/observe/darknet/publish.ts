/** What the public sees of the darknet: made by the hub from the counts, with unit, denominator, breaks and what is held back. */
import { holdersOf, namesOf } from '#know';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';

const sql = loadSql(import.meta.url.replace('publish.ts', 'sensor.ts'));
const worker = { kind: 'worker' } as const;
const DAY = 86_400_000;
/** Days of the trend, and of the two spans whose ranks are compared. */
const TREND = 30;
const SPAN = 7;
/** Fewer sources than this are not told: they could be somebody. */
export const LEAST_SOURCES = 5;

/** One line of a ranking. `null`: too few sources to be told. */
export interface Ranked {
  readonly key: string;
  /** Who holds it, of a network that is known. */
  readonly name?: string;
  readonly rank: number;
  /** Rank of the span before; `null`: not there, or too few sources then. */
  readonly before: number | null;
  readonly sources: number;
  readonly packets: number;
  readonly share: number;
  /** Packets against the span before; `null` where there was none or a break lies between. */
  readonly change: number | null;
}

/** Stored. What is published. */
export interface Published {
  readonly unit: 'packets per day and address';
  readonly addresses: number;
  readonly sensors: number;
  readonly days: readonly {
    readonly day: string;
    readonly rate: number | null;
    readonly survey: number | null;
    /** The denominator: addresses of the sensors that heard anything. Missing in what was published before it was told. */
    readonly addresses?: number;
  }[];
  readonly spanDays: number;
  readonly ports: readonly Ranked[];
  readonly countries: readonly Ranked[];
  readonly networks: readonly Ranked[];
  readonly tools: readonly Ranked[];
  readonly backScatter: readonly Ranked[];
  readonly heldBack: number;
  readonly alarms: readonly {
    readonly day: string;
    readonly protocol: number;
    readonly port: number;
    readonly sources: number;
    readonly usual: number;
  }[];
  readonly breaks: readonly { readonly at: string; readonly ja: string; readonly en: string }[];
}

/** Makes it anew. */
export async function publish(house: House): Promise<void> {
  const now = house.clock();
  // A day that is not over would look like a fall: what is published ends with yesterday, in UTC.
  const today = Math.floor(now.getTime() / DAY) * DAY - DAY;
  const { sizes, breaks, alarms, sensors } = await house.db.as(worker, async (q) => ({
    sizes: await q.rows<{ name: string; fromAt: Date; addresses: number }>(sql('sizes')),
    breaks: await q.rows<{ at: Date; ja: string; en: string }>(sql('breaks'), { series: 'darknet' }),
    alarms: await q.rows<Published['alarms'][number]>(sql('alarms'), {
      since: new Date(today - TREND * DAY).toISOString().slice(0, 10),
    }),
    sensors: await q.rows<{ addresses: number; state: string }>(sql('sensors')),
  }));
  const active = sensors.filter(({ state }) => state === 'active');
  const addresses = active.reduce((sum, one) => sum + Number(one.addresses), 0);
  /** The denominator of a day: each of these sensors with the size it had then, the larger where it changed that day. */
  const sizeOn = (at: number, heard: readonly string[]) => {
    const of = new Map<string, number>();
    for (const { name, fromAt, addresses: size } of sizes) {
      if (fromAt.getTime() >= at + DAY || !heard.includes(name)) continue;
      of.set(name, fromAt.getTime() < at ? Number(size) : Math.max(of.get(name) ?? 0, Number(size)));
    }
    return [...of.values()].reduce((sum, size) => sum + size, 0);
  };
  const daily = await house.columns.query<{ day: string; p: number; v: number; heard: string[] }>(
    `SELECT toString(toDate(hour)) AS day, sumIf(packets, survey = 0 AND direction = 'scan') AS p, sumIf(packets, survey = 1 AND direction = 'scan') AS v,
       groupUniqArray(toString(sensor)) AS heard FROM observe.darknet
     WHERE hour >= toDateTime({from:UInt32}, 'UTC') AND hour < toDateTime({until:UInt32}, 'UTC') GROUP BY day`,
    { from: (today - (TREND - 1) * DAY) / 1000, until: (today + DAY) / 1000 },
  );
  const ofDay = new Map(daily.map((row) => [row.day, row]));
  const days = Array.from({ length: TREND }, (_, i) => {
    const at = today - (TREND - 1 - i) * DAY;
    const day = new Date(at).toISOString().slice(0, 10);
    const row = ofDay.get(day);
    const size = sizeOn(at, row?.heard ?? []);
    // A day without a sensor, or with silent ones only, is not a day without packets.
    return size === 0
      ? { day, rate: null, survey: null, addresses: 0 }
      : { day, rate: Number(row?.p ?? 0) / size, survey: Number(row?.v ?? 0) / size, addresses: size };
  });
  const broken = breaks.some(({ at }) => at.getTime() > today - 2 * SPAN * DAY && at.getTime() < now.getTime());
  let heldBack = 0;
  const ranking = async (key: string, where: string): Promise<Ranked[]> => {
    const rows = await house.columns.query<{ k: string; now_p: number; old_p: number; now_s: number; old_s: number }>(
      `SELECT k, sumIf(p, fresh) AS now_p, sumIf(p, NOT fresh) AS old_p, uniqMergeIf(s, fresh) AS now_s, uniqMergeIf(s, NOT fresh) AS old_s FROM (
         SELECT ${key} AS k, hour >= toDateTime({middle:UInt32}, 'UTC') AS fresh, packets AS p, sources AS s FROM observe.darknet
         WHERE hour >= toDateTime({from:UInt32}, 'UTC') AND hour < toDateTime({until:UInt32}, 'UTC') AND survey = 0 AND ${where})
       GROUP BY k`,
      {
        from: (today + DAY - 2 * SPAN * DAY) / 1000,
        middle: (today + DAY - SPAN * DAY) / 1000,
        until: (today + DAY) / 1000,
      },
    );
    const all = rows.reduce((sum, row) => sum + Number(row.now_p), 0);
    const told = rows.filter((row) => Number(row.now_p) > 0);
    heldBack += told.filter((row) => Number(row.now_s) < LEAST_SOURCES).length;
    const old = rows
      .filter((row) => Number(row.old_p) > 0 && Number(row.old_s) >= LEAST_SOURCES)
      .sort((a, b) => Number(b.old_p) - Number(a.old_p) || (a.k < b.k ? -1 : 1));
    return told
      .filter((row) => Number(row.now_s) >= LEAST_SOURCES)
      .sort((a, b) => Number(b.now_p) - Number(a.now_p) || (a.k < b.k ? -1 : 1))
      .slice(0, 30)
      .map((row, i) => {
        const before = old.findIndex(({ k }) => k === row.k);
        return {
          key: row.k,
          rank: i + 1,
          before: before < 0 ? null : before + 1,
          sources: Number(row.now_s),
          packets: Number(row.now_p),
          share: all === 0 ? 0 : Number(row.now_p) / all,
          change: before < 0 || broken ? null : (Number(row.now_p) - Number(row.old_p)) / Number(row.old_p),
        };
      });
  };
  const data: Published = {
    unit: 'packets per day and address',
    addresses,
    sensors: active.length,
    days,
    spanDays: SPAN,
    ports: await ranking("concat(toString(port), '/', toString(protocol))", "direction = 'scan'"),
    countries: await ranking('country', "direction = 'scan' AND country != ''"),
    networks: await ranking('toString(asn)', "direction = 'scan' AND asn != 0"),
    tools: await ranking('toString(tool)', "direction = 'scan' AND protocol = 6"),
    backScatter: await ranking("concat(toString(port), '/', toString(protocol))", "direction = 'back-scatter'"),
    heldBack,
    alarms: alarms.map((one) => ({
      ...one,
      day: dayOf(one.day),
      sources: Number(one.sources),
      usual: Number(one.usual),
    })),
    breaks: breaks.map(({ at, ja, en }) => ({ at: at.toISOString(), ja, en })),
  };
  await house.db.as(worker, async (q) => {
    const networks = await named(q, data.networks);
    await q.run(sql('publish'), { now, data: JSON.stringify({ ...data, networks }) });
  });
}

/** Networks with the names of their holders; a name is what the public register of AS numbers tells anyway. */
async function named(q: Queries, networks: readonly Ranked[]): Promise<Ranked[]> {
  const holders = await holdersOf(
    q,
    networks.map(({ key }) => Number(key)),
  );
  const names = await namesOf(q, [...holders.values()]);
  return networks.map((one) => {
    const name = names.get(holders.get(Number(one.key)) ?? '');
    return name ? { ...one, name } : one;
  });
}

/** The driver gives a `date` as local midnight or as text; the day is what was stored. */
function dayOf(day: unknown): string {
  return day instanceof Date
    ? new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
    : String(day);
}
