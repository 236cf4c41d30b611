import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { newPacketHeaders, readEthernet, readIp } from './packet.ts';

const ETHERNET = '0203040506070102030405060800';
const ip4 = (protocol: string, rest: string) =>
  `${`45b80054123400004011000${'0'}`.slice(0, 16)}40${protocol}0000c0000201c6336402${rest}`;
const TCP = 'c00001bb0102030400000000501210000000000000';

function read(hex: string) {
  const bytes = Buffer.from(hex, 'hex');
  const out = newPacketHeaders();
  return { ok: readEthernet(bytes, 0, bytes.length, out), out, bytes };
}

function withType(type: string, rest: string): string {
  return ETHERNET.slice(0, 24) + type + rest;
}

describe('observe: the headers of a packet are found under whatever lies before them', () => {
  const packet = ip4('06', TCP);
  const table: [title: string, frame: string][] = [
    ['plain Ethernet', withType('0800', packet)],
    ['a VLAN tag', withType('8100', `00640800${packet}`)],
    ['two VLAN tags', withType('88a8', `006481000065${'0800'}${packet}`)],
    ['MPLS labels', withType('8847', `0006404000065140${packet}`.replace('00065140', '00065140'))],
    [
      'a pseudowire with a control word',
      withType('8847', `00065140000000ff${ETHERNET}${packet}`.replace('000000ff', '00000000')),
    ],
    ['PPPoE', withType('8864', `1100000100580021${packet}`)],
  ];
  for (const [title, frame] of table) {
    it(title, () => {
      const { ok, out, bytes } = read(frame);
      assert.ok(ok);
      assert.equal(bytes.subarray(out.sourceOffset, out.sourceOffset + 4).join('.'), '192.0.2.1');
      assert.deepEqual(
        [out.family, out.protocol, out.sourcePort, out.targetPort, out.tcpFlags, out.tcpSequence, out.window],
        [4, 6, 0xc000, 443, 0x12, 0x01020304, 0x1000],
      );
    });
  }

  it('IPv6 behind extension headers', () => {
    const address = '20010db8000000000000000000000001';
    const options = '2c00010400000000';
    const fragment = '1100000000000001';
    const hex = `6000000000180040${address}${address}${options}${fragment}0035c0000010ffff`;
    const { ok, out } = read(withType('86dd', hex));
    assert.ok(ok);
    assert.deepEqual([out.family, out.protocol, out.sourcePort, out.targetPort, out.octets], [6, 17, 53, 0xc000, 64]);
  });

  it('a later fragment has addresses and no ports', () => {
    const { out, ok } = read(withType('0800', `${packet.slice(0, 12)}00b9${packet.slice(16)}`));
    assert.ok(ok);
    assert.deepEqual([out.protocol, out.sourcePort, out.transport], [6, 0, -1]);
  });

  it('ICMP gives type and code where ports would be', () => {
    const { out } = read(withType('0800', ip4('01', '0301ffff')));
    assert.deepEqual([out.sourcePort, out.targetPort], [0, 0x0301]);
  });

  it('anything at all is read without going beyond its end', () => {
    const out = newPacketHeaders();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(10), (bytes, cut) => {
        const end = Math.max(0, bytes.length - cut);
        if (readEthernet(bytes, 0, end, out) || readIp(bytes, 0, end, out)) {
          const width = out.family === 4 ? 4 : 16;
          return out.sourceOffset + width <= end && out.targetOffset + width <= end && out.transport < end;
        }
        return true;
      }),
      { numRuns: 5000, seed: 4 },
    );
  });
});
