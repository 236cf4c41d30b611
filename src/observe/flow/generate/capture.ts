/** Capture files with known truth: packets as scanners, infected devices and victims of floods send them into unused space. */

/** One packet to be written. */
export interface MadePacket {
  readonly atMs: number;
  readonly source: string;
  readonly target: string;
  readonly protocol: 1 | 6 | 17;
  readonly sourcePort: number;
  /** For ICMP: type × 256 + code. */
  readonly targetPort: number;
  /** TCP flags; SYN unless said. */
  readonly flags?: number;
  readonly tool?: 'mirai' | 'zmap' | 'masscan';
}

const FRAME = 54;
const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** A pcap file (Ethernet, microseconds) of these packets. */
export function captureOf(packets: readonly MadePacket[]): Buffer {
  const file = Buffer.alloc(24 + packets.length * (16 + FRAME));
  file.writeUInt32LE(0xa1b2c3d4, 0);
  file.writeUInt16LE(2, 4);
  file.writeUInt16LE(4, 6);
  file.writeUInt32LE(65_535, 16);
  file.writeUInt32LE(1, 20);
  let at = 24;
  for (const packet of packets) {
    file.writeUInt32LE(Math.floor(packet.atMs / 1000), at);
    file.writeUInt32LE((packet.atMs % 1000) * 1000, at + 4);
    file.writeUInt32LE(FRAME, at + 8);
    file.writeUInt32LE(FRAME, at + 12);
    writeFrame(file, at + 16, packet);
    at += 16 + FRAME;
  }
  return file;
}

function writeFrame(file: Buffer, at: number, packet: MadePacket): void {
  const target = number(packet.target);
  const sequence = packet.tool === 'mirai' ? target : (0x1000_0000 + packet.sourcePort * 7919) >>> 0;
  const id =
    packet.tool === 'zmap'
      ? 54_321
      : packet.tool === 'masscan'
        ? (target ^ packet.targetPort ^ sequence) & 0xffff
        : (packet.sourcePort * 31 + 7) & 0x3fff;
  file.writeUInt16BE(0x0800, at + 12);
  const ip = at + 14;
  file.writeUInt8(0x45, ip);
  file.writeUInt16BE(40, ip + 2);
  file.writeUInt16BE(id, ip + 4);
  file.writeUInt8(64, ip + 8);
  file.writeUInt8(packet.protocol, ip + 9);
  file.writeUInt32BE(number(packet.source), ip + 12);
  file.writeUInt32BE(target, ip + 16);
  const transport = ip + 20;
  if (packet.protocol === 1) {
    file.writeUInt16BE(packet.targetPort, transport);
    return;
  }
  file.writeUInt16BE(packet.sourcePort, transport);
  file.writeUInt16BE(packet.targetPort, transport + 2);
  if (packet.protocol === 17) {
    file.writeUInt16BE(20, transport + 4);
    return;
  }
  file.writeUInt32BE(sequence, transport + 4);
  file.writeUInt8(0x50, transport + 12);
  file.writeUInt8(packet.flags ?? 2, transport + 13);
}
