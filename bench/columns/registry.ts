import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type { Columns } from '#platform/columns';

const MEMBERS = 112_379;
const FILES = [
  ['asn-ipv4-num.csv', 32],
  ['asn-ipv6-num.csv', 128],
] as const;

/** The prefixes that make up a range of addresses, in order. */
export function* cutIntoPrefixes(
  first: bigint,
  last: bigint,
  bits: number,
): Generator<[start: bigint, length: number]> {
  for (let at = first; at <= last; ) {
    let free = 0;
    const fits = (more: number) => (at & ((1n << BigInt(more)) - 1n)) === 0n && at + (1n << BigInt(more)) - 1n <= last;
    while (free < bits && fits(free + 1)) free++;
    yield [at, bits - free];
    at += 1n << BigInt(free);
  }
}

function show(address: bigint, bits: number): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');
  return (address.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':');
}

function* rangesOf(file: string): Generator<string[]> {
  const path = createRequire(import.meta.url)
    .resolve('@ip-location-db/asn/package.json')
    .replace('package.json', file);
  for (const line of readFileSync(path, 'utf8').split('\n')) if (line !== '') yield line.split(',', 3);
}

/** Loads the real routing table (`@ip-location-db/asn`, CC BY) and 112,379 invented members within it; gives their numbers. */
export async function loadRegistry(columns: Columns): Promise<{ ranges: number; prefixes: number; members: number }> {
  let count = 0;
  let prefixes = 0;
  function* routes(): Generator<Buffer> {
    for (const [file, bits] of FILES) {
      for (const [first = '', last = '', asn = ''] of rangesOf(file)) {
        let lines = '';
        for (const [start, length] of cutIntoPrefixes(BigInt(first), BigInt(last), bits)) {
          lines += `${show(start, bits)}/${length}\t${asn}\n`;
          prefixes++;
        }
        count++;
        yield Buffer.from(lines);
      }
    }
  }
  function* ranges(): Generator<Buffer> {
    let i = 0;
    for (const range of rangesOf('asn-ipv4-num.csv')) yield Buffer.from(`${i++}\t${range.join('\t')}\n`);
  }
  const fill = (table: string, rows: Iterable<Buffer>) =>
    columns.insertStream(`INSERT INTO bench.${table} FORMAT TSV`, Readable.from(rows, { objectMode: false }));
  await columns.command('CREATE DATABASE bench');
  await columns.command('CREATE TABLE bench.route (prefix String, asn UInt32) ENGINE = MergeTree ORDER BY prefix');
  await columns.command(
    'CREATE TABLE bench.range (i UInt32, first UInt32, last UInt32, asn UInt32) ENGINE = MergeTree ORDER BY i',
  );
  await columns.command(
    'CREATE TABLE bench.member (prefix String, owner_set UInt32) ENGINE = MergeTree ORDER BY prefix',
  );
  await fill('route', routes());
  await fill('range', ranges());
  await columns.command(`
    INSERT INTO bench.member
    SELECT concat(IPv4NumToString(toUInt32(bitAnd(first + sipHash64(number, 'at') % (last - first + 1), bitShiftLeft(toUInt64(4294967295), 32 - length) % 4294967296))), '/', toString(length)), number + 1
    FROM (SELECT number, sipHash64(number, 'range') % (SELECT count() FROM bench.range) AS i, 22 + sipHash64(number, 'length') % 8 AS length FROM numbers(${MEMBERS})) AS n
    JOIN bench.range AS r ON r.i = n.i`);
  await makeDictionaries(columns);
  return { ranges: count, prefixes, members: MEMBERS };
}

// Values are single numbers: an array as a value costs about twice as much at every look-up, found or not.
async function makeDictionaries(columns: Columns): Promise<void> {
  const uuidOf = (number: string) =>
    `UUIDNumToString(toFixedString(reinterpretAsString(sipHash128(${number})), 16))::UUID`;
  const members = `SELECT number + 1 AS id, [${uuidOf('number')}] AS owners FROM numbers(${MEMBERS})`;
  const providers = `SELECT DISTINCT toUInt64(asn) AS asn, ${uuidOf('asn')} AS provider FROM bench.route`;
  const domains =
    "SELECT concat('isp', toString(number), '.example') AS domain, number + 1 AS owner_set FROM numbers(5003) WHERE number % 5 = 0";
  for (const [name, key, value, query, layout] of [
    [
      'member_of',
      'prefix String',
      'owner_set UInt32 DEFAULT 0',
      'SELECT prefix, owner_set FROM bench.member',
      'IP_TRIE',
    ],
    ['owners_of', 'id UInt64', 'owners Array(UUID)', members, 'HASHED_ARRAY'],
    ['asn_of', 'prefix String', 'asn UInt32 DEFAULT 0', 'SELECT prefix, asn FROM bench.route', 'IP_TRIE'],
    ['provider_of', 'asn UInt64', 'provider UUID', providers, 'HASHED_ARRAY'],
    ['domain_of', 'domain String', 'owner_set UInt32 DEFAULT 0', domains, 'COMPLEX_KEY_HASHED_ARRAY'],
  ] as const) {
    const source = query.replaceAll("'", "''");
    await columns.command(
      `CREATE DICTIONARY bench.${name} (${key}, ${value}) PRIMARY KEY ${key.split(' ')[0]} SOURCE(CLICKHOUSE(QUERY '${source}')) LAYOUT(${layout}) LIFETIME(0)`,
    );
    await columns.command(`SYSTEM RELOAD DICTIONARY bench.${name}`);
  }
}
