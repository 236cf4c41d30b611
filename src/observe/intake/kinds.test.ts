import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { testEngine } from '../../../test/lib/engine.ts';
import { quote } from '../feed/sql-text.ts';
import { kindSql, readKindRules } from './kinds.ts';

const FIELDS = ['kind', 'malware', 'identifier', 'application', 'type', 'taxonomy'] as const;
type Row = Readonly<Record<(typeof FIELDS)[number], string>> & { readonly port: number };

describe('observe: the kind of an observation', () => {
  const engine = testEngine();
  const kindOf = (row: Row, sql: string) =>
    engine
      .query(
        `SELECT ${sql} AS kind FROM (SELECT ${FIELDS.map((field) => `${quote(row[field])} AS ${field}`).join(', ')}, ${row.port} AS port)`,
        'TSV',
      )
      .trim();

  it('is the same whether the rules that cannot fit a report are left out or not', () => {
    const rules = readKindRules();
    const someOf = (field: (typeof FIELDS)[number]) =>
      field === 'kind'
        ? fc.constantFrom('', '', '', 'open-telnet')
        : fc.constantFrom(
            '',
            'x',
            ...rules.flatMap(({ when }) => when[field] ?? []).map((one) => String(one).toUpperCase()),
          );
    const rows = rules.flatMap(({ when }) => ({
      ...Object.fromEntries(FIELDS.map((field) => [field, String(when[field as 'type']?.at(-1) ?? '')])),
      port: Number(when.port?.[0] ?? 0),
    })) as Row[];
    const any = fc.record({
      ...(Object.fromEntries(FIELDS.map((field) => [field, someOf(field)])) as Record<
        (typeof FIELDS)[number],
        fc.Arbitrary<string>
      >),
      port: fc.constantFrom(0, 23, 445, ...rules.flatMap(({ when }) => when.port ?? []).map(Number)),
    });
    fc.assert(
      fc.property(fc.oneof(any, fc.constantFrom(...rows)), fc.subarray([...FIELDS]), (row, said) => {
        const known = new Map(
          said.map((field) => [field as string, [row[field], ...(field === 'type' ? ['other'] : [])]]),
        );
        assert.equal(kindOf(row, kindSql(known)), kindOf(row, kindSql()), JSON.stringify({ row, said }));
      }),
      { numRuns: 60 },
    );
  });

  it('asks nothing row by row of a report with one identifier', () => {
    assert.equal(
      kindSql(new Map(Object.entries({ kind: [''], malware: [''], identifier: ['open-telnet'] }))),
      "'open-telnet'",
    );
    assert.equal(kindSql(new Map([['kind', ['open-rdp']]])), "'open-rdp'");
  });
});
