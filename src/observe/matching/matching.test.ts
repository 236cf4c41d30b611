import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Session } from 'chdb';
import fc from 'fast-check';
import { quote } from '../feed/sql-text.ts';
import { parseAddress, parseNetwork, showPrefix, splitRange } from './address.ts';
import { readRegistered, registeredSql, switchStatements, withOwners } from './owners.ts';
import { matchingTables, type Registration } from './tables.ts';
import { matchUrlPattern } from './url-pattern.ts';

const schema = ['20261121T0410__observe__matching__create', '20261121T1000__observe__matching__one-holder'].map(
  (step) => new URL(`../../../migrations/columns/${step}.sql`, import.meta.url),
);
const org = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const own = (
  n: number,
  kind: Registration['kind'],
  value: string,
  reach: Registration['reach'] = 'covering',
): Registration => ({ organisation: org(n), kind, value, reach });

describe('observe: addresses and networks', () => {
  it('reads every text form of an address and refuses what is none', () => {
    for (const text of [
      '0.0.0.0',
      '255.255.255.255',
      '::',
      '::1',
      'fe80::',
      '2001:db8::ffff:1.2.3.4',
      '1:2:3:4:5:6:7:8',
    ])
      assert.notEqual(parseAddress(text), null, text);
    for (const text of [
      '',
      '1.2.3',
      '1.2.3.256',
      '01.2.3.4',
      '1:2:3:4:5:6:7',
      ':::',
      '1::2::3',
      'fe80::1%eth0',
      '1:2:3:4:5:6:7:8:9',
    ])
      assert.equal(parseAddress(text), null, text);
  });

  it('makes of a range the blocks that hold exactly its addresses', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(70_000), (first, more) => {
        const [a, b] = [0xffff00000000n + BigInt(first), 0xffff00000000n + BigInt(Math.min(first + more, 0xffffffff))];
        let at = a;
        for (const block of splitRange(a, b)) {
          assert.equal(block.base, at);
          at += 1n << BigInt(128 - block.length);
        }
        assert.equal(at, b + 1n);
      }),
    );
  });

  it('clears host bits, and takes an empty range as nothing', () => {
    assert.deepEqual(parseNetwork('10.20.30.41/24')?.map(showPrefix), ['10.20.30.0/24']);
    assert.deepEqual(parseNetwork('10.0.0.1-10.0.0.0'), []);
    assert.deepEqual(parseNetwork('10.0.0.0-10.0.0.2')?.map(showPrefix), ['10.0.0.0/31', '10.0.0.2/32']);
    assert.deepEqual(parseNetwork('2001:db8::-2001:db8::1')?.map(showPrefix), ['2001:db8:0:0:0:0:0:0/127']);
    assert.equal(parseNetwork('10.0.0.0/33'), null);
  });
});

describe('observe: whom an observation concerns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-matching-'));
  let engine: Session;
  let version = 0;
  before(() => {
    engine = new Session(folder);
    for (const step of schema)
      for (const statement of readFileSync(step, 'utf8').split(/;\s*\n/))
        if (/(CREATE|DROP) (DATABASE|TABLE|DICTIONARY)/.test(statement)) engine.query(statement);
  });
  after(() => {
    engine.cleanup();
    rmSync(folder, { recursive: true, force: true });
  });

  const rowsOf = (text: string) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const register = (registrations: readonly Registration[], ignore: readonly string[] = []) => {
    version++;
    const { rows } = matchingTables(registrations, ignore);
    const values = rows.map(
      (r) => `(${version}, '${r.kind}', ${quote(r.key)}, [${r.owners.map(quote).join(', ')}], ${r.exclusive})`,
    );
    if (values.length > 0)
      engine.query(`INSERT INTO observe.reach (version, kind, key, owners, exclusive) VALUES ${values.join(', ')}`);
    for (const statement of switchStatements('reach', version)) engine.query(statement);
  };
  const ask = (seen: { ip?: string; domain?: string; url?: string; asn?: number; country?: string; kind?: string }) => {
    const select = `SELECT toIPv6(${quote(seen.ip ?? '::')}) AS ip, ${quote(seen.domain ?? '')} AS domain, ${quote(seen.url ?? '')} AS url, toUInt32(${seen.asn ?? 0}) AS asn, ${quote(seen.country ?? '')} AS country, ${quote(seen.kind ?? 'open-telnet')} AS kind`;
    const row = JSON.parse(engine.query(withOwners(select), 'JSONEachRow'));
    // What is left out because nobody registered it or no row has it must not change an answer.
    const registered = readRegistered(rowsOf(engine.query(registeredSql, 'JSONEachRow')));
    const known = new Map(['domain', 'url', 'country'].map((name) => [name, [Object(seen)[name] ?? '']]));
    const shorter = withOwners(select, { registered, known });
    assert.deepEqual(JSON.parse(engine.query(shorter, 'JSONEachRow')), row);
    return {
      owners: row.owners.map((o: string) => Number(o.slice(-12))).sort(),
      by: row.owner_by,
      ignored: row.ignored,
      providers: row.providers.length,
    };
  };

  it('lets every holder of a covering prefix hear, and only the most specific exclusive one', () => {
    register([
      own(1, 'prefix', '10.0.0.0/8'),
      own(2, 'prefix', '10.1.0.0/16'),
      own(3, 'prefix', '10.1.2.0/24', 'exclusive'),
      own(4, 'prefix', '10.1.2.3'),
      own(5, 'prefix', '10.1.2.3'),
    ]);
    assert.deepEqual(ask({ ip: '10.9.9.9' }), { owners: [1], by: 'prefix', ignored: 0, providers: 0 });
    assert.deepEqual(ask({ ip: '10.1.9.9' }).owners, [1, 2]);
    assert.deepEqual(ask({ ip: '10.1.2.9' }).owners, [3]);
    assert.deepEqual(ask({ ip: '10.1.2.3' }).owners, [3, 4, 5]);
    assert.deepEqual(ask({ ip: '11.0.0.1' }), { owners: [], by: 'none', ignored: 0, providers: 0 });
  });

  it('silences the holder of the AS number where a prefix in it is exclusive', () => {
    register([
      own(1, 'as-number', 'AS64500'),
      own(2, 'prefix', '192.0.2.0/25', 'exclusive'),
      own(3, 'prefix', '192.0.2.128/25'),
      own(4, 'country', 'jp'),
    ]);
    assert.deepEqual(ask({ ip: '192.0.2.1', asn: 64500, country: 'JP' }).owners, [2]);
    assert.deepEqual(ask({ ip: '192.0.2.200', asn: 64500, country: 'JP' }).owners, [1, 3, 4]);
    assert.deepEqual(ask({ ip: '198.51.100.1', asn: 64500 }), { owners: [1], by: 'asn', ignored: 0, providers: 0 });
  });

  it('compares names label by label and in A-labels', () => {
    register([
      own(1, 'domain', 'bücher.example'),
      own(2, 'domain', '*.shop.example.'),
      own(3, 'domain', 'www.shop.example', 'exclusive'),
    ]);
    assert.deepEqual(ask({ domain: 'xn--bcher-kva.example' }).owners, [1]);
    assert.deepEqual(ask({ domain: 'a.b.shop.example' }).owners, [2]);
    assert.deepEqual(ask({ domain: 'x.www.shop.example' }).owners, [3]);
    assert.deepEqual(ask({ domain: 'webshop.example' }).owners, []);
    assert.deepEqual(ask({ url: 'https://user@WWW.shop.example:8443/login?x=1' }), {
      owners: [3],
      by: 'domain',
      ignored: 0,
      providers: 0,
    });
  });

  it('takes a registered URL for itself and what lies below its path', () => {
    register([
      own(1, 'url', 'HTTPS://Pages.Example/Member/'),
      own(2, 'url', 'https://pages.example/Member/forms', 'exclusive'),
    ]);
    assert.deepEqual(ask({ url: 'https://pages.example/Member/x.html' }), {
      owners: [1],
      by: 'url',
      ignored: 0,
      providers: 0,
    });
    assert.deepEqual(ask({ url: 'https://pages.example/Member?page=2#top' }).owners, [1]);
    assert.deepEqual(ask({ url: 'https://PAGES.example/Member/forms/a' }).owners, [2]);
    assert.deepEqual(ask({ url: 'https://pages.example/Members' }).owners, []);
  });

  it('keeps a leaked account from whoever hosts the address', () => {
    register([own(1, 'prefix', '203.0.113.0/24'), own(2, 'domain', 'member.example')]);
    assert.deepEqual(ask({ ip: '203.0.113.9', domain: 'mail.member.example', kind: 'leaked-account' }).owners, [2]);
  });

  it('marks ignored networks and asks the provider where nobody owns the address', () => {
    register([], ['198.51.100.0/24']);
    engine.query(`INSERT INTO observe.route VALUES (${version}, '203.0.113.0/24', 64501)`);
    engine.query(`INSERT INTO observe.provider VALUES (${version}, 64501, ['${org(9)}'])`);
    for (const subject of ['route', 'provider'] as const)
      for (const statement of switchStatements(subject, version)) engine.query(statement);
    assert.deepEqual(ask({ ip: '198.51.100.7' }), { owners: [], by: 'none', ignored: 1, providers: 0 });
    assert.deepEqual(ask({ ip: '203.0.113.7' }), { owners: [], by: 'provider', ignored: 0, providers: 1 });
  });

  it('agrees with a plain walk over all registrations, for any of them', () => {
    const prefix = fc.tuple(fc.nat(3), fc.nat(255), fc.integer({ min: 8, max: 32 }), fc.boolean());
    fc.assert(
      fc.property(
        fc.array(prefix, { maxLength: 12 }),
        fc.array(fc.tuple(fc.nat(3), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (prefixes, asked) => {
          const registrations = prefixes.map(([a, b, length, exclusive], i) =>
            own(i + 1, 'prefix', `10.${a}.0.${b}/${length}`, exclusive ? 'exclusive' : 'covering'),
          );
          register(registrations);
          const values = asked.map(([a, b]) => `('10.${a}.0.${b}')`).join(', ');
          const select = `SELECT toIPv6(t) AS ip, '' AS domain, '' AS url, toUInt32(0) AS asn, '' AS country, 'x' AS kind FROM values('t String', ${values})`;
          const answers = engine
            .query(withOwners(select), 'JSONEachRow')
            .split('\n')
            .filter((l) => l !== '')
            .map((l) => JSON.parse(l));
          for (const [i, [a, b]] of asked.entries()) {
            const ip = parseAddress(`10.${a}.0.${b}`) ?? 0n;
            const hits = registrations.flatMap((r) =>
              (parseNetwork(r.value) ?? [])
                .filter((p) => ip >= p.base && ip < p.base + (1n << BigInt(128 - p.length)))
                .map((p) => ({ r, length: p.length })),
            );
            const barrier = Math.max(-1, ...hits.filter((h) => h.r.reach === 'exclusive').map((h) => h.length));
            const expected = [...new Set(hits.filter((h) => h.length >= barrier).map((h) => h.r.organisation))].sort();
            assert.deepEqual([...answers[i].owners].sort(), expected);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('observe: patterns of URLs', () => {
  const urls = ['http://a.example/x', 'https://b.example/y?q=1'];
  it('tries a pattern as a regular expression and as a glob', () => {
    assert.deepEqual(matchUrlPattern('b\\.example', urls).urls, [urls[1]]);
    assert.deepEqual(matchUrlPattern('http://*', urls).urls, [urls[0]]);
    assert.deepEqual(matchUrlPattern('(', urls).urls, []);
    assert.deepEqual(matchUrlPattern('', urls).urls, []);
  });
  it('gives up on a pattern that costs too much', () => {
    const answer = matchUrlPattern('(\\w+\\w+)+\\w+\\w+$', [`${'a'.repeat(400)}!`]);
    assert.deepEqual(answer, { urls: [], tooCostly: true });
  });
  it('never throws, whatever the pattern', () => {
    fc.assert(
      fc.property(fc.string(), (pattern) => void matchUrlPattern(pattern, ['http://a.example/'])),
      { numRuns: 300 },
    );
  });
});
