import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FlowBatch } from '../store/batch.ts';
import { FlowWriter } from '../store/writer.ts';
import { FlowDecoder } from './decoder.ts';
import { exporterBounds } from './exporters.ts';
import { recordDecoder } from './records.ts';
import { templateBounds } from './template.ts';

const NOW = Date.UTC(2026, 3, 1);

function decoderWithWriter(allow?: (address: string) => boolean): { decoder: FlowDecoder; writer: FlowWriter } {
  const writer = new FlowWriter({
    batch: new FlowBatch(16_384),
    onFull: (full) => {
      full.clear();
      return full;
    },
  });
  return { decoder: new FlowDecoder(writer, allow ? { allow } : {}), writer };
}

function u16(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}

function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)];
}

/** A message that starts like one of the four protocols, so that the fuzz gets past the door. */
const almostDatagram = fc
  .tuple(
    fc.constantFrom([0, 5], [0, 9], [0, 10], [0, 0, 0, 5]),
    fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }).map((a) => [...a]),
        // Sets with a plausible head: template sets, options sets, data sets of few ids.
        fc
          .tuple(fc.constantFrom(0, 1, 2, 3, 256, 257), fc.nat(64), fc.uint8Array({ maxLength: 64 }))
          .map(([id, length, body]) => [...u16(id), ...u16(length), ...body]),
        fc
          .tuple(
            fc.constantFrom(256, 257),
            fc.array(fc.tuple(fc.nat(330), fc.constantFrom(0, 1, 2, 4, 8, 16, 65535)), { maxLength: 8 }),
          )
          .map(([id, fields]) => {
            const body = fields.flatMap(([field, length]) => [...u16(field), ...u16(length)]);
            return [...u16(0), ...u16(8 + body.length), ...u16(id), ...u16(fields.length), ...body];
          }),
      ),
      { maxLength: 12 },
    ),
  )
  .map(([head, parts]) => Uint8Array.from([...head, ...new Array(18).fill(0), ...parts.flat()]));

describe('observe: nobody can hurt the collector with a datagram', () => {
  it('takes any octets without throwing, in both forms', () => {
    const columns = decoderWithWriter();
    const records = recordDecoder();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), (bytes) => {
        columns.decoder.decode(bytes, '192.0.2.1', NOW);
        records.read(bytes, '192.0.2.1', NOW);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('takes almost right datagrams without throwing, in both forms', () => {
    const columns = decoderWithWriter();
    const records = recordDecoder();
    fc.assert(
      fc.property(almostDatagram, fc.nat(3), (bytes, host) => {
        columns.decoder.decode(bytes, `192.0.2.${host}`, NOW);
        records.read(bytes, `192.0.2.${host}`, NOW);
      }),
      { numRuns: 5000, seed: 2 },
    );
    assert.ok(columns.decoder.counters.templates > 100, 'the fuzz defines templates');
    assert.ok(columns.decoder.counters.malformed > 100, 'the fuzz is damaged often enough');
  });

  it('counts what it cannot use instead of losing it silently', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 64 }), (bytes) => {
        const { decoder } = decoderWithWriter();
        decoder.decode(bytes, '192.0.2.1', NOW);
        const c = decoder.counters;
        const outcome =
          c.flows + c.optionRecords + c.otherRecords + c.counterSamples + c.templates + c.templatesRefused;
        const refusal = c.malformed + c.unknownVersion + c.setsHeld + c.setsDropped;
        const known = [5, 9, 10].includes((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0));
        return c.datagrams === 1 && (outcome + refusal > 0 || known || bytes[3] === 5);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });

  it('refuses a template bomb: many templates, endless templates, templates of nothing', () => {
    const { decoder } = decoderWithWriter();
    for (let round = 0; round < 100; round++) {
      // 60 templates of 250 fields in one datagram, numbers never repeated.
      const sets: number[] = [];
      for (let t = 0; t < 60; t++) {
        const id = 256 + ((round * 60 + t) % 65_000);
        const fields = Array.from({ length: 250 }, (_, i) => [...u16(i + 1), ...u16(4)]).flat();
        sets.push(...u16(2), ...u16(8 + fields.length), ...u16(id), ...u16(250), ...fields);
      }
      const head = [...u16(10), ...u16(16 + sets.length), ...u32(1), ...u32(round), ...u32(round % 7)];
      decoder.decode(Uint8Array.from([...head, ...sets]), '192.0.2.9', NOW);
    }
    const c = decoder.counters;
    assert.ok(c.templatesRefused > 5000, `refused ${c.templatesRefused}`);
    assert.ok(decoder.exporters.fields <= exporterBounds.fieldsPerExporter);
    const kept = [...decoder.exporters.all()].flatMap((e) => [...e.domains.values()]);
    const fields = kept.flatMap((d) => [...d.templates.values()]).reduce((sum, t) => sum + t.fields.length, 0);
    assert.ok(fields <= exporterBounds.fieldsPerExporter, `${fields} fields are kept`);
    assert.equal(fields, decoder.exporters.fields);

    const other = decoderWithWriter().decoder;
    const define = (fields: number[][]) => {
      const body = fields.flatMap(([id = 0, length = 0]) => [...u16(id), ...u16(length)]);
      const set = [...u16(2), ...u16(8 + body.length), ...u16(256), ...u16(fields.length), ...body];
      other.decode(
        Uint8Array.from([...u16(10), ...u16(16 + set.length), ...u32(1), ...u32(0), ...u32(1), ...set]),
        '192.0.2.1',
        NOW,
      );
    };
    define(Array.from({ length: templateBounds.fieldsPerTemplate + 1 }, () => [1, 4]));
    define([
      [1, 0],
      [2, 0],
    ]);
    define([
      [1, 60_000],
      [2, 60_000],
    ]);
    assert.equal(other.counters.templates, 0);
    assert.equal(other.counters.templatesRefused, 3);
  });

  it('keeps data that waits for a template within bounds', () => {
    const { decoder } = decoderWithWriter();
    const body = new Array(1400).fill(1);
    const datagram = (domain: number) =>
      Uint8Array.from([
        ...u16(9),
        ...u16(1),
        ...u32(0),
        ...u32(0),
        ...u32(0),
        ...u32(domain),
        ...u16(300),
        ...u16(1404),
        ...body,
      ]);
    for (let i = 0; i < 20_000; i++) decoder.decode(datagram(i % 60), `198.51.100.${i % 200}`, NOW);
    assert.ok(decoder.exporters.heldOctets <= exporterBounds.heldOctets);
    const { setsHeld, setsDropped } = decoder.counters;
    assert.ok(setsHeld > 0 && setsDropped > 10_000, `${setsHeld} held, ${setsDropped} dropped`);
  });

  it('remembers only so many exporters and forgets the silent ones first', () => {
    const { decoder } = decoderWithWriter();
    const datagram = Uint8Array.from([...u16(9), ...u16(0), ...new Array(16).fill(0)]);
    for (let i = 0; i < 10_000; i++) decoder.decode(datagram, `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, NOW);
    assert.equal([...decoder.exporters.all()].length, exporterBounds.exporters);
    assert.equal(decoder.counters.exportersRefused, 10_000 - exporterBounds.exporters);
    decoder.decode(datagram, '203.0.113.1', NOW + 2 * exporterBounds.idleMs);
    assert.deepEqual(
      [...decoder.exporters.all()].map((e) => e.address),
      ['203.0.113.1'],
    );
  });

  it('takes nothing from exporters that are not registered', () => {
    const { decoder } = decoderWithWriter((address) => address === '192.0.2.1');
    const datagram = Uint8Array.from([...u16(5), ...u16(1), ...new Array(68).fill(0)]);
    decoder.decode(datagram, '192.0.2.2', NOW);
    decoder.decode(datagram, '192.0.2.1', NOW);
    assert.equal(decoder.counters.exportersRefused, 1);
    assert.equal(decoder.counters.flows, 1);
  });
});
