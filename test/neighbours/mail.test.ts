import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { simpleParser } from 'mailparser';
import { checkRow, takeOrganisations } from '#know';
import { takeBounce, tellDue } from '#tell';
import { watchMailbox } from '../../src/observe/intake/imap.ts';
import { openMailIntake } from '../../src/observe/intake/mail.ts';
import { spoolPath } from '../../src/observe/intake/receive.ts';
import { untilQuiet } from '../lib/house.ts';
import { servedHouse } from '../lib/served.ts';
import { freePort, missing, startDovecot, startPostfix, until } from './programs.ts';

const skip = missing(['/usr/sbin/postfix', '/usr/sbin/dovecot', '/usr/bin/swaks'], 'root');
const worker = { kind: 'worker' } as const;

describe('neighbours: mail through a real mail server', { skip, timeout: 120_000 }, async () => {
  if (skip) return;
  const started: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const stop of started.reverse()) await stop();
  });
  const intakePort = await freePort();
  const postfix = await startPostfix(
    ['sec@quiet.example', 'two@quiet.example', 'intake@hub-box.example', 'desk@ok.example'],
    { domain: 'hub.example', port: intakePort },
  );
  started.push(() => postfix.stop());
  const dovecot = await startDovecot(postfix.mailRoot);
  started.push(() => dovecot.stop());
  const served = await servedHouse({
    KYOJO_SMTP_URL: `smtp://127.0.0.1:${postfix.port}`,
    KYOJO_MAIL_FROM: 'kyojo@hub.example',
  });
  const { house, sql } = served;
  const intake = await openMailIntake(house, intakePort, (raw) => takeBounce(house, raw));
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-mail-'));
  started.push(
    async () => rmSync(folder, { recursive: true, force: true }),
    () => intake.close(),
  );

  const report = (day: string, ips: readonly string[], severity = 'critical') =>
    [
      '"timestamp","severity","ip","protocol","port","tag"',
      ...ips.map((ip) => `"${day} 03:10:11","${severity}","${ip}","tcp",23,"telnet"`),
      '',
    ].join('\n');
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  /** swaks: its exit code and the talk. */
  const swaks = (port: number, to: string, attachment?: string) =>
    new Promise<{ code: number; talk: string }>((resolve) => {
      const child = spawn('/usr/bin/swaks', [
        '--server',
        '127.0.0.1',
        '--port',
        String(port),
        '--from',
        'sensor@elsewhere.example',
        '--to',
        to,
        '--header',
        'Subject: report',
        ...(attachment
          ? [
              '--attach-type',
              'text/csv',
              '--attach-name',
              attachment.split('/').at(-1) ?? '',
              '--attach',
              `@${attachment}`,
            ]
          : []),
      ]);
      let talk = '';
      child.stdout.on('data', (chunk: Buffer) => (talk += chunk));
      child.stderr.on('data', (chunk: Buffer) => (talk += chunk));
      child.once('exit', (code) => resolve({ code: code ?? 1, talk }));
    });
  const batches = () =>
    sql<{ id: string; feed_id: string; name: string; origin: string; state: string; rows_read: number }>(
      'SELECT id, feed_id, name, origin, state, rows_read::int FROM observe.batch ORDER BY received_at, id',
    );

  before(async () => {
    const organisation = (row: number, cells: Record<string, string>) => checkRow(row, cells, () => true).organisation;
    await house.db.as(worker, (q) =>
      takeOrganisations(
        house,
        q,
        [
          organisation(2, {
            externalId: 'quiet',
            name: '静かな工業',
            prefixes: '203.0.113.0/25',
            emails: 'sec@quiet.example',
          }),
          organisation(3, {
            externalId: 'gone',
            name: '引っ越した商店',
            prefixes: '203.0.113.128/25',
            emails: 'nobody@quiet.example, two@quiet.example',
          }),
        ],
        'test',
      ),
    );
    await sql("INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver'), ('second', 'Second')");
    await sql("UPDATE observe.feed SET mapping = $1 WHERE id = 'second'", [
      JSON.stringify((await import('../../src/observe/intake/store.ts')).catalogue().get('shadowserver')),
    ]);
  });

  it('takes a report that comes as an attachment: 250 only after it is on disk', async () => {
    const { code, talk } = await swaks(
      intakePort,
      'reports+shadowserver@hub.example',
      file('2026-11-19-scan_telnet-hub.csv', report('2026-11-19', ['203.0.113.9'])),
    );
    assert.equal(code, 0, talk);
    assert.match(talk, /250 .*1 taken/);
    const [kept] = await batches();
    assert.deepEqual(
      [kept?.feed_id, kept?.name, kept?.origin],
      ['shadowserver', '2026-11-19-scan_telnet-hub.csv', 'mail'],
    );
    assert.ok(kept?.state !== 'received' || existsSync(spoolPath(house, kept.id)), 'its bytes are there');
    await untilQuiet(served);
    assert.deepEqual(
      (await batches()).map((one) => [one.state, one.rows_read]),
      [['applied', 1]],
    );
  });

  it('refuses an unknown feed with 550, damaged bytes with 554 and too much with 552', async () => {
    const unknown = await swaks(intakePort, 'nobody-here@hub.example', file('x.csv', 'a,b\n'));
    assert.notEqual(unknown.code, 0);
    assert.match(unknown.talk, /550 no such feed here/);
    const damaged = await swaks(
      intakePort,
      'shadowserver@hub.example',
      file('x.csv.gz', Buffer.from('1f8b0800000000000003ffffffff', 'hex')),
    );
    assert.match(damaged.talk, /554 report refused: observe\.report-damaged/);
    const nothing = await swaks(intakePort, 'shadowserver@hub.example');
    assert.match(nothing.talk, /550 no report/);
    const large = await swaks(
      intakePort,
      'shadowserver@hub.example',
      file('large.csv', Buffer.alloc(49 * 1024 * 1024, 'a,b,c\n')),
    );
    assert.match(large.talk, /552 /);
    assert.equal((await batches()).length, 1);
  });

  it('gives one mail to two feeds to both, and tells the sender which of two is unknown', async () => {
    const both = await swaks(
      intakePort,
      'shadowserver@hub.example,second@hub.example',
      file('2026-11-18-scan_telnet-two.csv', report('2026-11-18', ['192.0.2.1'])),
    );
    assert.match(both.talk, /250 .*2 taken/);
    const half = await swaks(
      intakePort,
      'second@hub.example,unknown@hub.example',
      file('2026-11-17-scan_telnet-two.csv', report('2026-11-17', ['192.0.2.1'])),
    );
    assert.match(half.talk, /550 no such feed here/);
    assert.match(half.talk, /250 .*1 taken/);
    await untilQuiet(served);
    assert.deepEqual((await batches()).map((one) => [one.feed_id, one.name.slice(0, 10), one.state]).sort(), [
      ['second', '2026-11-17', 'applied'],
      ['second', '2026-11-18', 'applied'],
      ['shadowserver', '2026-11-18', 'applied'],
      ['shadowserver', '2026-11-19', 'applied'],
    ]);
  });

  it('delivers the notice about it into the mailbox of the member, as text and HTML, marked as automatic', async () => {
    const box = join(postfix.mailFolder('sec@quiet.example'), 'new');
    const [name] = await until(
      'a mail in the mailbox',
      () => (existsSync(box) && readdirSync(box).length > 0 ? readdirSync(box) : undefined),
      30,
    );
    const mail = await simpleParser(readFileSync(join(box, name as string)));
    assert.match(mail.subject ?? '', /静かな工業/);
    assert.match(mail.text ?? '', /http:\/\/localhost:\d+\/n\//);
    assert.ok(mail.html);
    assert.equal(mail.headers.get('auto-submitted'), 'auto-generated');
    assert.match(mail.messageId ?? '', /^<notice\.[0-9a-f-]{36}@hub\.example>$/);
    const [notice] = await sql<{ state: string }>("SELECT state FROM tell.notice WHERE send_to = 'sec@quiet.example'");
    assert.equal(notice?.state, 'sent');
  });

  it('reads the bounce of an unknown mailbox: notice and contact are marked, and the second contact is told within the hour', async () => {
    await swaks(
      intakePort,
      'shadowserver@hub.example',
      file('2026-11-20-scan_telnet-bounce.csv', report('2026-11-20', ['203.0.113.200'])),
    );
    const notices = () =>
      sql<{ send_to: string; state: string; failure: string }>(
        "SELECT send_to, state, failure FROM tell.notice WHERE send_to LIKE '%@quiet.example' AND send_to <> 'sec@quiet.example' ORDER BY created_at",
      );
    await until(
      'the bounce has come back',
      async () => (await notices()).some((one) => one.state === 'bounced'),
      30,
    ).catch((error: Error) => {
      throw new Error(`${error.message}\n${postfix.log()}`);
    });
    const [first] = await notices();
    assert.deepEqual([first?.send_to, first?.state], ['nobody@quiet.example', 'bounced']);
    const contacts = await sql<{ email: string; bounced: boolean }>(
      "SELECT email, bounced_at IS NOT NULL AS bounced FROM know.contact WHERE email LIKE '%@quiet.example' ORDER BY email",
    );
    assert.deepEqual(
      contacts.map(({ email, bounced }) => [email, bounced]),
      [
        ['nobody@quiet.example', true],
        ['sec@quiet.example', false],
        ['two@quiet.example', false],
      ],
    );
    const [finding] = await sql<{ told_at: Date | null; next_step_at: Date }>(
      "SELECT told_at, next_step_at FROM tell.finding WHERE asset = '203.0.113.200'",
    );
    assert.equal(finding?.told_at, null, 'nobody was told');
    assert.ok((finding?.next_step_at.getTime() ?? 0) <= served.clock().getTime() + 3_600_000);
    served.clock.pass(3_600_000);
    await tellDue.handle(house, {});
    await untilQuiet(served);
    assert.deepEqual(
      (await notices()).map((one) => [one.send_to, one.state]),
      [
        ['nobody@quiet.example', 'bounced'],
        ['two@quiet.example', 'sent'],
      ],
    );
  });

  it('takes reports out of a mailbox, once each, and one that cannot be read does not stand before the others', async () => {
    for (const [name, content] of [
      ['broken.csv.gz', Buffer.from('1f8b0800000000000003ffffffff', 'hex')],
      ['2026-11-16-scan_telnet-box.csv', report('2026-11-16', ['192.0.2.9'])],
    ] as const) {
      // Addressed to the feed, delivered into the mailbox the hub looks into.
      const path = file(name, content);
      const child = spawn('/usr/bin/swaks', [
        '--server',
        '127.0.0.1',
        '--port',
        String(postfix.port),
        '--from',
        'sensor@elsewhere.example',
        '--to',
        'intake@hub-box.example',
        '--header',
        'To: reports+second@hub.example',
        '--attach-type',
        'text/csv',
        '--attach-name',
        name,
        '--attach',
        `@${path}`,
      ]);
      await new Promise((resolve) => child.once('exit', resolve));
    }
    const box = join(postfix.mailFolder('intake@hub-box.example'), 'new');
    await until('two mails in the mailbox', () => existsSync(box) && readdirSync(box).length === 2);
    const mailbox = watchMailbox(house, dovecot.url('intake@hub-box.example'), (raw) => takeBounce(house, raw));
    await until('the report is taken', async () =>
      (await batches()).some((one) => one.name === '2026-11-16-scan_telnet-box.csv'),
    );
    assert.equal(await mailbox.look(), 0, 'nothing is left unread');
    await mailbox.close();
    assert.equal((await batches()).filter((one) => one.name === '2026-11-16-scan_telnet-box.csv').length, 1);
    const flags = readdirSync(join(postfix.mailFolder('intake@hub-box.example'), 'cur'))
      .map((name) => name.split(':2,')[1])
      .sort();
    assert.deepEqual(flags, ['FS', 'S'], 'the broken one is flagged for a person');
  });
});
