/**
 * How fast a report becomes findings, end to end on the embedded stores: `./kyojo bench loop/ingest [rows] [devices]`. Read, normalise,
 * check, match against the real routing table and 112,379 organisations, store with all unknown columns, group, write the findings.
 * Compared, in the same run, with the time the same engine needs just to read the same file.
 */
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { freshRegistry, groupsOf, receiveReport, storeBatch } from '#observe';
import { applyBatch } from '#tell';
import { reportStructure } from '../columns/report.ts';
import { benchHub, fillRegister, machine, memoryOf, processorOf } from './hub.ts';

const rows = Number(process.argv[2] ?? 10_000_000);
const devices = Number(process.argv[3] ?? 100_000);
const open = await benchHub({ KYOJO_MAX_UPLOAD_MB: '1000000' });
const { house, folder } = open;
console.log(machine());
console.log(`idle: ${memoryOf(folder)} MiB in all processes`);
await fillRegister(open);
await freshRegistry(house);

// The same devices are seen again and again, as a day of sensors sees them; half of them belong to members.
const path = join(folder, '2026-11-20-device_id-bench.csv');
await pipeline(
  await house.columns.export(
    `WITH (SELECT groupArray(IPv4StringToNum(splitByChar('/', key)[1])) FROM (SELECT key FROM observe.reach WHERE kind = 'prefix' AND position(key, ':') = 0 ORDER BY sipHash64(key) LIMIT {half:UInt32})) AS owned,
      (SELECT groupArray((IPv4StringToNum(splitByChar('/', prefix)[1]), asn)) FROM (SELECT prefix, asn FROM observe.route WHERE position(prefix, ':') = 0 ORDER BY sipHash64(prefix) LIMIT {half:UInt32})) AS routed
     SELECT formatDateTime(toDateTime('2026-11-20 00:00:00', 'UTC') + sipHash64(number, 't') % 86400, '%Y-%m-%d %H:%i:%S', 'UTC') AS timestamp,
       ['low', 'medium', 'high'][1 + device % 3] AS severity,
       IPv4NumToString(toUInt32(if(device % 2 = 0, owned[1 + intDiv(device, 2) % length(owned)], tupleElement(routed[1 + intDiv(device, 2) % length(routed)], 1)) + device % 14)) AS ip,
       'tcp' AS protocol, [23, 3389, 445, 21][1 + device % 4] AS port,
       concat('host-', lower(hex(device)), '.isp', toString(device % 5003), '.example') AS hostname, 'telnet' AS tag, 64496 AS asn, 'JP' AS geo,
       concat('TOKYO-', toString(device % 20)) AS region, concat('CITY ', toString(device % 2000)) AS city, '517311' AS naics, 'Communications, Service Provider, and Hosting Service' AS sector
     FROM (SELECT number, sipHash64(number, 'd') % {devices:UInt32} AS device FROM numbers_mt({rows:UInt64})) FORMAT CSVWithNames`,
    { rows, devices, half: Math.ceil(devices / 2) },
  ),
  createWriteStream(path),
);
const megabytes = statSync(path).size / 1e6;
console.log(
  `input: ${rows.toLocaleString('en')} rows, ${devices.toLocaleString('en')} devices, ${megabytes.toFixed(0)} MB CSV, 13 columns`,
);

let peak = 0;
let watched = 0;
const watch = setInterval(() => {
  const before = process.cpuUsage();
  peak = Math.max(peak, memoryOf(folder));
  const { user, system } = process.cpuUsage(before);
  watched += (user + system) / 1e6; // looking is no part of the work
}, 1000);
let used = { hub: 0, engine: 0, postgres: 0 };
const seconds = async (work: () => Promise<unknown>) => {
  const [before, watchedBefore] = [processorOf(folder), watched];
  const from = performance.now();
  await work();
  const time = (performance.now() - from) / 1000;
  const after = processorOf(folder);
  used = {
    hub: after.hub - before.hub - (watched - watchedBefore),
    engine: after.engine - before.engine,
    postgres: after.postgres - before.postgres,
  };
  return time;
};
const sums: number[] = [];
const said = (label: string, time: number) =>
  console.log(
    `${label.padEnd(46)} ${time.toFixed(2).padStart(7)} s ${Math.round(rows / time)
      .toLocaleString('en')
      .padStart(
        11,
      )} rows/s   processor: hub ${used.hub.toFixed(2)}, engine ${used.engine.toFixed(2)}, PostgreSQL ${used.postgres.toFixed(2)} s`,
  );

const read = await seconds(() =>
  house.columns.query(`SELECT sum(length(hostname)) FROM file('${path}', 'CSVWithNames', '${reportStructure}')`),
);
said('the engine just reads the file', read);
let batch = '';
const receive = await seconds(async () => {
  batch = (
    await receiveReport(house, {
      feed: 'shadowserver',
      name: '2026-11-20-device_id-bench.csv',
      origin: 'file',
      body: createReadStream(path, { highWaterMark: 1 << 20 }),
    })
  ).batchId;
});
said('taken in (copied, hashed, flushed to disk)', receive);
const store = await seconds(() => storeBatch.handle(house, { subject: `batch:${batch}` }));
said('stored (normalised, checked, matched)', store);
sums.push(used.hub + used.engine + used.postgres);
let groupCount = 0;
const grouping = await seconds(async () => {
  for await (const some of groupsOf(house, batch, 5000)) groupCount += some.length;
});
said(`  of which: grouped (${groupCount.toLocaleString('en')} groups)`, grouping);
const apply = await seconds(() => applyBatch.handle(house, { subject: `batch:${batch}` }));
said('grouped and written as findings', apply);
sums.push(used.hub + used.engine + used.postgres);
const whole = store + apply;
const worked = sums.reduce((sum, one) => sum + one, 0);
console.log(
  `${'end to end: stored + findings'.padEnd(46)} ${whole.toFixed(2).padStart(7)} s ${Math.round(rows / whole)
    .toLocaleString('en')
    .padStart(
      11,
    )} rows/s   processor: ${worked.toFixed(2)} s, so ${Math.round((2 * rows) / worked).toLocaleString('en')} rows/s if two cores did nothing else`,
);
clearInterval(watch);
const counts = await house.db.pool.connect().then(async (client) => {
  await client.query('BEGIN; SET LOCAL ROLE kyojo_worker');
  const result = await client.query(
    'SELECT (SELECT count(*) FROM tell.finding) AS findings, (SELECT sum(seen_count) FROM tell.finding) AS seen, (SELECT rows_read FROM observe.batch LIMIT 1) AS rows_read, (SELECT rows_quarantined FROM observe.batch LIMIT 1) AS aside',
  );
  await client.query('ROLLBACK');
  client.release();
  return result.rows[0];
});
console.log(
  `findings ${counts.findings}, observations in them ${counts.seen}, stored ${counts.rows_read}, laid aside ${counts.aside}`,
);
console.log(
  `${(whole / read).toFixed(1)} × the time of only reading (goal ≤ 5); goal ≥ 600,000 rows/s; peak ${peak} MiB in all processes (goal ≤ 2560)`,
);
await open.end();
