import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Columns } from '#platform/columns';
import { captureOf } from '../generate/capture.ts';
import { Exporter } from '../generate/encode.ts';
import { Traffic } from '../generate/traffic.ts';
import { Pseudonyms } from '../pseudonym/pseudonym.ts';
import { FlowBatch } from '../store/batch.ts';
import { openScratchFlows } from '../store/scratch.ts';
import { importFile, importFiles, takeBack } from './import.ts';

const TSV_HEAD = (path: string, fields: string) =>
  `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t${path}\n#fields\t${fields}\n`;
const CONN =
  'ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes';

describe('observe: logs of observers become rows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-logs-'));
  let columns: Columns;
  let close: () => Promise<void>;
  before(async () => {
    ({ columns, close } = await openScratchFlows());
  });
  after(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });

  const put = (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const flows = (feed: string) =>
    columns.query<Record<string, unknown>>(
      `SELECT toUnixTimestamp64Milli(at) AS at, duration, toString(source) AS source, toString(target) AS target, source_port, target_port, protocol,
         flags, state, packets, bytes, reply_packets, reply_bytes, application FROM observe.flow WHERE feed = {feed:String} ORDER BY at, source_port`,
      { feed },
    );
  const one = {
    at: 1_775_034_000_250,
    duration: 1500,
    source: '::ffff:192.0.2.1',
    target: '::ffff:198.51.100.2',
    source_port: 50_000,
    target_port: 443,
    protocol: 6,
    flags: 27,
    state: 'closed',
    packets: 7,
    bytes: 900,
    reply_packets: 6,
    reply_bytes: 5000,
    application: 'ssl',
  };

  it("Zeek's columns, packed, with a line cut off and one of nonsense", async () => {
    const line =
      '1775034000.25\tCa1\t192.0.2.1\t50000\t198.51.100.2\t443\ttcp\tssl\t1.5\t600\t4700\tSF\tShADadFf\t7\t900\t6\t5000';
    const text = `${TSV_HEAD('conn', CONN)}${line}\nnonsense\n1775034001.0\tCa2\t2001:db8::1\t8\t2001:db8::2\t0\ticmp\t-\t-\t-\t-\tOTH\t-\t1\t64\t0\t0\n1775034002.0\tCa3\t192.0.2`;
    const [file] = await importFiles(columns, [put('conn.log.gz', gzipSync(text))], 'zeek-tsv');
    assert.deepEqual(
      { ...file, file: '' },
      { file: '', format: 'zeek-conn', lines: 4, unread: 2, rows: { 'observe.flow': 2 } },
    );
    const rows = await flows('zeek-tsv');
    assert.deepEqual(rows[0], one);
    assert.equal(rows[1]?.source, '2001:db8::1');
    assert.equal(rows[1]?.target_port, 8 * 256);
  });

  it("Zeek's JSON", async () => {
    const record = {
      ts: 1_775_034_000.25,
      uid: 'Cb1',
      'id.orig_h': '192.0.2.1',
      'id.orig_p': 50_000,
      'id.resp_h': '198.51.100.2',
      'id.resp_p': 443,
      proto: 'tcp',
      service: 'ssl',
      duration: 1.5,
      orig_bytes: 600,
      resp_bytes: 4700,
      conn_state: 'SF',
      history: 'ShADadFf',
      orig_pkts: 7,
      orig_ip_bytes: 900,
      resp_pkts: 6,
      resp_ip_bytes: 5000,
    };
    const text = `${JSON.stringify(record)}\n{"ts": broken\n`;
    const [file] = await importFiles(columns, [put('conn.log', text)], 'zeek-json');
    assert.deepEqual([file?.lines, file?.unread], [2, 1]);
    assert.deepEqual(await flows('zeek-json'), [one]);
  });

  it('names asked for, requests and hellos, without paths and bodies', async () => {
    const dns = `${TSV_HEAD('dns', 'ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tquery\tqtype_name\trcode_name\tanswers')}1775034000\tCc\t192.0.2.1\t5\t192.0.2.53\t53\tWWW.Example.JP.\tA\tNOERROR\t198.51.100.2,198.51.100.3\n`;
    const http = `${JSON.stringify({ ts: 1_775_034_000, uid: 'Cd', 'id.orig_h': '192.0.2.1', 'id.resp_h': '198.51.100.2', 'id.resp_p': 3128, method: 'GET', uri: 'http://shop.example/secret?card=1', user_agent: 'x/1', status_code: 200, resp_mime_types: ['application/x-dosexec'] })}\n`;
    const ssl = `${JSON.stringify({ ts: 1_775_034_000, uid: 'Ce', 'id.orig_h': '192.0.2.1', 'id.resp_h': '198.51.100.2', 'id.resp_p': 443, server_name: 'Example.JP', version: 'TLSv13', established: true, validation_status: 'ok' })}\n`;
    await importFiles(columns, [put('dns.log', dns), put('http.log', http), put('ssl.log', ssl)], 'names');
    assert.deepEqual(
      await columns.query("SELECT name, type, code, answers FROM observe.flow_dns WHERE feed = 'names'"),
      [{ name: 'www.example.jp', type: 'A', code: 'NOERROR', answers: ['198.51.100.2', '198.51.100.3'] }],
    );
    const [request] = await columns.query<Record<string, unknown>>(
      "SELECT * FROM observe.flow_http WHERE feed = 'names'",
    );
    assert.deepEqual(
      [request?.host, request?.proxied, request?.mime, request?.status],
      ['shop.example', true, 'application/x-dosexec', 200],
    );
    assert.doesNotMatch(String(Object.values(request ?? {})), /secret|card/);
    assert.deepEqual(
      await columns.query("SELECT server_name, established FROM observe.flow_tls WHERE feed = 'names'"),
      [{ server_name: 'example.jp', established: true }],
    );
  });

  it('a connection that was open at the cut and closed later counts once', async () => {
    const open = `${TSV_HEAD('conn', CONN)}1775034000\tCz\t192.0.2.7\t40000\t198.51.100.9\t22\ttcp\tssh\t7000\t10\t10\tS1\tSh\t70\t4000\t60\t4000\n`;
    const closed = open.replace('\t7000\t', '\t9000\t').replace('\tS1\t', '\tSF\t');
    await importFiles(columns, [put('open_conn.log', open)], 'open-close');
    const all = 'SELECT count() AS n FROM observe.flow_open FINAL WHERE feed = {feed:String}';
    assert.deepEqual(await columns.query(all, { feed: 'open-close' }), [{ n: 1 }]);
    await importFiles(
      columns,
      [put('open_conn.later.log', open.replace('\t7000\t', '\t8000\t')), put('conn.closed.log', closed)],
      'open-close',
    );
    assert.deepEqual(await columns.query(all, { feed: 'open-close' }), [{ n: 1 }]);
    assert.equal((await flows('open-close')).length, 1);
  });

  it('a log that was copied while it grew counts each connection once', async () => {
    const line = (n: number) =>
      `17750340${10 + n}\tCg${n}\t192.0.2.1\t5000${n}\t198.51.100.2\t443\ttcp\tssl\t1.5\t600\t4700\tSF\tShADadFf\t7\t900\t6\t5000\n`;
    const log = (count: number) =>
      `${TSV_HEAD('conn', CONN)}${Array.from({ length: count }, (_, i) => line(i)).join('')}`;
    // Copied within a line: what stands of it, `198.51.10` for an address, is no connection.
    const copied = `${log(3)}${line(3).slice(0, line(3).indexOf('100.2') + 2)}`;
    const [growing] = await importFiles(columns, [put('conn.growing.log', copied)], 'growing');
    assert.deepEqual([growing?.rows, growing?.unread], [{ 'observe.flow': 3 }, 1]);
    const [grown] = await importFiles(columns, [put('conn.grown.log', log(5))], 'growing');
    assert.deepEqual([grown?.lines, grown?.rows, grown?.known], [5, { 'observe.flow': 2 }, 3]);
    assert.equal((await flows('growing')).length, 5);
    await importFiles(columns, [put('conn.other.log', log(2))], 'another observer');
    assert.equal((await flows('another observer')).length, 2, 'what another observer saw is its own');
  });

  it('hides subscribers before anything is stored, in logs as in captures', async () => {
    const names = new Pseudonyms(Buffer.alloc(32, 1), ['192.0.2.0/24']);
    const text = `${TSV_HEAD('conn', CONN)}1775034000\tCh\t192.0.2.1\t50000\t198.51.100.2\t443\ttcp\tssl\t1\t1\t1\tSF\tSh\t1\t1\t1\t1\n`;
    const capture = captureOf([
      {
        atMs: 1_775_034_000_000,
        source: '192.0.2.1',
        target: '198.51.100.2',
        protocol: 6,
        sourcePort: 1,
        targetPort: 2,
      },
    ]);
    for (const file of [put('conn.hidden.log', text), put('hidden.pcap', capture)])
      await importFile(columns, file, 'hidden', randomUUID(), names);
    const hidden = names.hideText('192.0.2.1');
    assert.notEqual(hidden, '192.0.2.1');
    assert.deepEqual(
      (await flows('hidden')).map(({ source, target }) => [source, target]),
      [0, 1].map(() => [`::ffff:${hidden}`, '::ffff:198.51.100.2']),
    );
  });

  it("Suricata's EVE, each line to its table", async () => {
    const base = {
      timestamp: '2026-04-01T18:00:00.250000+0900',
      flow_id: 7,
      src_ip: '192.0.2.1',
      src_port: 50_000,
      dest_ip: '198.51.100.2',
      dest_port: 443,
      proto: 'TCP',
    };
    const lines = [
      {
        ...base,
        event_type: 'flow',
        app_proto: 'tls',
        flow: {
          pkts_toserver: 7,
          pkts_toclient: 6,
          bytes_toserver: 900,
          bytes_toclient: 5000,
          start: '2026-04-01T18:00:00.250000+0900',
          end: '2026-04-01T18:00:01.750000+0900',
          state: 'closed',
        },
        tcp: { tcp_flags_ts: '1b', tcp_flags_tc: '1b' },
      },
      {
        ...base,
        event_type: 'alert',
        alert: { signature: 'test rule', category: 'Misc', severity: 2, signature_id: 1 },
      },
      { ...base, event_type: 'stats' },
    ];
    const [file] = await importFiles(
      columns,
      [put('eve.json', lines.map((l) => `${JSON.stringify(l)}\n`).join(''))],
      'eve',
    );
    assert.deepEqual([file?.lines, file?.unread, file?.rows], [3, 1, { 'observe.flow': 1, 'observe.flow_event': 1 }]);
    const [{ at, duration, flags, state, packets, reply_bytes, application }] = (await flows('eve')) as [
      Record<string, unknown>,
    ];
    assert.deepEqual(
      [at, duration, flags, state, packets, reply_bytes, application],
      [1_775_034_000_250, 1500, 27, 'closed', 7, 5000, 'tls'],
    );
    const [event] = await columns.query<{ name: string; kind: string }>(
      "SELECT name, kind FROM observe.flow_event WHERE feed = 'eve'",
    );
    assert.deepEqual(event, { name: 'test rule', kind: 'ids-alert' });
  });

  it("Argus' binetflow", async () => {
    const text =
      'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts,Label\n2026/04/01 09:00:00.250000,1.5,tcp,192.0.2.1,50000,   ->,198.51.100.2,443,FSPA_FSPA,0,0,13,5900,900,7,\n2026/04/01 09:00:01.000000,0.0,tcp,192.0.2.1,50001,   ->,198.51.100.3,23,S_,0,0,1,60,60,1,\n2026/04/01 09:00:02.000000,0.1,tcp,192.0.2.1,50002,   ->,198.51.100.3,23,S_RA,0,0,2,114,60,1,\n';
    await importFiles(columns, [put('a.binetflow', text)], 'argus');
    const rows = await flows('argus');
    assert.deepEqual(rows[0], { ...one, application: '' });
    assert.deepEqual(
      rows.map((r) => r.state),
      ['closed', 'attempted', 'rejected'],
    );
  });

  it('files of nfcapd, through nfdump', {
    skip: spawnSync('nfcapd', ['-V']).error ? 'nfdump is not installed' : false,
  }, async () => {
    const start = Date.UTC(2026, 3, 1);
    const batch = new FlowBatch(8192);
    new Traffic({ seed: 8, startMs: start, perSecond: 500 }).fill(batch, start + 4000);
    const spool = mkdtempSync(join(tmpdir(), 'kyojo-nfcapd-'));
    const port = await freePort();
    const child = spawn('nfcapd', ['-w', spool, '-p', String(port), '-b', '127.0.0.1'], { stdio: 'ignore' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    const socket = createSocket('udp4');
    for (const datagram of new Exporter('netflow9', start - 1000).encode(batch)) {
      await new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve));
    }
    socket.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGTERM');
    await once(child, 'exit');
    const files = readdirSync(spool).map((name) => join(spool, name));
    const [file] = await importFiles(columns, files, 'nfcapd');
    const cut = put('cut.nfcapd', readFileSync(files[0] ?? '').subarray(0, -100));
    const [broken] = await importFiles(columns, [cut], 'nfcapd-cut');
    assert.match(broken?.why ?? '', /nfdump says.*nothing of it was taken in/);
    assert.deepEqual(await flows('nfcapd-cut'), []);
    rmSync(spool, { recursive: true, force: true });
    assert.deepEqual([file?.format, file?.lines, file?.unread], ['nfcapd', batch.rows, 0]);
    const [sum] = await columns.query<Record<string, number>>(
      `SELECT sum(packets) AS packets, sum(bytes) AS bytes, sum(source_port) AS ports, sum(flags) AS flags, sum(duration) AS durations,
           toUnixTimestamp64Milli(max(at)) AS latest, uniqExact(source, target) AS pairs FROM observe.flow WHERE feed = 'nfcapd'`,
    );
    const wide = (column: Uint32Array) => {
      let total = 0;
      for (let i = 0; i < batch.rows; i++) total += (column[i * 2] ?? 0) + (column[i * 2 + 1] ?? 0) * 2 ** 32;
      return total;
    };
    const plain = (column: ArrayLike<number>) =>
      Array.from(column)
        .slice(0, batch.rows)
        .reduce((a, b) => a + b, 0);
    const at = Array.from(
      { length: batch.rows },
      (_, i) => (batch.at[i * 2] ?? 0) + (batch.at[i * 2 + 1] ?? 0) * 2 ** 32,
    );
    const ends = Array.from({ length: batch.rows }, (_, i) =>
      [...batch.source.subarray(i * 4, i * 4 + 4), ...batch.target.subarray(i * 4, i * 4 + 4)].join(),
    );
    assert.deepEqual(sum, {
      packets: wide(batch.packets),
      bytes: wide(batch.bytes),
      ports: plain(batch.sourcePort),
      flags: plain(batch.flags),
      durations: plain(batch.duration),
      latest: at.reduce((a, b) => Math.max(a, b)),
      pairs: new Set(ends).size,
    });
  });

  it('what is not known is left alone and said so', async () => {
    const files = await importFiles(
      columns,
      [put('x.txt', 'hello\n'), put('empty', ''), put('some.json', '{"a":1}\n')],
      'unknown',
    );
    assert.deepEqual(
      files.map((f) => [f.format, f.why !== undefined]),
      [
        ['unknown', true],
        ['unknown', true],
        ['unknown', true],
      ],
    );
  });

  it('a capture that breaks off after blocks were stored, and a packed log that does, leave nothing', async () => {
    const capture = captureOf(
      Array.from({ length: 140_000 }, (_, i) => ({
        atMs: 1_775_034_000_000 + i,
        source: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
        target: '198.51.100.2',
        protocol: 6 as const,
        sourcePort: 1024,
        targetPort: 23,
      })),
    );
    const log = gzipSync(
      `${TSV_HEAD('conn', CONN)}${Array.from({ length: 4000 }, (_, i) => `${1_775_034_000 + i}\tC${i}\t192.0.2.1\t${i}\t198.51.100.2\t443\ttcp\tssl\t1.5\t6\t4\tSF\tS\t7\t9\t6\t5\n`).join('')}`,
    );
    const files = [put('cut.pcap', capture.subarray(0, -10)), put('conn.cut.log.gz', log.subarray(0, -2000))];
    const results = await importFiles(columns, files, 'cut');
    assert.deepEqual(
      results.map(({ format, rows, why }) => [format, rows, /nothing of it was taken in/.test(why ?? '')]),
      [
        ['unknown', {}, true],
        ['unknown', {}, true],
      ],
    );
    assert.deepEqual(await flows('cut'), []);
    const whole = await importFiles(columns, [put('whole.pcap', capture), put('conn.whole.log.gz', log)], 'whole');
    assert.deepEqual(
      whole.map(({ rows }) => rows['observe.flow']),
      [140_000, 4000],
    );
  });

  it('an import taken back may come again under its mark', async () => {
    const line = '1775034000.25\tCa1\t192.0.2.1\t5\t198.51.100.2\t443\ttcp\tssl\t1.5\t6\t4\tSF\tS\t7\t9\t6\t5\n';
    const file = put('conn.back.log', `${TSV_HEAD('conn', CONN)}${line}`);
    const id = randomUUID();
    for (let i = 0; i < 2; i++) {
      await importFile(columns, file, 'back', id);
      assert.equal((await flows('back')).length, 1);
      await takeBack(columns, id);
      assert.deepEqual(await flows('back'), []);
    }
  });

  it('no line of any log stays behind', async () => {
    assert.deepEqual(await columns.query('SELECT count() AS n FROM observe.flow_import'), [{ n: 0 }]);
  });
});

/** A UDP port nobody listens on. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
