import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testEngine } from '../../../../test/lib/engine.ts';
import { builtInFeeds } from '../catalogue.ts';
import { Reader, type ReaderOf } from '../reader.ts';
import { readSample } from '../sample.ts';
import { readCsvHead } from './csv.ts';

describe('observe: names of columns that stand in a comment', () => {
  const table: [columnsIn: string, line: string, names: string[]][] = [
    ['# ', '# id,when,url', ['id', 'when', 'url']],
    ['# id,', '# id,when,url', ['id', 'when', 'url']],
    ['# id', '# id,when', ['id', 'when']],
    ['#id,', '#id,when', ['id', 'when']],
    ['# "id",', '# "id","when"', ['id', 'when']],
    ['#Fields: ', '#Fields: id,when', ['id', 'when']],
    [';', ';id,when', ['id', 'when']],
  ];
  for (const [columnsIn, line, names] of table)
    it(`${line} known by ${columnsIn}`, () => {
      const reader = Reader.parse({ kind: 'csv', columnsIn, comment: ['#'] }) as ReaderOf<'csv'>;
      assert.deepEqual(
        readCsvHead(`# a word before\n${line}\n1,2\n`.replace('# a word', '- a word'), reader)?.columns,
        names,
      );
    });
});

/** Rows of documentation addresses under the header lines that abuse.ch publishes with its lists. */
const lists: Readonly<Record<string, readonly [text: string, domain: string, ip: string, port: number]>> = {
  urlhaus: [
    `################################\n# A list                       #\n#\n# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\n"7","2026-11-19 08:00:11","http://203.0.113.7:8080/x.sh","online","2026-11-20 00:00:00","malware_download","elf,mozi","https://urlhaus.example/url/7/","someone"\n`,
    '',
    '::ffff:203.0.113.7',
    8080,
  ],
  'feodo-tracker': [
    `# A list\n"first_seen_utc","dst_ip","dst_port","c2_status","last_online","malware"\n"2026-11-19 08:00:11","203.0.113.8","443","online","2026-11-20","Trickster"\n# END\n`,
    '',
    '::ffff:203.0.113.8',
    443,
  ],
  sslbl: [`# Firstseen,DstIP,DstPort\n2026-11-19 08:00:11,203.0.113.9,8443\n`, '', '::ffff:203.0.113.9', 8443],
};

describe('observe: the lists of abuse.ch are read under the headers they come with', () => {
  const engine = testEngine();
  for (const [feed, [text, domain, ip, port]] of Object.entries(lists))
    for (const by of ['engine', 'stream'] as const)
      it(`${feed} by ${by}`, async () => {
        const mapping = builtInFeeds().get(feed);
        assert.ok(mapping);
        const sample = await readSample(
          async (sql) => engine.query(sql, 'JSONEachRow'),
          mapping,
          {},
          Buffer.from(text),
          by,
        );
        assert.ok(!('unreadable' in sample));
        assert.deepEqual(sample.refused, []);
        const [row] = sample.rows;
        assert.equal(sample.rows.length, 1);
        assert.deepEqual([row?.domain, row?.ip, row?.port], [domain, ip, port]);
        assert.match(row?.observed_at ?? '', /^2026-11-19 08:00:11/);
      });
});
