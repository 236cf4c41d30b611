import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { arrive, servedHouse } from '../../lib/served.ts';

const served = await servedHouse();
const form = { 'content-type': 'application/x-www-form-urlencoded', origin: served.url };

/** A body that does not say how long it is. */
function endless(megabytes: number): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(out) {
      if (sent++ < megabytes) out.enqueue(new Uint8Array(1024 * 1024).fill(97));
      else out.close();
    },
  });
}

describe('app: what strangers send', () => {
  it('is refused when it is larger than a form, whether it says so or not', async () => {
    const visitor = served.visitor();
    const said = await visitor.send('/sign-in', {
      method: 'POST',
      headers: form,
      body: `email=${'a'.repeat(2 * 1024 * 1024)}`,
    });
    assert.equal(said.status, 413, said.text.slice(0, 200));
    // The hub may hang up before all is sent.
    const unsaid = await visitor
      .send('/sign-in', { method: 'POST', headers: form, body: endless(64), duplex: 'half' } as RequestInit)
      .then(({ status }) => status)
      .catch(() => 413);
    assert.equal(unsaid, 413);
    assert.equal((await visitor.post('/sign-in', { email: 'a@hub.example', password: 'x' })).status, 422);
  });

  it('is refused with the name of the field when it holds what no keyboard gives (U+0000)', async () => {
    const visitor = served.visitor();
    const asked = await visitor.get('/search?q=a%00b', { 'accept-language': 'en' });
    assert.equal(asked.status, 400, asked.text.slice(0, 200));
    const sent = await visitor.post('/sign-in', { email: 'a\0@hub.example', password: 'x' });
    assert.equal(sent.status, 422);
    assert.match(sent.text, /email/);
  });

  it('does not pass for a look from this machine when a proxy has brought it', async () => {
    const visitor = served.visitor();
    assert.equal((await visitor.get('/metrics')).status, 200);
    for (const name of ['x-forwarded-for', 'forwarded', 'via'])
      assert.equal((await visitor.get('/metrics', { [name]: '203.0.113.7' })).status, 404, name);
  });

  it('leads back to the very list they asked for once they have signed in', async () => {
    const asked = '/findings?state=open&kind=open-telnet';
    const answer = await served.visitor().get(asked);
    assert.equal(answer.status, 303);
    assert.equal(new URL(answer.location, served.url).searchParams.get('next'), asked);
  });
});

describe('app: a page that is not there', () => {
  it('keeps the navigation of who is signed in, and names a number', async () => {
    const operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
    const answer = await operator.get('/nowhere', { 'accept-language': 'en' });
    assert.equal(answer.status, 404);
    assert.match(answer.text, /href="\/board"/);
    assert.match(answer.text, /give this number: [0-9a-f]{8}/);
  });
});
