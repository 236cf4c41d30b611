/**
 * How long a survey of so many million addresses with 5,443 hits takes, counted and split per network: `./kyojo bench flow/survey [MILLIONS]`
 * (112 as the documents have it), and the next round that asks all of them again. The goal is ten minutes for each.
 */
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openColumns } from '#platform/columns';
import { openLog } from '#platform/log';
import { into, rowsSelect } from '../../src/observe/campaign/read.ts';
import { switchStatements } from '../../src/observe/matching/owners.ts';

const millions = Number(process.argv[2] ?? 2);
const HITS = 5443;
const total = millions * 1_000_000;
const folder = mkdtempSync(join(tmpdir(), 'kyojo-bench-survey-'));
const file = join(folder, 'round.csv');

/** Lines of our own CSV: every address of 101.0.0.0 onwards once, so many hits spread evenly. */
function* lines(most: number): Generator<string> {
  yield 'ip,port,device,product,result,at\n';
  const every = Math.floor(total / HITS);
  let some = '';
  let hits = 0;
  for (let i = 0; i < total; i++) {
    const ip = `${101 + (i >>> 24)}.${(i >>> 16) & 255}.${(i >>> 8) & 255}.${i & 255}`;
    const isHit = i % every === 0 && hits < most;
    if (isHit) hits++;
    some += isHit ? `${ip},23,router,Sample,weak-password,2026-04-01 00:00:00\n` : `${ip},23,,,,2026-04-01 00:00:00\n`;
    if (some.length > 1 << 20) {
      yield some;
      some = '';
    }
  }
  yield some;
}
let began = performance.now();
const said = (what: string) => {
  console.log(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  began = performance.now();
};
await pipeline(Readable.from(lines(HITS)), createWriteStream(file));
said(`wrote ${total.toLocaleString('en')} rows`);

const awake = setInterval(() => {}, 1000);
const columns = await openColumns({ dataDir: join(folder, 'data'), log: openLog('warn') });
clearInterval(awake);
const migrations = new URL('../../migrations/columns/', import.meta.url);
for (const name of readdirSync(migrations).filter((one) => /__observe__(matching|survey)__/.test(one)))
  for (const statement of readFileSync(new URL(name, migrations), 'utf8').split(/;\s*$/m))
    if (statement.replace(/^--.*$/gm, '').trim() !== '' && !statement.includes('observe.observation'))
      await columns.command(statement);
await columns.insert(
  'observe.route',
  Array.from({ length: 256 * 7 }, (_, i) => ({
    version: 1,
    prefix: `${101 + (i >> 8)}.${i & 255}.0.0/16`,
    asn: 64_512 + (i % 60),
  })),
);
for (const statement of switchStatements('route', 1)) await columns.command(statement);
began = performance.now();
const place = { campaign: '00000000-0000-7000-8000-000000000001', round: 1 };
const take = (path: string, round: number) =>
  columns.insertFile(`${into} ${rowsSelect} FORMAT CSVWithNames`, path, { params: { ...place, round } });
await take(file, 1);
said('taken in and counted');
const split = await columns.query<{ n: number; hits: number }>(
  `SELECT dictGet('observe.route_prefix', 'asn', tuple(ip)) AS n, count() AS hits FROM observe.survey_hit FINAL WHERE campaign = {campaign:UUID} AND round = {round:UInt16} GROUP BY n`,
  place,
);
const [asked] = await columns.query<{ n: number }>('SELECT sum(asked) AS n FROM observe.survey_asked');
said('split per network');
const hits = split.reduce((sum, one) => sum + Number(one.hits), 0);
console.log(
  `${Number(asked?.n).toLocaleString('en')} asked, ${hits.toLocaleString('en')} hits in ${split.length} networks: ${Number(asked?.n) === total && hits === HITS ? 'right' : 'WRONG'}`,
);
// The next round asks everybody again, and nobody answers any more: every device of the first is told by its address.
await pipeline(Readable.from(lines(0)), createWriteStream(file));
began = performance.now();
await take(file, 2);
const [clean] = await columns.query<{ n: number }>(
  'SELECT count() AS n FROM observe.survey_clean FINAL WHERE campaign = {campaign:UUID} AND round = 2',
  place,
);
said('next round, found before and asked again');
console.log(
  `${Number(clean?.n).toLocaleString('en')} no longer answer: ${Number(clean?.n) === HITS ? 'right' : 'WRONG'}`,
);
await columns.close();
rmSync(folder, { recursive: true, force: true });
