import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHub, testHub } from './hub.ts';

const PASSWORD = 'tofu wakame negi miso';

describe('sign-in: the first operator gets an account', () => {
  let hub: TestHub;
  before(async () => {
    hub = await testHub();
  });
  after(() => hub.close());

  it('through a link that works once', async () => {
    const link = await hub.signIn.firstOperatorLink();
    assert.ok(link);
    const path = new URL(link).pathname;
    const first = hub.browser();
    assert.equal((await first.get(path)).status, 200);
    const made = await first.post(path, { name: '青木 さくら', email: 'Aoki@Hub.example', password: PASSWORD });
    assert.equal(made.status, 303, made.text);
    assert.equal(made.location, '/account/second-factor?new=yes');
    const second = await hub.browser().post(path, { name: 'Somebody', email: 'other@hub.example', password: PASSWORD });
    assert.equal(second.status, 410);
    assert.equal(await hub.signIn.firstOperatorLink(), undefined);
    // Without a second factor the hub stays closed.
    assert.equal((await first.get('/test/me')).status, 303);
    assert.deepEqual(await hub.facts(), ['person.invited', 'person.joined invitation', 'person.signed-in invitation']);
  });
});
