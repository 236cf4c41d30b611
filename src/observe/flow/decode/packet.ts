/** Reads the headers of one packet, from a sampled section or a capture file. Content after them is never looked at. */
import { readU8, readU16, readU32 } from './bytes.ts';

/** What the headers of one packet say. One object is reused for a whole file, so copy what you keep. */
export interface PacketHeaders {
  /** 4 or 6. */
  family: number;
  sourceOffset: number;
  targetOffset: number;
  protocol: number;
  sourcePort: number;
  /** For ICMP: type × 256 + code, as flow records have it. */
  targetPort: number;
  tcpFlags: number;
  tos: number;
  /** Octets of the IP packet as its header states them. */
  octets: number;
  /** Where the transport header starts; -1 when the section ended before it or this is a later fragment. */
  transport: number;
  /** TCP sequence number (tool fingerprints need it), IP identification and TCP window. */
  tcpSequence: number;
  ipId: number;
  window: number;
}

export function newPacketHeaders(): PacketHeaders {
  return {
    family: 0,
    sourceOffset: 0,
    targetOffset: 0,
    protocol: 0,
    sourcePort: 0,
    targetPort: 0,
    tcpFlags: 0,
    tos: 0,
    octets: 0,
    transport: -1,
    tcpSequence: 0,
    ipId: 0,
    window: 0,
  };
}

/** Tags before the packet proper (VLAN, QinQ, MPLS labels) followed at most; more is not a packet but an attack. */
const MOST_TAGS = 8;
const MOST_EXTENSIONS = 8;

/** Reads an Ethernet frame in `[start, end)` into `out`; false when it carries no IP packet. */
export function readEthernet(bytes: Uint8Array, start: number, end: number, out: PacketHeaders): boolean {
  if (start + 14 > end) return false;
  return readByEtherType(bytes, readU16(bytes, start + 12), start + 14, end, out);
}

/** Reads what an EtherType announces at `start` into `out`; follows VLAN tags, PPPoE and MPLS labels. */
export function readByEtherType(
  bytes: Uint8Array,
  etherType: number,
  start: number,
  end: number,
  out: PacketHeaders,
): boolean {
  let type = etherType;
  let offset = start;
  for (let i = 0; i < MOST_TAGS; i++) {
    if (type === 0x0800 || type === 0x86dd) return readIp(bytes, offset, end, out);
    if (type === 0x8100 || type === 0x88a8 || type === 0x9100) {
      if (offset + 4 > end) return false;
      type = readU16(bytes, offset + 2);
      offset += 4;
    } else if (type === 0x8847 || type === 0x8848) {
      if (offset + 4 > end) return false;
      const bottom = (readU8(bytes, offset + 2) & 1) === 1;
      offset += 4;
      if (bottom) return readBelowLabels(bytes, offset, end, out);
    } else if (type === 0x8864) {
      if (offset + 8 > end) return false;
      const ppp = readU16(bytes, offset + 6);
      return (ppp === 0x0021 || ppp === 0x0057) && readIp(bytes, offset + 8, end, out);
    } else {
      return false;
    }
  }
  return false;
}

/** Under the last label lies IP, or (RFC 4385: a control word that starts with 0) an Ethernet frame of a pseudowire. */
function readBelowLabels(bytes: Uint8Array, start: number, end: number, out: PacketHeaders): boolean {
  if (start + 4 <= end && readU8(bytes, start) >> 4 === 0) return readEthernet(bytes, start + 4, end, out);
  return readIp(bytes, start, end, out);
}

/** Reads an IPv4 or IPv6 packet in `[start, end)` into `out`, as far as the section reaches; false without full addresses. */
export function readIp(bytes: Uint8Array, start: number, end: number, out: PacketHeaders): boolean {
  if (start + 1 > end) return false;
  out.sourcePort = 0;
  out.targetPort = 0;
  out.tcpFlags = 0;
  out.transport = -1;
  out.tcpSequence = 0;
  out.ipId = 0;
  out.window = 0;
  const version = readU8(bytes, start) >> 4;
  if (version === 4) return readIp4(bytes, start, end, out);
  if (version === 6) return readIp6(bytes, start, end, out);
  return false;
}

function readIp4(bytes: Uint8Array, start: number, end: number, out: PacketHeaders): boolean {
  const header = (readU8(bytes, start) & 15) * 4;
  if (header < 20 || start + 20 > end) return false;
  out.family = 4;
  out.tos = readU8(bytes, start + 1);
  out.octets = readU16(bytes, start + 2);
  out.ipId = readU16(bytes, start + 4);
  out.protocol = readU8(bytes, start + 9);
  out.sourceOffset = start + 12;
  out.targetOffset = start + 16;
  const fragment = readU16(bytes, start + 6) & 0x1fff;
  if (fragment === 0) readTransport(bytes, start + header, end, out);
  return true;
}

function readIp6(bytes: Uint8Array, start: number, end: number, out: PacketHeaders): boolean {
  if (start + 40 > end) return false;
  out.family = 6;
  out.tos = (readU16(bytes, start) >> 4) & 255;
  out.octets = readU16(bytes, start + 4) + 40;
  out.sourceOffset = start + 8;
  out.targetOffset = start + 24;
  let next = readU8(bytes, start + 6);
  let offset = start + 40;
  for (let i = 0; i < MOST_EXTENSIONS; i++) {
    // Hop-by-hop, routing, destination options, mobility, HIP, shim6: length in units of 8; AH in units of 4.
    if (next === 0 || next === 43 || next === 60 || next === 135 || next === 139 || next === 140 || next === 51) {
      if (offset + 2 > end) break;
      const length = readU8(bytes, offset + 1);
      const skip = next === 51 ? (length + 2) * 4 : (length + 1) * 8;
      next = readU8(bytes, offset);
      offset += skip;
    } else if (next === 44) {
      if (offset + 8 > end) break;
      const fragment = readU16(bytes, offset + 2) >> 3;
      next = readU8(bytes, offset);
      offset += 8;
      if (fragment > 0) {
        out.protocol = next;
        return true;
      }
    } else {
      break;
    }
  }
  out.protocol = next;
  readTransport(bytes, offset, end, out);
  return true;
}

function readTransport(bytes: Uint8Array, start: number, end: number, out: PacketHeaders): void {
  const { protocol } = out;
  if (protocol === 1 || protocol === 58) {
    if (start + 2 > end) return;
    out.targetPort = readU16(bytes, start);
    out.transport = start;
    return;
  }
  if (protocol !== 6 && protocol !== 17 && protocol !== 132 && protocol !== 33 && protocol !== 136) return;
  if (start + 4 > end) return;
  out.transport = start;
  out.sourcePort = readU16(bytes, start);
  out.targetPort = readU16(bytes, start + 2);
  if (protocol !== 6) return;
  if (start + 8 <= end) out.tcpSequence = readU32(bytes, start + 4);
  if (start + 14 <= end) out.tcpFlags = readU8(bytes, start + 13);
  if (start + 16 <= end) out.window = readU16(bytes, start + 14);
}
