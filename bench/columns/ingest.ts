/**
 * How fast the column engine takes in a report: `node bench/columns/ingest.ts [rows] [folder]`. Prints the machine, the input, the
 * time to only read the file, the time to read, check, match and store it, the time to group it, and the memory of all processes.
 */
import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openColumns } from '#platform/columns';
import { productRoot } from '#platform/files';
import { openLog } from '#platform/log';
import { loadRegistry } from './registry.ts';
import { groups, ingest, reportStructure, writeReport } from './report.ts';
import { watchMemory } from './watch.ts';

const rows = Number(process.argv[2] ?? 2_000_000);
const folder = process.argv[3] ?? join(tmpdir(), 'kyojo-bench-columns');
const batch = '0192f0c1-2345-7abc-8def-000000000001';

mkdirSync(folder, { recursive: true });
rmSync(join(folder, 'hub'), { recursive: true, force: true });
const columns = await openColumns({ dataDir: join(folder, 'hub'), log: openLog('warn') });
const engine = (JSON.parse(readFileSync(join(folder, 'hub/columns/engine.json'), 'utf8')) as { pid: number }).pid;
const memory = watchMemory([engine, process.pid]);
console.log(`machine: ${cpus().length} × ${cpus()[0]?.model}; idle ${memory.now()}`);

await columns.migrate(join(productRoot, 'migrations/columns'));
const registry = await loadRegistry(columns);
console.log(
  `registry: ${registry.ranges} ranges as ${registry.prefixes} prefixes, ${registry.members} members; ${memory.now()}`,
);
const path = join(folder, `report-${rows}.csv`);
if (!existsSync(path)) await writeReport(columns, rows, path);
console.log(`report: ${rows} rows, ${(statSync(path).size / 1e6).toFixed(0)} MB`);

const file = () => createReadStream(path, { highWaterMark: 1 << 18 });
const timed = async (label: string, work: () => Promise<unknown>): Promise<number> => {
  const [from, busy] = [performance.now(), memory.cpu()];
  memory.reset();
  await work();
  const seconds = (performance.now() - from) / 1000;
  console.log(
    `${label.padEnd(34)} ${seconds.toFixed(2)} s  ${Math.round(rows / seconds / 1000)} k rows/s  cpu ${(memory.cpu() - busy).toFixed(2)} s  peak ${memory.peak()}`,
  );
  return seconds;
};

const plain = `SELECT * FROM file('${path}', 'CSVWithNames', '${reportStructure}')`;
await columns.command(`CREATE TABLE bench.nothing (${reportStructure}) ENGINE = Null`);
await timed('read (file, parsed in parallel)', () =>
  columns.command(`INSERT INTO bench.nothing ${plain}`, {}, { settings: { input_format_parallel_parsing: 1 } }),
);
const read = await timed('read (file)', () => columns.command(`INSERT INTO bench.nothing ${plain}`));
await timed('read (streamed through HTTP)', () =>
  columns.insertStream(
    `INSERT INTO bench.nothing SELECT * FROM input('${reportStructure}') FORMAT CSVWithNames`,
    file(),
  ),
);
const params = { batch, received: new Date('2026-03-02T00:00:00Z') };
const stored = await timed('read, check, match, store', () => columns.insertFile(ingest, path, { params }));
let grouped = '';
const group = await timed('group to findings', async () => {
  const [row] = await columns.query<{ groups: number; rows: number }>(groups, { batch });
  grouped = `${row?.groups} groups of ${row?.rows} rows`;
});
const [size] = await columns.query<{ bytes: number; parts: number }>(
  "SELECT round(sum(bytes_on_disk) / sum(rows), 1) AS bytes, count() AS parts FROM system.parts WHERE active AND database = 'observe' AND table = 'observation'",
);
console.log(`${grouped}; ${size?.bytes} bytes a row in ${size?.parts} parts`);
console.log(
  `whole: ${Math.round(rows / (stored + group) / 1000)} k rows/s, ${((stored + group) / read).toFixed(1)} × the time to read the file`,
);
memory.stop();
await columns.close();
