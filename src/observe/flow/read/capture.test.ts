import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { newPacketHeaders } from '../decode/packet.ts';
import { FlowBatch, flowState } from '../store/batch.ts';
import { applications } from './application.ts';
import { Assembler, type AssemblerOptions } from './assemble.ts';
import { CaptureReader, readLink } from './pcap.ts';

const [SYN, ACK, PSH, FIN, RST] = [2, 16, 8, 1, 4];

interface Packet {
  readonly at: number;
  readonly from: readonly [host: number, port: number];
  readonly to: readonly [host: number, port: number];
  readonly flags?: number;
  readonly payload?: string;
  readonly protocol?: number;
}

function frame({ from, to, flags = 0, payload = '', protocol = 6 }: Packet): Buffer {
  const transport = protocol === 6 ? 20 : 8;
  const out = Buffer.alloc(14 + 20 + transport + payload.length);
  out.writeUInt16BE(0x0800, 12);
  out[14] = 0x45;
  out.writeUInt16BE(out.length - 14, 16);
  out[23] = protocol;
  out.set([10, 0, 0, from[0], 10, 0, 0, to[0]], 26);
  if (protocol === 1) {
    out.writeUInt16BE(from[1], 34);
  } else {
    out.writeUInt16BE(from[1], 34);
    out.writeUInt16BE(to[1], 36);
  }
  if (protocol === 6) {
    out[46] = 0x50;
    out[47] = flags;
  }
  out.write(payload, 34 + transport);
  return out;
}

function pcap(packets: readonly Packet[], little = true, nano = false): Buffer {
  const head = Buffer.alloc(24);
  const put = (b: Buffer, value: number, at: number) =>
    little ? b.writeUInt32LE(value >>> 0, at) : b.writeUInt32BE(value >>> 0, at);
  put(head, nano ? 0xa1b23c4d : 0xa1b2c3d4, 0);
  put(head, 65_535, 16);
  put(head, 1, 20);
  const records = packets.map((packet) => {
    const data = frame(packet);
    const record = Buffer.alloc(16);
    put(record, Math.floor(packet.at / 1000), 0);
    put(record, (packet.at % 1000) * (nano ? 1e6 : 1000), 4);
    put(record, data.length, 8);
    put(record, data.length, 12);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([head, ...records]);
}

function pcapng(packets: readonly Packet[]): Buffer {
  const block = (type: number, body: Buffer) => {
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    const out = Buffer.alloc(12 + padded.length);
    out.writeUInt32LE(type, 0);
    out.writeUInt32LE(out.length, 4);
    padded.copy(out, 8);
    out.writeUInt32LE(out.length, out.length - 4);
    return out;
  };
  const section = Buffer.from('4d3c2b1a01000000ffffffffffffffff', 'hex');
  // Link type Ethernet, option if_tsresol = 9 (nanoseconds), end of options.
  const face = Buffer.from('0100000000000000090001000900000000000000', 'hex');
  const enhanced = packets.map((packet) => {
    const data = frame(packet);
    const head = Buffer.alloc(20);
    const units = BigInt(Math.round(packet.at * 1e6));
    head.writeUInt32LE(Number(units >> 32n), 4);
    head.writeUInt32LE(Number(units & 0xffffffffn), 8);
    head.writeUInt32LE(data.length, 12);
    head.writeUInt32LE(data.length, 16);
    return block(6, Buffer.concat([head, data]));
  });
  return Buffer.concat([block(0x0a0d0d0a, section), block(1, face), ...enhanced]);
}

function flowsOf(file: Buffer, options: Partial<AssemblerOptions> = {}, piece = file.length) {
  const batch = new FlowBatch(4096);
  const assembler = new Assembler({ batch, onFull: () => batch, ...options });
  const headers = newPacketHeaders();
  const reader = new CaptureReader((bytes, start, end, linkType, at) => {
    if (readLink(bytes, start, end, linkType, headers)) assembler.add(bytes, end, headers, at);
  });
  for (let from = 0; from < file.length; from += piece) reader.push(file.subarray(from, from + piece));
  reader.end();
  assembler.finish();
  const host = (column: Uint32Array, row: number) => (column[row * 4 + 3] ?? 0) >>> 24;
  return {
    reader,
    flows: Array.from({ length: batch.rows }, (_, row) => ({
      at: (batch.at[row * 2] ?? 0) + (batch.at[row * 2 + 1] ?? 0) * 2 ** 32,
      duration: batch.duration[row],
      from: [host(batch.source, row), batch.sourcePort[row]],
      to: [host(batch.target, row), batch.targetPort[row]],
      packets: [batch.packets[row * 2], batch.replyPackets[row * 2]],
      state: Object.entries(flowState).find(([, n]) => n === batch.state[row])?.[0],
      application: applications[batch.application[row] ?? 0],
    })),
  };
}

const AT = Date.UTC(2026, 3, 1);
const client = [9, 50_000] as const;
const server = [5, 22] as const;
const session: readonly Packet[] = [
  { at: AT, from: client, to: server, flags: SYN },
  { at: AT + 10, from: server, to: client, flags: SYN | ACK },
  { at: AT + 20, from: client, to: server, flags: ACK },
  { at: AT + 30, from: server, to: client, flags: PSH | ACK, payload: 'SSH-2.0-example' },
  { at: AT + 40, from: client, to: server, flags: FIN | ACK },
  { at: AT + 50, from: server, to: client, flags: FIN | ACK },
];
const whole = {
  at: AT,
  duration: 50,
  from: [9, 50_000],
  to: [5, 22],
  packets: [3, 3],
  state: 'closed',
  application: 'ssh',
};

describe('observe: captures become flows', () => {
  for (const [title, file] of [
    ['pcap', pcap(session)],
    ['pcap of the other byte order', pcap(session, false)],
    ['pcap with nanoseconds', pcap(session, true, true)],
    ['pcapng', pcapng(session)],
  ] as const) {
    it(`${title}, read in any pieces`, () => {
      assert.deepEqual(flowsOf(file).flows, [whole]);
      assert.deepEqual(flowsOf(file, {}, 7).flows, [whole]);
    });
  }

  it('how a connection went is told apart', () => {
    const other = [9, 50_001] as const;
    const table: [string, Packet[]][] = [
      ['attempted', [{ at: AT, from: other, to: server, flags: SYN }]],
      [
        'rejected',
        [
          { at: AT, from: other, to: server, flags: SYN },
          { at: AT + 1, from: server, to: other, flags: RST | ACK },
        ],
      ],
      ['reset', [...session.slice(0, 4), { at: AT + 60, from: client, to: server, flags: RST }]],
      ['established', session.slice(0, 4)],
    ];
    for (const [state, packets] of table) assert.equal(flowsOf(pcap(packets)).flows[0]?.state, state);
  });

  it('an answer seen first does not turn the connection around', () => {
    assert.deepEqual(flowsOf(pcap(session.slice(1))).flows[0]?.from, [9, 50_000]);
  });

  it('silence ends a flow, a new handshake on the same ports begins another', () => {
    const later = session.map((packet) => ({ ...packet, at: packet.at + 200_000 }));
    const soon = session.map((packet) => ({ ...packet, at: packet.at + 1000 }));
    assert.equal(flowsOf(pcap([...session, ...later])).flows.length, 2);
    assert.equal(flowsOf(pcap([...session, ...soon])).flows.length, 2);
  });

  it('an echo and its reply are one flow, an error stands for itself', () => {
    const icmp = (at: number, from: number, to: number, type: number): Packet => ({
      at,
      from: [from, type * 256],
      to: [to, 0],
      protocol: 1,
    });
    const { flows } = flowsOf(pcap([icmp(AT, 9, 5, 8), icmp(AT + 1, 5, 9, 0), icmp(AT + 2, 5, 9, 3)]));
    assert.deepEqual(flows.map((f) => [f.from[0], f.to[1], f.packets]).sort(), [
      [5, 0x0300, [1, 0]],
      [9, 0x0800, [1, 1]],
    ]);
  });

  it('a full table ends the oldest flow and loses nothing', () => {
    const packets = Array.from(
      { length: 500 },
      (_, i): Packet => ({ at: AT + i, from: [9, 1000 + i], to: [5, 53], protocol: 17 }),
    );
    const { flows } = flowsOf(pcap(packets), { flows: 16 });
    assert.equal(flows.length, 500);
    assert.equal(
      flows.reduce((sum, f) => sum + (f.packets[0] ?? 0), 0),
      500,
    );
  });

  it('a file that breaks off gives what came before and says so', () => {
    const { flows, reader } = flowsOf(pcap(session).subarray(0, -10));
    assert.equal(reader.damaged, true);
    assert.deepEqual(flows[0]?.packets, [3, 2]);
  });

  it('any octets are read without throwing, and packets are conserved', () => {
    const good = pcap(session);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.boolean(),
        (changes, ng) => {
          const file = Buffer.from(ng ? pcapng(session) : good);
          for (const [at, value] of changes) file[at % file.length] = value;
          const { flows, reader } = flowsOf(file, {}, 33);
          return flows.reduce((sum, f) => sum + (f.packets[0] ?? 0) + (f.packets[1] ?? 0), 0) <= reader.packets;
        },
      ),
      { numRuns: 400, seed: 5 },
    );
  });
});
