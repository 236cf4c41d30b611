import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { checkRow, takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { statement } from '#platform/postgres';
import { tellDue } from '#tell';
import { testHouse, untilQuiet } from '../../lib/house.ts';

const worker = { kind: 'worker' } as const;

/** What the mail server answers to each address, and what that means. */
const cases = [
  { to: 'gone@one.example', answer: '5.1.1 nobody of this name', state: 'bounced', bounced: true },
  { to: 'plain@two.example', answer: 'no such user', state: 'bounced', bounced: true },
  { to: 'blocked@three.example', answer: '5.7.1 your address is on a list', state: 'failed', bounced: false },
  { to: 'full@four.example', answer: '5.2.2 mailbox full', state: 'failed', bounced: false },
  { to: 'fine@five.example', answer: null, state: 'sent', bounced: false },
] as const;

const list = cases.map(({ to }) => `'${to}'`).join(', ');

const server = new SMTPServer({
  authOptional: true,
  disableReverseLookup: true,
  closeTimeout: 100, // the hub keeps its connections open
  disabledCommands: ['AUTH', 'STARTTLS'],
  onRcptTo({ address }, _session, done) {
    const answer = cases.find(({ to }) => to === address)?.answer;
    done(answer ? Object.assign(new Error(answer), { responseCode: 550 }) : null);
  },
  onData(stream, _session, done) {
    stream.resume();
    stream.on('end', () => done(null, 'taken'));
  },
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
const open = await testHouse({ KYOJO_SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` });

describe('tell: a mail server that says at once whom it does not know', () => {
  after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  before(async () => {
    const { house } = open;
    const members = cases.map(
      ({ to }, i) =>
        checkRow(
          i + 2,
          { externalId: `m${i}`, name: `会員${i + 1}`, prefixes: `203.0.113.${i + 1}`, emails: to },
          () => true,
        ).organisation,
    );
    await house.db.as(worker, async (q) => {
      await takeOrganisations(house, q, members, 'test');
      await q.run(statement('feed', "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')"));
    });
    await house.jobs.work(house);
    const rows = cases.map((_, i) => `"2026-11-19 03:10:11","203.0.113.${i + 1}","tcp",23,"telnet"`);
    await receiveReport(house, {
      feed: 'shadowserver',
      name: '2026-11-19-scan_telnet-hub.csv',
      origin: 'file',
      body: Readable.from([Buffer.from(['"timestamp","ip","protocol","port","tag"', ...rows, ''].join('\n'))]),
    });
    await untilQuiet(open);
    open.clock.set('2026-11-21T00:00:01Z');
    await tellDue.handle(house, {});
    await untilQuiet(open);
  });

  const ask = <T>(sql: string) => open.house.db.as(worker, (q) => q.rows<T>(statement('ask', sql)));

  it('marks the notice by what was said', async () => {
    assert.deepEqual(
      await ask(`SELECT send_to AS to, state FROM tell.notice ORDER BY array_position(ARRAY[${list}], send_to)`),
      cases.map(({ to, state }) => ({ to, state })),
    );
  });

  it('marks the contact too where the address is gone, once, as a fact', async () => {
    assert.deepEqual(
      await ask(
        `SELECT email AS to, bounced_at IS NOT NULL AS bounced FROM know.contact ORDER BY array_position(ARRAY[${list}], email)`,
      ),
      cases.map(({ to, bounced }) => ({ to, bounced })),
    );
    const facts = await ask<{ email: string; actor: string; owned: boolean }>(
      "SELECT data->>'email' AS email, actor, organisation_id IS NOT NULL AS owned FROM platform.fact WHERE kind = 'contact.bounced' ORDER BY 1",
    );
    assert.deepEqual(
      facts,
      ['gone@one.example', 'plain@two.example'].map((email) => ({ email, actor: 'job:tell.send-notice', owned: true })),
    );
  });
});
