import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Registration } from '#know';
import { placeOf } from './decide.ts';
import type { EventRow } from './page.html.ts';

it('observe: an event is told where its body is registered, whatever address the logs name', () => {
  const of = (organisationId: string, kind: Registration['kind'], value: string): Registration => ({
    organisationId,
    kind,
    value,
    reach: 'covering',
    organisationKind: 'member',
  });
  const all = [
    of('town', 'prefix', '203.0.113.128/25'),
    of('city', 'prefix', '203.0.113.0/25'),
    of('school', 'domain', 'school.example'),
    of('school', 'prefix', '2001:db8::/32'),
  ];
  const place = (organisationId: string, source: string, target: string) =>
    placeOf({ organisationId, source, target, port: 443 } as EventRow, all);
  assert.deepEqual(place('town', '192.0.2.1', '203.0.113.130'), {
    'source.ip': '203.0.113.130',
    'source.port': 443,
    'destination.ip': '192.0.2.1',
  });
  assert.deepEqual(place('town', '203.0.113.131', 'host.example'), { 'source.ip': '203.0.113.131' });
  assert.deepEqual(
    place('town', '192.0.2.1', '203.0.113.20'),
    { 'source.ip': '203.0.113.128', 'extra.target': '203.0.113.20', 'extra.source': '192.0.2.1' },
    'an address of another body: that body hears nothing',
  );
  assert.equal(place('school', '', '10.0.0.1')?.['source.fqdn'], 'school.example');
  assert.equal(place('school', '', '2001:db8::1')?.['source.ip'], '2001:db8::1');
  assert.equal(place('nobody', '192.0.2.1', '10.0.0.1'), undefined);
});
