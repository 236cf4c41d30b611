import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hidingLines, hidingText } from './lines.ts';
import { Pseudonyms } from './pseudonym.ts';

const names = new Pseudonyms(Buffer.alloc(32, 1), ['203.0.113.0/24', '2001:db8:7::/48']);
const hide = (log: string, at = log.length) =>
  text(Readable.from([Buffer.from(log).subarray(0, at), Buffer.from(log).subarray(at)]).pipe(hidingLines(names)));

describe("observe: subscribers' addresses in the text of a log", () => {
  it('are replaced wherever they stand, and nothing else is', async () => {
    const [four, six] = [names.hideText('203.0.113.9'), names.hideText('2001:db8:7::9')];
    for (const [log, shown] of [
      ['{"src":"203.0.113.9","dst":"198.51.100.1"}', `{"src":"${four}","dst":"198.51.100.1"}`],
      ['Host: 203.0.113.9:8080', `Host: ${four}:8080`],
      ['IP 203.0.113.9.443 > 198.51.100.1.53', `IP ${four}.443 > 198.51.100.1.53`],
      ['::ffff:203.0.113.9', four],
      ['http://[2001:DB8:7:0::9]:80/', `http://[${six}]:80/`],
      ['seen at 2001:db8:7::9.', `seen at ${six}.`],
      ['203-0-113-9.line.example', `${four.replaceAll('.', '-')}.line.example`],
      ['9.113.0.203.in-addr.arpa', `${four.split('.').reverse().join('.')}.in-addr.arpa`],
      ['2026-11-21 12:30:45.5 aa:bb:cc:dd:ee:ff 1203.0.113.9 203.0.113.900', ''],
      ['日本語 2001:db8:8::9 cafe:: 999.999.999.999', ''],
    ] as const)
      assert.equal(await hide(log), shown || log);
    const nibbles = (address: string) =>
      address
        .split(':')
        .map((group) => group.padStart(4, '0'))
        .join('')
        .split('')
        .reverse()
        .join('.');
    const asked = await hide(`${nibbles('2001:db8:7:0:0:0:0:9')}.ip6.arpa`);
    assert.match(asked, /\.7\.0\.0\.0\.8\.b\.d\.0\.1\.0\.0\.2\.ip6\.arpa$/);
    assert.ok(!asked.startsWith('9.0.0.0.'));
  });

  it('are found however a log, a name or a question writes them', async () => {
    const [four, six] = [names.hideText('203.0.113.9'), names.hideText('2001:db8:7::9')];
    const back = four.split('.').reverse();
    const hyphens = six.replaceAll(':', '-');
    for (const [log, shown] of [
      ['{"src":"\\u0032\\u0030\\u0033.0.113.9"}', `{"src":"${four}"}`],
      ['{"msg":"\\u00e9203.0.113.9 \\u00e92001:db8:7::9"}', `{"msg":"é${four} é${six}"}`],
      ['\\x09203.0.113.9 \\b2001:db8:7::9', `\\x09${four} \\b${six}`],
      ['203.000.113.009', four],
      ['v4.203.0.113.9 1.203.0.113.9 203_0_113_9', `v4.${four} 1.${four} ${four.replaceAll('.', '_')}`],
      ['from:2001:db8:7::9 2001:db8:7:0:0:0:0:9:443', `from:${six} ${six}:443`],
      ['a-2001-db8-7--9.line.example', `a-${hyphens}.line.example`],
      ['2001-0db8-0007-0000-0000-0000-0000-0009.line.example', `${hyphens}.line.example`],
      ['9.113.0.203.senders.example', `${back.join('.')}.senders.example`],
      ['9-113-0-203.line.example', `${back.join('-')}.line.example`],
      ['9.0/25.113.0.203.in-addr.arpa', `${back.join('.')}.in-addr.arpa`],
      ['9.113.0.203 113.0.203.in-addr.arpa 2001-11-21 a-b--c 00:11:22:33:44:55 {"a":"\\u0041\\\\u0032"}', ''],
    ] as const)
      assert.equal(await hide(log), shown || log);
    const wide = new Pseudonyms(Buffer.alloc(32, 1), ['203.0.0.0/16', '2001:db8::/32']);
    const zone = hidingText(wide)('113.0.203.in-addr.arpa 7.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa 0.203.in-addr.arpa');
    assert.match(
      zone,
      /^\d+\.0\.203\.in-addr\.arpa (?:[0-9a-f]\.){4}8\.b\.d\.0\.1\.0\.0\.2\.ip6\.arpa 0\.203\.in-addr\.arpa$/,
    );
    assert.doesNotMatch(zone, /113|7\.0\.0\.0/);
  });

  it('a line without end is refused, and no line takes long', async () => {
    await assert.rejects(hide('203.0.113.9,'.repeat(90_000)), /longer than/);
    for (const part of ['a-', 'a:', '1.', '1-', 'a.', '\\u0031', '--', '::', '1.1.1.1111.'])
      assert.ok((await hide(`${part.repeat(200_000 / part.length)}\n`)).length > 0);
  });

  it('are found wherever the stream is cut', async () => {
    const log = '203.0.113.9\t2001:db8:7::9\tあ\n203.0.113.10 \n';
    const whole = await hide(log);
    assert.doesNotMatch(whole, /203\.0\.113\.(9|10)\b|7::9/);
    for (let at = 0; at <= Buffer.byteLength(log); at++) assert.equal(await hide(log, at), whole);
  });

  it('no text throws, and what holds no such address comes out as it went in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (log) => {
        const clean = Buffer.from(log).toString();
        assert.equal(await hide(clean), clean);
      }),
      { numRuns: 300, seed: 8 },
    );
  });
});
