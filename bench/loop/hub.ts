import { execSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { loadRoutingTable, type OrganisationRow, takeOrganisations } from '#know';
import { loadRoutes } from '#observe';
import { readConfig } from '#platform/config';
import { statement } from '#platform/postgres';
import { type OpenHouse, openHouse } from '../../src/app/house.ts';

/** A hub of its own for one benchmark, on the embedded stores, thrown away after it. */
export async function benchHub(
  env: Readonly<Record<string, string>> = {},
): Promise<OpenHouse & { readonly folder: string; end(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-bench-'));
  const open = await openHouse(
    readConfig({ KYOJO_DATA: folder, KYOJO_LOG: 'warn', KYOJO_URL: 'http://hub.example', ...env }),
  ).catch((error) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    ...open,
    folder,
    async end() {
      await open.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One line about the machine. */
export function machine(): string {
  return `machine: ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

/** The real routing table as providers, and `count` invented members, each with a /28 inside a really routed range. */
export async function fillRegister(open: OpenHouse, count = 112_379): Promise<void> {
  const { house } = open;
  await loadRoutingTable(house, 'bench');
  await loadRoutes(house);
  const ranges = await house.columns.query<{ prefix: string }>(
    "SELECT prefix FROM observe.route WHERE position(prefix, ':') = 0 AND toUInt8(splitByChar('/', prefix)[2]) <= 24 ORDER BY sipHash64(prefix) LIMIT {count:UInt32}",
    { count },
  );
  const rows = Array.from({ length: count }, (_, index): OrganisationRow => {
    const base = (ranges[index % ranges.length]?.prefix ?? '192.0.2.0/24').split('/')[0] ?? '';
    const host = 16 * Math.floor(index / ranges.length);
    return {
      externalId: `bench-${index}`,
      name: `例示組織 ${index}`,
      nameKana: '',
      nameEn: '',
      corporateNumber: null,
      kind: 'member',
      sector: '',
      prefecture: '',
      staffCount: null,
      language: 'ja',
      parent: '',
      postalCode: '',
      postalAddress: '',
      contacts: [{ email: `security@member${index}.example`, name: '', rank: 1 }],
      registrations: [
        { kind: 'prefix', value: `${base.replace(/\d+$/, String(host % 256))}/28` },
        { kind: 'domain', value: `member${index}.example` },
      ],
    };
  });
  await house.db.as({ kind: 'worker' }, (q) => takeOrganisations(house, q, rows, 'bench'));
  await house.db.as({ kind: 'worker' }, (q) =>
    q.run(
      statement(
        'feed',
        "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver') ON CONFLICT DO NOTHING",
      ),
    ),
  );
}

/** This process, the column engine and every PostgreSQL process below the folder: pid and what it was started with. */
function processesOf(folder: string): Map<string, string> {
  const found = new Map([[String(process.pid), 'hub']]);
  for (const line of execSync('ps -eo pid,ppid,args', { encoding: 'utf8' }).split('\n')) {
    const [, pid, ppid, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid && pid !== String(process.pid) && (args?.includes(folder) || found.has(ppid ?? '')))
      found.set(pid, args ?? '');
  }
  return found;
}

/** Processor seconds so far, by who used them. They are steadier than the clock on a machine with other work. */
export function processorOf(folder: string): {
  readonly hub: number;
  readonly engine: number;
  readonly postgres: number;
} {
  const sum = { hub: 0, engine: 0, postgres: 0 };
  for (const [pid, args] of processesOf(folder)) {
    try {
      const [user, system, childUser, childSystem] = (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] ?? '')
        .split(' ')
        .slice(11, 15)
        .map((ticks) => Number(ticks) / 100);
      const who = args === 'hub' ? 'hub' : args.includes('engine.ts') ? 'engine' : 'postgres';
      // What a connection of PostgreSQL used is its parent's when it has ended; the hub's children are counted themselves.
      sum[who] += (user ?? 0) + (system ?? 0) + (who === 'postgres' ? (childUser ?? 0) + (childSystem ?? 0) : 0);
    } catch {
      // it ended meanwhile
    }
  }
  return sum;
}

/** Resident memory of the same processes, in MiB (shared pages counted once each). */
export function memoryOf(folder: string): number {
  let kilobytes = 0;
  for (const pid of processesOf(folder).keys()) {
    try {
      kilobytes += Number(/Pss:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // it ended meanwhile
    }
  }
  return Math.round(kilobytes / 1024);
}

/** The value below which `share` of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
