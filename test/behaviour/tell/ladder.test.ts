import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { statement } from '#platform/postgres';
import { recordAnswer, startTrial, tellDue } from '#tell';
import { findNotice } from '../../../src/tell/notice/draft.ts';
import { settle } from '../../../src/tell/notice/send.ts';
import { testHouse, untilQuiet } from '../../lib/house.ts';

const worker = { kind: 'worker' } as const;
const DAY = 86_400_000;
const open = await testHouse({ KYOJO_HELP_MAIL: 'help@hub.example' });
const { house } = open;
const rows = <Row>(text: string, values: Record<string, unknown> = {}) =>
  house.db.as(worker, (q) => q.rows<Row>(statement('test', text), values));

let reports = 0;
/** A report of one look, `severity ip` a line. */
async function send(at: Date, lines: readonly string[], type = 'scan_telnet'): Promise<void> {
  const seen = at.toISOString().slice(0, 19).replace('T', ' ');
  const text = [
    '"timestamp","severity","ip","protocol","port","hostname","tag","asn","geo"',
    ...lines.map((line) => `"${seen}","${line.split(' ')[0]}","${line.split(' ')[1]}","tcp",23,"","",64500,"JP"`),
    '',
  ].join('\n');
  await receiveReport(house, {
    feed: 'shadowserver',
    name: `${at.toISOString().slice(0, 10)}-${type}-${reports++}.csv`,
    origin: 'file',
    body: Readable.from([Buffer.from(text)]),
  });
  await untilQuiet(open);
}
async function tell(): Promise<void> {
  await tellDue.handle(house, {});
  await untilQuiet(open);
}
interface Told {
  readonly way: string;
  readonly channel: string;
  readonly manner: string;
  readonly wording: string;
  readonly language: string;
  readonly sendTo: string;
  readonly state: string;
  readonly findingCount: number;
  readonly createdAt: Date;
  readonly id: string;
}
/** What an organisation's findings on an address were told, in order. */
const toldAbout = (asset: string) =>
  rows<Told>(
    'SELECT n.* FROM tell.notice n JOIN tell.notice_finding nf ON nf.notice_id = n.id JOIN tell.finding f ON f.id = nf.finding_id WHERE f.asset = $asset ORDER BY n.created_at, n.id',
    { asset },
  );
const finding = async (asset: string) => {
  const [found] = await rows<{
    id: string;
    state: string;
    step: number;
    nextStepAt: Date | null;
    toldAt: Date | null;
    arm: string;
  }>('SELECT id, state, step, next_step_at, told_at, arm FROM tell.finding WHERE asset = $asset', { asset });
  assert.ok(found, `no finding on ${asset}`);
  return found;
};
/** Goes to the moment the finding is told again, and tells. */
async function nextRung(asset: string): Promise<void> {
  const { nextStepAt } = await finding(asset);
  assert.ok(nextStepAt, 'nothing more would be told');
  open.clock.set(nextStepAt);
  await tell();
}

before(async () => {
  const organisation = (row: number, cells: Record<string, string>) => checkRow(row, cells, () => true).organisation;
  await house.db.as(worker, async (q) => {
    await takeOrganisations(
      house,
      q,
      [
        organisation(2, {
          externalId: 'chamber',
          name: 'みなと商工会議所',
          kind: 'partner',
          emails: 'desk@chamber.example',
        }),
        organisation(3, { externalId: 'isp', name: 'ほくと通信', kind: 'provider', emails: 'abuse@isp.example' }),
        organisation(4, {
          externalId: 'quiet',
          name: '静かな工業',
          prefixes: '203.0.113.0/26',
          emails: 'one@quiet.example, two@quiet.example',
          parent: 'chamber',
          postalCode: '100-0001',
          postalAddress: '東京都千代田区例示町1',
        }),
        organisation(5, {
          externalId: 'poor',
          name: '一人商会',
          prefixes: '203.0.113.64/26',
          emails: 'only@poor.example',
        }),
        organisation(6, {
          externalId: 'picky',
          name: '選ぶ病院',
          prefixes: '203.0.113.128/26',
          emails: 'sec@picky.example',
        }),
        ...Array.from({ length: 400 }, (_, n) =>
          organisation(10 + n, {
            externalId: `arm${n}`,
            name: `比べる会社${n}`,
            prefixes: `10.9.${n % 250}.${Math.floor(n / 250)}`,
            emails: `sec@arm${n}.example`,
          }),
        ),
      ],
      'test',
    );
    await q.run(statement('feed', "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')"));
    await q.run(
      statement(
        'network',
        "INSERT INTO know.network (as_number, holder, organisation_id) SELECT 64500, 'HOKUTO', id FROM know.organisation WHERE external_id = 'isp' ON CONFLICT (as_number) DO UPDATE SET organisation_id = excluded.organisation_id",
      ),
    );
  });
  await house.jobs.work(house);
});

// One suite around all: suites of a file run side by side, and there is one clock.
describe('tell: the ladder', () => {
  describe('tell: nobody answers, so the same is told again by another way', () => {
    it('goes up every rung in its order, with the waiting days of its severity, and ends with the help team', async () => {
      open.clock.set('2026-11-20T01:00:00Z');
      await send(open.clock(), ['critical 203.0.113.1']);
      for (let rung = 1; rung < 7; rung++) await nextRung('203.0.113.1');
      const told = await toldAbout('203.0.113.1');
      assert.deepEqual(
        told.map(({ way, channel, sendTo, wording, language }) => [way, channel, sendTo, wording, language]),
        [
          ['first-contact', 'mail', 'one@quiet.example', 'standard', 'ja'],
          ['second-contact', 'mail', 'two@quiet.example', 'standard', 'ja'],
          ['plain-wording', 'mail', 'one@quiet.example', 'plain', 'easy'],
          ['letter', 'letter', '', 'standard', 'ja'],
          ['partner', 'mail', 'desk@chamber.example', 'standard', 'ja'],
          ['provider', 'mail', 'abuse@isp.example', 'standard', 'ja'],
          ['help-team', 'help-team', '', 'standard', 'ja'],
        ],
      );
      const days = (list: readonly Told[]) =>
        list
          .slice(1)
          .map((one, i) => Math.round((one.createdAt.getTime() - (list[i] as Told).createdAt.getTime()) / DAY));
      assert.deepEqual(days(told), [1, 1, 2, 4, 4, 4]);
      // Another severity, other days; the digest of a middling one goes out first.
      await send(open.clock(), ['high 203.0.113.2', 'medium 203.0.113.5']);
      await nextRung('203.0.113.5');
      const waits = await rows<{ asset: string; days: number }>(
        "SELECT f.asset, round(extract(epoch FROM f.next_step_at - n.created_at) / 86400)::int AS days FROM tell.finding f JOIN tell.notice_finding nf ON nf.finding_id = f.id JOIN tell.notice n ON n.id = nf.notice_id WHERE f.asset IN ('203.0.113.2', '203.0.113.5') ORDER BY f.asset",
      );
      assert.deepEqual(waits, [
        { asset: '203.0.113.2', days: 3 },
        { asset: '203.0.113.5', days: 7 },
      ]);
    });

    it('writes each step down as a fact, with the way and the rung', async () => {
      const facts = await rows<{ data: { way: string; step: number } }>(
        "SELECT x.data FROM platform.fact x WHERE x.kind = 'notice.made' AND x.subject IN (SELECT 'notice:' || nf.notice_id FROM tell.notice_finding nf JOIN tell.finding f ON f.id = nf.finding_id WHERE f.asset = '203.0.113.1') ORDER BY x.id",
      );
      assert.deepEqual(
        facts.map(({ data }) => [data.way, data.step]),
        [
          ['first-contact', 1],
          ['second-contact', 2],
          ['plain-wording', 3],
          ['letter', 4],
          ['partner', 5],
          ['provider', 6],
          ['help-team', 7],
        ],
      );
    });

    it('says so once when no rung is left, and is silent from then on', async () => {
      await nextRung('203.0.113.1');
      assert.equal((await finding('203.0.113.1')).nextStepAt, null);
      const facts = await rows<{ kind: string }>(
        "SELECT x.kind FROM platform.fact x JOIN tell.finding f ON x.subject = 'finding:' || f.id WHERE f.asset = '203.0.113.1' AND x.kind = 'finding.unreachable'",
      );
      assert.equal(facts.length, 1);
      assert.equal((await toldAbout('203.0.113.1')).length, 7);
    });

    it('passes over rungs that lead nowhere', async () => {
      open.clock.set('2026-12-20T01:00:00Z');
      await send(open.clock(), ['critical 203.0.113.65']);
      for (let rung = 1; rung < 4; rung++) await nextRung('203.0.113.65');
      assert.deepEqual(
        (await toldAbout('203.0.113.65')).map(({ way }) => way),
        ['first-contact', 'plain-wording', 'provider', 'help-team'],
      );
    });

    it('stops with an answer, and goes on when the answer is taken back', async () => {
      open.clock.set('2027-01-05T01:00:00Z');
      await send(open.clock(), ['critical 203.0.113.3']);
      const { id } = await finding('203.0.113.3');
      const answer = (what: 'fixed' | 'undo') =>
        house.db.as(worker, (q) =>
          recordAnswer(house, q, { findingIds: [id], answer: what, actor: 'test', now: open.clock() }),
        );
      await answer('fixed');
      assert.deepEqual(
        [(await finding('203.0.113.3')).state, (await finding('203.0.113.3')).nextStepAt],
        ['claimed-fixed', null],
      );
      open.clock.pass(30 * DAY);
      await tell();
      assert.equal((await toldAbout('203.0.113.3')).length, 1);
      await answer('undo');
      assert.equal((await finding('203.0.113.3')).state, 'notified');
      await nextRung('203.0.113.3');
      assert.deepEqual(
        (await toldAbout('203.0.113.3')).map(({ way }) => way),
        ['first-contact', 'second-contact'],
      );
    });

    it('begins at the first rung again when what was claimed fixed is seen again', async () => {
      const { id } = await finding('203.0.113.3');
      await house.db.as(worker, (q) =>
        recordAnswer(house, q, { findingIds: [id], answer: 'fixed', actor: 'test', now: open.clock() }),
      );
      open.clock.pass(3 * DAY);
      await send(open.clock(), ['critical 203.0.113.3']);
      await tell();
      const told = await toldAbout('203.0.113.3');
      assert.deepEqual(
        told.map(({ way }) => way),
        ['first-contact', 'second-contact', 'first-contact'],
      );
      assert.deepEqual([(await finding('203.0.113.3')).state, (await finding('203.0.113.3')).step], ['notified', 1]);
    });

    it('takes the next rung within the hour when a mail came back', async () => {
      open.clock.set('2027-03-01T01:00:00Z');
      await send(open.clock(), ['high 203.0.113.4']);
      const [first] = await toldAbout('203.0.113.4');
      await house.db
        .as(worker, (q) => findNotice(q, first?.id ?? ''))
        .then((notice) => notice && settle(house, notice, 'bounced', 'test'));
      assert.ok(((await finding('203.0.113.4')).nextStepAt?.getTime() ?? 0) <= open.clock().getTime() + 3_600_000);
      await nextRung('203.0.113.4');
      assert.equal((await toldAbout('203.0.113.4')).at(-1)?.way, 'second-contact');
    });
  });

  describe('tell: a member hears as it chose', () => {
    it('gets everything it wants once a day in one mail at nine in the morning in Japan, whatever the severity', async () => {
      await house.db.as(worker, (q) =>
        q.run(
          statement(
            'p',
            "INSERT INTO tell.preference (organisation_id, severity, manner) SELECT id, s, 'digest' FROM know.organisation, generate_series(2, 5) AS s WHERE external_id = 'picky'",
          ),
        ),
      );
      open.clock.set('2027-04-01T05:00:00Z');
      await send(open.clock(), ['critical 203.0.113.130', 'high 203.0.113.131']);
      await send(open.clock(), ['medium 203.0.113.132', 'low 203.0.113.133'], 'scan_rdp');
      await tell();
      assert.equal((await toldAbout('203.0.113.130')).length, 0);
      open.clock.set('2027-04-01T23:59:59Z');
      await tell();
      assert.equal((await toldAbout('203.0.113.130')).length, 0, 'nothing before nine');
      open.clock.set('2027-04-02T00:00:00Z');
      await tell();
      const told = await Promise.all([130, 131, 132, 133].map((last) => toldAbout(`203.0.113.${last}`)));
      assert.equal(new Set(told.flat().map(({ id }) => id)).size, 1, 'one mail');
      assert.deepEqual(
        told.map((list) => list.map(({ manner, findingCount, state }) => [manner, findingCount, state])),
        Array(4).fill([['digest', 4, 'sent']]),
      );
    });

    it('gets at once what it wants at once, and never what it does not want', async () => {
      await house.db.as(worker, (q) =>
        q.run(
          statement(
            'p',
            "UPDATE tell.preference SET manner = CASE severity WHEN 2 THEN 'now' ELSE 'none' END WHERE organisation_id = (SELECT id FROM know.organisation WHERE external_id = 'picky')",
          ),
        ),
      );
      open.clock.set('2027-05-01T05:00:00Z');
      await send(open.clock(), ['low 203.0.113.140', 'critical 203.0.113.141']);
      assert.deepEqual(
        (await toldAbout('203.0.113.140')).map(({ manner, state }) => [manner, state]),
        [['now', 'sent']],
      );
      open.clock.pass(10 * DAY);
      await tell();
      assert.deepEqual([await toldAbout('203.0.113.141'), (await finding('203.0.113.141')).state], [[], 'open']);
    });
  });

  describe('tell: comparisons', () => {
    it('are refused for urgent kinds', async () => {
      const { playbooks } = await import('../../../src/tell/notice/draft.ts');
      const urgent = [...(await playbooks()).all.values()].filter(
        (book) => book.urgent || book.severity === 'critical',
      );
      assert.ok(urgent.length > 0);
      for (const { kind } of urgent)
        await assert.rejects(
          house.db.as(worker, (q) => startTrial(house, q, kind, 'plain', 'test')),
          { code: 'tell.trial-urgent' },
          kind,
        );
    });

    it('draw new findings into their arms evenly, and each arm is told in its own words', async () => {
      const { playbooks } = await import('../../../src/tell/notice/draft.ts');
      const book = [...(await playbooks()).all.values()].find(({ kind }) => kind === 'open-telnet');
      assert.ok(book && !book.urgent && book.severity !== 'critical');
      await house.db.as(worker, (q) => startTrial(house, q, 'open-telnet', 'plain', 'test'));
      open.clock.set('2027-06-01T05:00:00Z');
      await send(
        open.clock(),
        Array.from({ length: 400 }, (_, n) => `medium 10.9.${n % 250}.${Math.floor(n / 250)}`),
      );
      const arms = await rows<{ arm: string; count: number }>(
        "SELECT arm, count(*) AS count FROM tell.finding WHERE asset LIKE '10.9.%' GROUP BY arm ORDER BY arm",
      );
      assert.deepEqual(
        arms.map(({ arm }) => arm),
        ['plain', 'standard'],
      );
      // 400 fair draws fall outside 160…240 once in fifteen thousand times.
      for (const { arm, count } of arms) assert.ok(count >= 160 && count <= 240, `${arm}: ${count}`);
      open.clock.set('2027-06-02T00:00:00Z');
      await tell();
      const wordings = await rows<{ arm: string; wording: string }>(
        "SELECT DISTINCT f.arm, n.wording FROM tell.finding f JOIN tell.notice_finding nf ON nf.finding_id = f.id JOIN tell.notice n ON n.id = nf.notice_id WHERE f.asset LIKE '10.9.%' ORDER BY f.arm",
      );
      assert.deepEqual(wordings, [
        { arm: 'plain', wording: 'plain' },
        { arm: 'standard', wording: 'standard' },
      ]);
    });

    it('leave critical findings of a compared kind alone', async () => {
      await send(open.clock(), ['critical 203.0.113.70', 'high 203.0.113.71']);
      assert.equal((await finding('203.0.113.70')).arm, '');
      assert.ok((await toldAbout('203.0.113.70')).length > 0, 'told at once');
    });
  });
});
