/**
 * How a national survey goes in: `./kyojo bench loop/stream [rows] [rows a file] [devices] [sweep|again]`. Observations (default 112,000,000, the size of the
 * NOTICE survey) are generated as a stream by the engine and taken in, stored and applied in files of 2 million, each step beside the next.
 * `sweep`: a survey goes through the addresses once, so a device turns up in one file, 112 times. `again`: every file sees every device.
 * Says the memory of all processes every 10 s: it must stay flat. The work of generating is part of what is measured.
 */
import type { Readable } from 'node:stream';
import { freshRegistry, receiveReport, storeBatch } from '#observe';
import { applyBatch } from '#tell';
import { benchHub, fillRegister, machine } from './hub.ts';
import { load, mebibytes, processesOf, processorSeconds } from './start.ts';

/** The survey's addresses: half belong to members, half are merely in a provider's network. */
const SURVEY = `WITH (SELECT groupArray(IPv4StringToNum(splitByChar('/', key)[1])) FROM (SELECT key FROM observe.reach WHERE kind = 'prefix' AND position(key, ':') = 0 ORDER BY sipHash64(key) LIMIT {half:UInt32})) AS owned,
  (SELECT groupArray(IPv4StringToNum(splitByChar('/', prefix)[1])) FROM (SELECT prefix FROM observe.route WHERE position(prefix, ':') = 0 ORDER BY sipHash64(prefix) LIMIT {half:UInt32})) AS routed
SELECT formatDateTime(toDateTime('2026-11-20 00:00:00', 'UTC') + intDiv(number, 1400), '%Y-%m-%d %H:%i:%S', 'UTC') AS timestamp, ['low', 'medium', 'high'][1 + device % 3] AS severity,
  IPv4NumToString(toUInt32(if(device % 2 = 0, owned[1 + intDiv(device, 2) % length(owned)], routed[1 + intDiv(device, 2) % length(routed)]) + device % 14)) AS ip,
  'tcp' AS protocol, [23, 3389, 445, 21][1 + device % 4] AS port, concat('host-', lower(hex(device)), '.isp', toString(device % 5003), '.example') AS hostname, 'telnet' AS tag, 64496 AS asn, 'JP' AS geo,
  concat('TOKYO-', toString(device % 20)) AS region, concat('CITY ', toString(device % 2000)) AS city, '517311' AS naics, 'Communications, Service Provider, and Hosting Service' AS sector
FROM (SELECT number, if({again:UInt8} = 1, sipHash64(number, 'd') % {devices:UInt32}, intDiv(number * {devices:UInt32}, {rows:UInt64})) AS device FROM numbers({from:UInt64}, {count:UInt64})) FORMAT CSVWithNames`;

const rows = Number(process.argv[2] ?? 112_000_000);
const perFile = Math.min(rows, Number(process.argv[3] ?? 2_000_000));
const devices = Number(process.argv[4] ?? Math.ceil(rows / 112));
const again = process.argv[5] === 'again';
const open = await benchHub({ KYOJO_MAX_UPLOAD_MB: '1000000' });
const { house, folder } = open;
let watch: NodeJS.Timeout | undefined;
try {
  console.log(`${machine()}; ${load()}`);
  await fillRegister(open);
  await freshRegistry(house);
  const files = Math.ceil(rows / perFile);
  console.log(
    `input: ${rows.toLocaleString('en')} rows of 13 columns in ${files} files, ${devices.toLocaleString('en')} devices, ${again ? 'each seen again in every file' : 'swept once'}; ${mebibytes(processesOf(process.pid, folder))} MiB before`,
  );

  const used = () => processorSeconds(processesOf(process.pid, folder));
  const began = performance.now();
  const usedBefore = used();
  const elapsed = () => (performance.now() - began) / 1000;
  let done = 0;
  let peak = 0;
  let since = 0;
  let due = 10;
  watch = setInterval(() => {
    const memory = mebibytes(processesOf(process.pid, folder));
    peak = Math.max(peak, memory);
    since = Math.max(since, memory);
    if (elapsed() < due) return;
    due += 10;
    console.log(
      `${elapsed().toFixed(0).padStart(5)} s  ${done.toLocaleString('en').padStart(12)} rows done  most memory of these 10 s ${since} MiB`,
    );
    since = 0;
  }, 1000);
  const receive = async (file: number): Promise<string> => {
    const from = file * perFile;
    const body: Readable = await house.columns.export(SURVEY, {
      from,
      count: Math.min(perFile, rows - from),
      rows,
      devices,
      again: again ? 1 : 0,
      half: Math.ceil(devices / 2),
    });
    return (
      await receiveReport(house, {
        feed: 'shadowserver',
        name: `2026-11-20-device_id-${file}.csv`,
        origin: 'http',
        body,
      })
    ).batchId;
  };
  let applying: Promise<void> = Promise.resolve();
  let arriving: Promise<string> | undefined = receive(0);
  for (let file = 0; arriving; file++) {
    const subject = `batch:${await arriving}`;
    arriving = file + 1 < files ? receive(file + 1) : undefined;
    await storeBatch.handle(house, { subject });
    await applying;
    applying = applyBatch.handle(house, { subject }).then(() => {
      done = Math.min(rows, (file + 1) * perFile);
    });
  }
  await applying;
  const seconds = elapsed();
  const [stored] = await house.columns.query<{ count: number }>('SELECT count() AS count FROM observe.observation');
  const processor = used() - usedBefore;
  console.log(
    `whole: ${Number(stored?.count).toLocaleString('en')} rows stored and applied in ${seconds.toFixed(1)} s, ${Math.round(rows / seconds).toLocaleString('en')} rows/s, processor ${processor.toFixed(1)} s, peak ${peak} MiB; ${load()}`,
  );
  if (rows < 112_000_000)
    console.log(
      `extrapolated, not measured: 112,000,000 rows in ${(((112e6 / rows) * seconds) / 60).toFixed(1)} min at this load, ${(((112e6 / rows) * processor) / 2 / 60).toFixed(1)} min if both cores did nothing else (goal ≤ 4 min)`,
    );
} finally {
  clearInterval(watch);
  await open.end();
}
