/**
 * Fills one column from one field of many records of the same length: the decision what a field means is made once per data
 * set, the loop is all that is left per record. One function per width of column keeps the loops monomorphic (measured: a
 * shared one costs a third of the decoding rate).
 */
import { readRaw32, readU8, readU16, readU32, readUnsigned } from '../decode/bytes.ts';
import { copy6, isZero, MAPPED, ntpMs, putCounter, uptimeMs } from './cells.ts';

/** Where a field lies in a run of records: first octet, octets from record to record, octets of the field, records. */
export interface Run {
  bytes: Uint8Array;
  offset: number;
  stride: number;
  length: number;
  count: number;
}

/** IPv4 addresses into rows from `row` on. */
export function fillAddress4(column: Uint32Array, row: number, run: Run): void {
  const { bytes, stride, count } = run;
  let offset = run.offset;
  let word = row * 4 + 2;
  for (let i = 0; i < count; i++) {
    column[word] = MAPPED;
    column[word + 1] = readRaw32(bytes, offset);
    word += 4;
    offset += stride;
  }
}

/** IPv6 addresses; `::` leaves what is there, since templates for both families fill the one that does not apply with it. */
export function fillAddress6(column: Uint32Array, row: number, run: Run): void {
  const { bytes, stride, count } = run;
  let offset = run.offset;
  for (let i = 0; i < count; i++) {
    if (!isZero(bytes, offset)) copy6(column, row + i, bytes, offset);
    offset += stride;
  }
}

/** Numbers into a column of octets (the low octet of longer fields). */
export function fill8(column: Uint8Array, row: number, run: Run): void {
  const { bytes, stride, count } = run;
  let offset = run.offset + run.length - 1;
  for (let i = 0; i < count; i++) {
    column[row + i] = readU8(bytes, offset);
    offset += stride;
  }
}

/** Numbers into a 16-bit column. */
export function fill16(column: Uint16Array, row: number, run: Run): void {
  const { bytes, stride, length, count } = run;
  let offset = run.offset;
  for (let i = 0; i < count; i++) {
    column[row + i] = length === 2 ? readU16(bytes, offset) : readUnsigned(bytes, offset, length);
    offset += stride;
  }
}

/** Numbers into a 32-bit column. */
export function fill32(column: Uint32Array, row: number, run: Run): void {
  const { bytes, stride, length, count } = run;
  let offset = run.offset;
  for (let i = 0; i < count; i++) {
    column[row + i] = length === 4 ? readU32(bytes, offset) : readUnsigned(bytes, offset, length);
    offset += stride;
  }
}

/** Counters into a 64-bit column, exact. */
export function fill64(column: Uint32Array, row: number, run: Run): void {
  const { bytes, stride, length, count } = run;
  let offset = run.offset;
  let word = row * 2;
  if (length === 4) {
    for (let i = 0; i < count; i++) {
      column[word] = readU32(bytes, offset);
      word += 2;
      offset += stride;
    }
  } else if (length === 8) {
    for (let i = 0; i < count; i++) {
      column[word] = readU32(bytes, offset + 4);
      column[word + 1] = readU32(bytes, offset);
      word += 2;
      offset += stride;
    }
  } else {
    for (let i = 0; i < count; i++) {
      putCounter(column, row + i, bytes, offset, length);
      offset += stride;
    }
  }
}

/** Values as doubles, for what is worked on further: times, events, sampler numbers. */
export function fillValues(values: Float64Array, run: Run): void {
  const { bytes, stride, length, count } = run;
  let offset = run.offset;
  if (length === 8) {
    for (let i = 0; i < count; i++) {
      values[i] = readU32(bytes, offset) * 4294967296 + readU32(bytes, offset + 4);
      offset += stride;
    }
  } else {
    for (let i = 0; i < count; i++) {
      values[i] = readUnsigned(bytes, offset, length);
      offset += stride;
    }
  }
}

/** Milliseconds since the exporter started as times; values already known (0 and up) stay. */
export function fillUptimes(times: Float64Array, run: Run, bootMs: number, uptime: number): void {
  const { bytes, stride, length, count } = run;
  let offset = run.offset;
  for (let i = 0; i < count; i++) {
    if ((times[i] as number) < 0) times[i] = uptimeMs(bootMs, uptime, readUnsigned(bytes, offset, length));
    offset += stride;
  }
}

/** Times as NTP writes them; values already known stay. */
export function fillNtp(times: Float64Array, run: Run): void {
  let offset = run.offset;
  for (let i = 0; i < run.count; i++) {
    if ((times[i] as number) < 0) times[i] = ntpMs(run.bytes, offset);
    offset += run.stride;
  }
}

/** Times as `base + value × scale`; values already known stay. */
export function fillTimes(times: Float64Array, run: Run, base: number, scale: number): void {
  const { bytes, stride, length, count } = run;
  let offset = run.offset;
  for (let i = 0; i < count; i++) {
    if ((times[i] as number) < 0) times[i] = base + Math.round(readUnsigned(bytes, offset, length) * scale);
    offset += stride;
  }
}
