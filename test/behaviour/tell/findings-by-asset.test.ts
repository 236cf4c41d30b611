import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const assets = ['192.0.2.1', '192.0.2.10', '192.0.2.100', '2001:db8::1', '2001:db8::10', 'mihon.example'];

describe('tell: whoever looks for an address finds that address', () => {
  let operator: Visitor;
  before(async () => {
    operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
    for (const asset of assets)
      await served.sql(
        `INSERT INTO tell.finding (organisation_id, asset, kind, via, severity, feed_id, first_seen_at, last_seen_at, seen_count)
         VALUES (platform.new_id(), $1, 'open-telnet', 'owner', 3, 'shadowserver', now(), now(), 1)`,
        [asset],
      );
  });
  const found = async (asked: string) => {
    const csv = (await operator.get(`/findings.csv?asset=${encodeURIComponent(asked)}`)).text;
    return assets.filter((asset) => csv.includes(`,${asset},`));
  };

  it('gives an address alone, and not those that begin with it', async () => {
    assert.deepEqual(await found('192.0.2.1'), ['192.0.2.1']);
    assert.deepEqual(await found('2001:db8::1'), ['2001:db8::1']);
    const page = await operator.get('/findings?lang=en&asset=192.0.2.1');
    assert.match(page.text, />192\.0\.2\.1<\/a>/);
    assert.doesNotMatch(page.text, />192\.0\.2\.10/);
  });

  it('still gives everything that begins with a part of an address or a name, as its box says', async () => {
    assert.deepEqual(await found('192.0.2.'), ['192.0.2.1', '192.0.2.10', '192.0.2.100']);
    assert.deepEqual(await found('2001:db8::'), ['2001:db8::1', '2001:db8::10']);
    assert.deepEqual(await found('mihon'), ['mihon.example']);
    assert.match((await operator.get('/findings?lang=en')).text, /An address, or how it begins/);
  });
});
