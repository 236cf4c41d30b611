/** Logs of a body go through the funnel: noise, mitigated, too weak, and what is left is bundled into events for people. */
import { BlockList, isIP } from 'node:net';
import { basename } from 'node:path';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { digestOf } from '../flow/exporter/take.ts';
import { linesOf } from './lines.ts';
import { isMitigated, LogReader, type LogRow } from './read.ts';

const sql = loadSql(import.meta.url.replace('take.ts', 'store.ts'));
const worker = { kind: 'worker' } as const;
/**
 * How events are counted. A change of the rules below is a new number: counts of two methods are never added or drawn as one line.
 * 1: attempts of one file make an event. 2: attempts of one kind from one source and time do, in however many files they came.
 * 3: days, and the steps of the clock in which attempts belong together, are Japan's; before they were UTC's (`count_events` knows both).
 */
export const METHOD = 3;
/** How far Japan is ahead of UTC; it knows no summer time. */
const JAPAN = 9 * 3_600_000;
const CHUNK = 20_000;

/** What became of a file of logs. */
export interface TakenLogs {
  readonly again: boolean;
  readonly logs: number;
  readonly noise: number;
  readonly mitigated: number;
  readonly below: number;
  readonly attempts: number;
  /** Bundles of attempts of one kind that the file made or added to, and how many of them are events for people. */
  readonly bundles: number;
  readonly events: number;
  readonly unread: number;
}

interface Body {
  readonly organisationId: string;
  readonly bundleMinutes: number;
  readonly leastAttempts: number;
  readonly leastSeverity: number;
}
interface Rule {
  readonly id: string;
  readonly signature: string;
  readonly source: string;
}
interface Bundle {
  signature: string;
  source: string;
  target: string;
  port: number;
  bucket: string;
  attempts: number;
  severity: number;
  first: number;
  last: number;
}
interface Day {
  logs: number;
  noise: number;
  mitigated: number;
  below: number;
  attempts: number;
}

/** Takes a file of logs of `organisation` in, once. Refuses an organisation that sends none. */
export async function takeLogs(house: House, organisation: string, file: string): Promise<TakenLogs> {
  const { body, rules } = await house.db.as(worker, async (q) => ({
    body: await q.one<Body>(sql('body'), { organisation }),
    rules: await q.rows<Rule>(sql('rules'), { organisation, all: false }),
  }));
  if (!body) throw new Refusal('observe.body-unknown', {}, 404);
  const digest = await digestOf(file, organisation);
  const claimed = await house.db.as(worker, (q) =>
    q.one(sql('claim_file'), { digest, name: basename(file), now: house.clock() }),
  );
  const none = { logs: 0, noise: 0, mitigated: 0, below: 0, attempts: 0, bundles: 0, events: 0, unread: 0 };
  if (!claimed) return { again: true, ...none };
  try {
    // What an earlier try that broke off left behind.
    await house.columns.remove('observe.body_log', 'body = {body:UUID} AND file = {file:String}', {
      body: organisation,
      file: digest,
    });
    const { days, bundles, unread } = await pour(house, body, rules, file, digest);
    const sum = (what: keyof Day) => [...days.values()].reduce((all, day) => all + day[what], 0);
    let events = 0;
    await house.db.as(worker, async (q) => {
      const kept = [...bundles.values()];
      for (let i = 0; i < kept.length; i += 5000) {
        const put = await q.rows<{ state: string }>(sql('put_bundles'), {
          organisation,
          method: METHOD,
          least: body.leastAttempts,
          bundles: JSON.stringify(
            kept.slice(i, i + 5000).map(({ first, last, ...one }) => ({
              ...one,
              first_at: new Date(first).toISOString(),
              last_at: new Date(last).toISOString(),
            })),
          ),
        });
        events += put.filter(({ state }) => state !== 'few').length;
      }
      await q.run(sql('put_days'), {
        organisation,
        method: METHOD,
        days: JSON.stringify([...days].map(([day, counts]) => ({ day, ...counts }))),
      });
      const buckets = kept.map(({ bucket }) => bucket).sort();
      if (buckets.length > 0) await countEvents(q, organisation, buckets[0] ?? '', buckets.at(-1) ?? '');
      await q.run(sql('finish_file'), { digest, state: 'stored', rows: sum('logs'), unread });
      await appendFact(house, q, {
        kind: 'logs.taken',
        subject: `organisation:${organisation}`,
        organisationId: organisation,
        actor: `organisation:${organisation}`,
        data: { name: basename(file), logs: sum('logs'), noise: sum('noise'), events, method: METHOD },
      });
    });
    return {
      again: false,
      logs: sum('logs'),
      noise: sum('noise'),
      mitigated: sum('mitigated'),
      below: sum('below'),
      attempts: sum('attempts'),
      bundles: bundles.size,
      events,
      unread,
    };
  } catch (error) {
    await house.db.as(worker, (q) => q.run(sql('finish_file'), { digest, state: 'unknown', rows: 0, unread: 0 }));
    throw error;
  }
}

/** Counts the events of a body anew, for the days from that of `first` to that of `last` (both times of bundles). */
export async function countEvents(q: Queries, organisation: string, first: string, last: string): Promise<void> {
  await q.run(sql('count_events'), { organisation, first, last });
}

async function pour(house: House, body: Body, rules: readonly Rule[], file: string, digest: string) {
  const reader = new LogReader(house.clock());
  const noiseOf = matcher(rules);
  const days = new Map<string, Day>();
  const bundles = new Map<string, Bundle>();
  let unread = 0;
  let some: object[] = [];
  const flush = async () => {
    if (some.length > 0) await house.columns.insert('observe.body_log', some);
    some = [];
  };
  for await (const lines of linesOf(file)) {
    for (const line of lines) {
      const row = reader.read(line);
      if (row === null) continue;
      if (row === undefined) {
        unread++;
        continue;
      }
      const rule = noiseOf(row);
      const fate = rule
        ? 'noise'
        : isMitigated(row.action)
          ? 'mitigated'
          : row.severity < body.leastSeverity
            ? 'below'
            : 'event';
      const day = new Date(row.at.getTime() + JAPAN).toISOString().slice(0, 10);
      const counts = days.get(day) ?? { logs: 0, noise: 0, mitigated: 0, below: 0, attempts: 0 };
      days.set(day, counts);
      counts.logs++;
      counts[fate === 'event' ? 'attempts' : fate]++;
      if (fate === 'event') bundle(bundles, row, body.bundleMinutes);
      some.push({
        body: body.organisationId,
        file: digest,
        at: row.at.toISOString().replace('T', ' ').replace('Z', ''),
        form: row.form,
        source: mapped(row.source),
        target: mapped(row.target),
        port: row.port & 0xffff,
        signature: row.signature,
        severity: row.severity,
        action: row.action,
        fate,
        rule: rule ?? '',
      });
      if (some.length >= CHUNK) await flush();
    }
  }
  await flush();
  return { days, bundles, unread };
}

/** Attempts of one kind from one source belong together while less than the body's minutes lie in one step of the clock. */
function bundle(bundles: Map<string, Bundle>, row: LogRow, minutes: number): void {
  const step = minutes * 60_000;
  const at = row.at.getTime();
  const bucket = new Date(Math.floor((at + JAPAN) / step) * step - JAPAN).toISOString();
  const key = `${row.signature}\n${row.source}\n${bucket}`;
  const one = bundles.get(key);
  if (!one) {
    bundles.set(key, {
      signature: row.signature,
      source: row.source,
      target: row.target,
      port: row.port,
      bucket,
      attempts: 1,
      severity: row.severity,
      first: at,
      last: at,
    });
    return;
  }
  one.attempts++;
  one.severity = Math.max(one.severity, row.severity);
  one.first = Math.min(one.first, at);
  one.last = Math.max(one.last, at);
}

/** The first noise rule that fits a log, by its id. */
function matcher(rules: readonly Rule[]): (row: LogRow) => string | undefined {
  const made = rules.map(({ id, signature, source }) => {
    const list = new BlockList();
    const [address = '', bits = ''] = source.split('/');
    if (source !== '') list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
    const part = signature.toLowerCase();
    return (row: LogRow) => {
      if (part !== '' && !row.signature.toLowerCase().includes(part)) return undefined;
      const family = isIP(row.source);
      if (source !== '' && (family === 0 || !list.check(row.source, family === 4 ? 'ipv4' : 'ipv6'))) return undefined;
      return id;
    };
  });
  return (row) => {
    for (const rule of made) {
      const hit = rule(row);
      if (hit) return hit;
    }
    return undefined;
  };
}

function mapped(address: string): string {
  const family = isIP(address);
  return family === 4 ? `::ffff:${address}` : family === 6 ? address : '::';
}
