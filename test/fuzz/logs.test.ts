import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Columns } from '#platform/columns';
import { importFiles, openScratchFlows } from '../../src/observe/flow/index.ts';
import { chance } from '../lib/chance.ts';
import { damage } from '../lib/damage.ts';

const zeek = [
  '#separator \\x09',
  '#path\tconn',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes',
  ...Array.from(
    { length: 6 },
    (_, i) =>
      `17636${i}0000.5\tC${i}\t192.0.2.${i}\t5${i}000\t198.51.100.7\t80\ttcp\thttp\t1.5\t100\t200\tSF\t4\t300\t3\t400`,
  ),
  '',
].join('\n');
const eve = Array.from(
  { length: 5 },
  (_, i) =>
    `{"timestamp":"2026-11-19T08:00:0${i}.000000+0000","event_type":"flow","src_ip":"192.0.2.${i}","src_port":5000,"dest_ip":"198.51.100.7","dest_port":53,"proto":"UDP","flow":{"pkts_toserver":1,"pkts_toclient":1,"bytes_toserver":70,"bytes_toclient":90,"start":"2026-11-19T08:00:00.000000+0000","end":"2026-11-19T08:00:01.000000+0000"}}\n`,
).join('');
const argus = [
  'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label',
  ...Array.from(
    { length: 5 },
    (_, i) => `2026/11/19 08:00:0${i}.123456,1.5,tcp,192.0.2.${i},5000,->,198.51.100.7,443,CON,0,0,10,1000,500,flow`,
  ),
  '',
].join('\n');

describe('fuzz: no log of an observer can hurt the hub', () => {
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

  for (const [at, [name, good]] of Object.entries({
    'conn.log': zeek,
    'eve.json': eve,
    'flows.binetflow': argus,
  }).entries())
    it(`${name}: every line is read or counted as unread`, { timeout: 120_000 }, async () => {
      const dice = chance(300 + at);
      const file = join(folder, name);
      let read = 0;
      for (let round = 0; round < 15; round++) {
        writeFileSync(file, round === 0 ? good : damage(good, dice, 5));
        const [result] = await importFiles(columns, [file], `fuzz-${at}-${round}`);
        assert.ok(result);
        if (result.format === 'unknown') continue;
        assert.ok(result.unread >= 0 && result.unread <= result.lines, JSON.stringify(result));
        read += result.lines - result.unread;
      }
      assert.ok(read > 10, `${read} lines read`);
    });
});
