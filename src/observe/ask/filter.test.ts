import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileFilter, splitsBySide } from './compile.ts';
import { continuations, FilterFault, fieldAwaited, readFilter } from './filter.ts';

const sql = (text: string) => compileFilter(readFilter('flows', text));

describe('observe: the filter language', () => {
  it('reads joins, brackets, lists, prefixes and names', () => {
    assert.deepEqual(sql('').where, '1');
    assert.deepEqual(sql('port = 23 or port = 2323 and proto = tcp'), {
      where: '(target_port = {f0:Float64} OR (target_port = {f1:Float64} AND protocol = {f2:Float64}))',
      params: { f0: 23, f1: 2323, f2: 6 },
    });
    assert.deepEqual(sql('src in (192.0.2.0/25, 2001:db8::/32)').params, {
      f0: '::ffff:192.0.2.0',
      f1: '::ffff:192.0.2.127',
      f2: '2001:db8::',
      f3: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
    });
    assert.deepEqual(sql('not (bytes >= 1.5M)').params, { f0: 1_500_000 });
    assert.equal(splitsBySide(readFilter('flows', 'ip = 192.0.2.1 and port = 80')), true);
    assert.equal(splitsBySide(readFilter('flows', 'ip = 192.0.2.1 or port = 80')), false);
    assert.equal(splitsBySide(readFilter('flows', 'ip != 192.0.2.1')), false);
  });

  it('reads addresses as they are pasted: alone, below each other, with any comma', () => {
    assert.deepEqual(sql('192.0.2.1'), sql('ip in (192.0.2.1)'));
    assert.deepEqual(sql('192.0.2.1\r\n192.0.2.2, 2001:db8::1、192.0.2.4'), {
      where: '(source IN {f0:Array(IPv6)} OR target IN {f0:Array(IPv6)})',
      params: { f0: ['::ffff:192.0.2.1', '::ffff:192.0.2.2', '2001:db8::1', '::ffff:192.0.2.4'] },
    });
    assert.deepEqual(sql('dst in (192.0.2.1\n192.0.2.2)'), sql('dst in (192.0.2.1, 192.0.2.2)'));
    assert.deepEqual(sql('port = 23 and (192.0.2.1 192.0.2.2)'), sql('port = 23 and ip in (192.0.2.1, 192.0.2.2)'));
    assert.deepEqual(sql('not 192.0.2.1 and port = 23'), sql('not ip in (192.0.2.1) and port = 23'));
    assert.throws(() => sql('app in (http smtp)'), FilterFault);
  });

  it('makes few parameters of many values, and refuses thousands of single conditions', () => {
    const many = (one: (i: number) => string) => Array.from({ length: 8000 }, (_, i) => one(i));
    const nets = sql(many((i) => `10.${i >> 8}.${i & 255}.0/24`).join('\n'));
    assert.equal(
      nets.where,
      '(tupleElement(IPv6CIDRToRange(source, 120), 1) IN {f0:Array(IPv6)} OR tupleElement(IPv6CIDRToRange(target, 120), 1) IN {f0:Array(IPv6)})',
    );
    assert.equal(Object.keys(sql(`port in (${many(String).join(', ')})`).params).length, 1);
    assert.equal(Object.keys(sql(`app in (${many((i) => `a${i}`).join(', ')})`).params).length, 1);
    assert.throws(() => sql(many((i) => `port = ${i}`).join(' or ')), /observe\.ask-long/);
  });

  it('says where reading ended and what could stand there', () => {
    const fault = (text: string) => {
      try {
        readFilter('flows', text);
      } catch (error) {
        assert.ok(error instanceof FilterFault);
        return [error.expected, error.at];
      }
      return 'read';
    };
    assert.deepEqual(fault('prot = 1'), ['field', 0]);
    assert.deepEqual(fault('port'), ['operator', 4]);
    assert.deepEqual(fault('port ~ 3'), ['operator', 5]);
    assert.deepEqual(fault('port = x'), ['value', 7]);
    assert.deepEqual(fault('src = 192.0.2.0/33'), ['value', 6]);
    assert.deepEqual(fault('port = 1 port = 2'), ['join', 9]);
    assert.deepEqual(fault('(port = 1'), ['close', 9]);
  });

  it('offers what could come next, and what stands behind stays', () => {
    const next = (text: string, values: string[] = []) =>
      continuations(/kind/.test(text) ? 'observations' : 'flows', text, values).map(({ value }) => value);
    assert.deepEqual(next('port = 23 and pr'), ['port = 23 and proto']);
    assert.deepEqual(next('port = 23 and prt = 5'), [
      'port = 23 and port = 5',
      'port = 23 and proto = 5',
      'port = 23 and packets = 5',
    ]);
    assert.deepEqual(next('spor = 1 and dst = 192.0.2.1'), ['sport = 1 and dst = 192.0.2.1']);
    assert.deepEqual(next('port 23 and bytes > 1').slice(0, 2), [
      'port = 23 and bytes > 1',
      'port != 23 and bytes > 1',
    ]);
    assert.deepEqual(next('app > http').slice(0, 2), ['app = http', 'app != http']);
    assert.deepEqual(next('port = 1 port = 2'), ['port = 1 and port = 2', 'port = 1 or port = 2']);
    assert.deepEqual(
      next('port = 1'),
      ['port = 1 and ', 'port = 1 or '],
      'whoever types on need not think of the space',
    );
    assert.ok(next('proto = ').includes('proto = tcp'));
    assert.deepEqual(next('state = re'), ['state = rejected', 'state = reset'], 'while a value is typed');
    assert.deepEqual(next('state in (open, re'), ['state in (open, rejected', 'state in (open, reset']);
    assert.deepEqual(next('state = reset'), ['state = reset and ', 'state = reset or ']);
    assert.deepEqual(next('kind = open', ['open-telnet', 'weak-tls']), ['kind = open-telnet']);
    assert.equal(fieldAwaited('observations', 'kind = open')?.name, 'kind');
    assert.deepEqual(next('kind = open-telnet and type = x', ['y']), [
      'kind = open-telnet and type = x and ',
      'kind = open-telnet and type = x or ',
    ]);
    assert.deepEqual(next('ｐｏｒｔ　＝　２３　ａ'), ['port　=　23 and ']);
  });

  it('reads what a Japanese keyboard writes in full width, but not within quotes', () => {
    assert.deepEqual(sql('ｐｏｒｔ＝２３　ａｎｄ　（ｂｙｔｅｓ＞１０ｋ）'), sql('port=23 and (bytes>10k)'));
    assert.deepEqual(Object.values(sql('app = "ａ＝"').params), ['ａ＝']);
  });

  it('lets no text of a reader become SQL, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `app = "${text}"`),
          fc.string().map((text) => `app ~ ${text}`),
        ),
        (text) => {
          try {
            const { where } = sql(text);
            assert.match(where, /^[\w\s()=<>!:{},.+/'-]*$/);
            assert.doesNotMatch(where.replace(/'asn'|'observe\.route_prefix'/g, ''), /'|--|;/);
          } catch (error) {
            assert.ok(error instanceof FilterFault, String(error));
          }
        },
      ),
      { numRuns: 2000, seed: 5 },
    );
  });
});
