import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { formOf, readSurvey } from './read.ts';

describe('observe: results of scanners', () => {
  it('reads what scanners write', async () => {
    const read = async (text: string) => {
      const rows = [];
      for await (const row of readSurvey(Readable.from([text]), formOf(text), { count: 0 }))
        rows.push([row.ip, row.port, row.result]);
      return rows;
    };
    assert.deepEqual(await read('saddr,sport,success\n192.0.2.1,23,1\n192.0.2.2,23,0\n'), [
      ['192.0.2.1', 23, 'open'],
      ['192.0.2.2', 23, ''],
    ]);
    assert.deepEqual(await read('#masscan\nopen tcp 23 192.0.2.3 1700000000\n# end\n'), [['192.0.2.3', 23, 'open']]);
    assert.deepEqual(
      await read(
        '[\n{ "ip": "192.0.2.4", "timestamp": "1700000000", "ports": [ {"port": 80, "proto": "tcp", "status": "open"} ] },\n]\n',
      ),
      [['192.0.2.4', 80, 'open']],
    );
    assert.deepEqual(
      await read(
        '{"ip":"192.0.2.5","data":{"telnet":{"status":"success","timestamp":"2026-11-18T00:00:00Z","result":{"banner":"login:","logged_in":true}}}}\n',
      ),
      [['192.0.2.5', 23, 'weak-password']],
    );
    assert.deepEqual(
      await read(
        '<?xml version="1.0"?><nmaprun><host endtime="1700000000"><address addr="192.0.2.6" addrtype="ipv4"/><ports><port protocol="tcp" portid="23"><state state="open"/><service name="telnet" product="X"/></port></ports></host></nmaprun>',
      ),
      [['192.0.2.6', 23, 'open']],
    );
    const text =
      '{"ip":"192.0.2.5","data":{"telnet":{"status":"success","result":{"banner":"Call 03-0000-0000 to be safe"}}}}';
    for await (const row of readSurvey(Readable.from([text]), 'json', { count: 0 }))
      assert.deepEqual(
        [row.device, row.product, row.result],
        ['', '', 'open'],
        'a stranger’s words stay out of letters',
      );
    assert.deepEqual(await read('192.0.2.7\n192.0.2.8\n'), [
      ['192.0.2.7', 0, 'open'],
      ['192.0.2.8', 0, 'open'],
    ]);
    assert.deepEqual(
      await read(
        '<nmaprun><host><address addr="192.0.2.9" addrtype="ipv4"/><ports><port protocol="udp" portid="161"><state state="open|filtered"/></port></ports></host></nmaprun>',
      ),
      [],
      'silence tells nothing',
    );
    assert.deepEqual(await read('open tcp 23 192.0.2.3 1700000000\nbanner tcp 23 192.0.2.3 1700000000 telnet hi\n'), [
      ['192.0.2.3', 23, 'open'],
    ]);
    assert.equal(formOf('hello'), 'unknown');
  });
});
