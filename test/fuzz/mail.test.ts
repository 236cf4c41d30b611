import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Refusal } from '#platform/errors';
import { statement } from '#platform/postgres';
import { takeBounce } from '#tell';
import { receiveMail } from '../../src/observe/intake/mail.ts';
import { chance } from '../lib/chance.ts';
import { damage } from '../lib/damage.ts';
import { testHouse } from '../lib/house.ts';

const open = await testHouse();

const withReport = [
  'From: feed@sender.example',
  'To: shadowserver@hub.example',
  'Subject: =?utf-8?B?44Os44Od44O844OI?=',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="b"',
  '',
  '--b',
  'Content-Type: text/plain; charset=iso-2022-jp',
  '',
  'hello',
  '--b',
  'Content-Type: text/csv; name="2026-11-19-scan_telnet-hub.csv"',
  'Content-Disposition: attachment; filename="2026-11-19-scan_telnet-hub.csv"',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('"timestamp","ip"\n"2026-11-19 00:00:00","192.0.2.1"\n').toString('base64'),
  '--b--',
  '',
].join('\r\n');
const bounce = [
  'From: MAILER-DAEMON@mx.example',
  'Content-Type: multipart/report; report-type=delivery-status; boundary="c"',
  '',
  '--c',
  'Content-Type: message/delivery-status',
  '',
  'Final-Recipient: rfc822; nobody@quiet.example',
  'Action: failed',
  'Status: 5.1.1',
  'Diagnostic-Code: smtp; 550 5.1.1 unknown',
  '',
  '--c',
  'Content-Type: text/rfc822-headers',
  '',
  'Message-ID: <notice.01940000-0000-7000-8000-000000000001@hub.example>',
  '--c--',
  '',
].join('\r\n');

describe('fuzz: no mail can hurt the hub', () => {
  before(() =>
    open.house.db.as({ kind: 'worker' }, (q) =>
      q.run(statement('feed', "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')")),
    ),
  );

  it('with reports in it: taken, left alone or refused in words', async () => {
    const dice = chance(31);
    let taken = 0;
    for (let round = 0; round < 250; round++) {
      const raw = damage(withReport, dice, 6);
      try {
        taken += await receiveMail(open.house, raw, dice.happens(0.5) ? [] : ['shadowserver@hub.example']);
      } catch (error) {
        assert.ok(error instanceof Refusal, String((error as Error).stack));
      }
    }
    assert.ok(taken > 20, `${taken} taken`);
  });

  it('that came back: ours or not ours, and nothing of ours is marked by what we never sent', async () => {
    const dice = chance(32);
    let ours = 0;
    for (let round = 0; round < 400; round++) if (await takeBounce(open.house, damage(bounce, dice, 6))) ours++;
    assert.ok(ours > 20, `${ours} looked like bounces of ours`);
  });

  it('of many megabytes made to be slow costs no time', async () => {
    const began = performance.now();
    for (const line of [
      'content-type: multipart/report; x\n',
      'action:\n\n\n\n\n\n\n',
      'final-recipient: rfc822;   ',
      '<notice.',
    ])
      assert.equal(await takeBounce(open.house, Buffer.from(line.repeat(Math.ceil(3e6 / line.length)))), false);
    assert.ok(performance.now() - began < 15_000, `${Math.round(performance.now() - began)} ms`);
  });
});
