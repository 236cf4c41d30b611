import { Readable } from 'node:stream';
import { checkRow, loadRoutingTable, loadSample, takeOrganisations } from '#know';
import { loadObserved, loadRoutes, loadSampleNetworks, receiveReport, storeBatch } from '#observe';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { type Queries, statement } from '#platform/postgres';
import type { SignIn } from '#platform/sign-in';
import { applyBatch, recordAnswer, refreshBoard, sendNotice, startTrial, tellDue, verifyFixes } from '#tell';
import { type DemoDay, demoDays, demoOrganisations } from './sample.ts';

const worker = { kind: 'worker' } as const;
const DAY = 86_400_000;
/** Whose logs are watched, and who watches them: a town and its prefecture. */
const [BODY, CENTRE] = ['demo-7', 'demo-cloud'];

/**
 * Fills an empty hub with a sample: the real routing table as providers, a register of invented members on documentation
 * ranges, and three weeks of invented reports that go through the very same loop under a clock that runs through those weeks:
 * told, opened, answered, fixed, seen again. Does nothing when it has been done; stopped half way, it is made whole by the next
 * start. Mails are only written, as no mail server is set. At the end it says by which links to look at the hub as its members do.
 */
export async function loadDemo(
  house: House,
  signIn: Pick<SignIn, 'invite'>,
  say: (line: string) => void,
  stop: AbortSignal,
): Promise<void> {
  const done = await house.db.as(worker, (q) =>
    q.one(statement('demo_done', "SELECT 1 AS there FROM platform.fact WHERE kind = 'demo.loaded' LIMIT 1")),
  );
  if (done) return;
  say('demo: loading the real routing table (515,000 ranges)…');
  const networks = await loadRoutingTable(house, 'job:demo');
  const routes = await loadRoutes(house);
  await loadSampleNetworks(house);
  say(`demo: ${networks.toLocaleString('en')} networks, ${routes.toLocaleString('en')} prefixes`);
  const rows = demoOrganisations().map((cells, index) => checkRow(index + 2, cells, () => true).organisation);
  const days = demoDays(house.clock());
  let now = new Date((days[0] as DemoDay).at.getTime() - DAY);
  const past: House = { ...house, clock: () => now };
  await house.db.as(worker, async (q) => {
    const made = await q.run(
      statement(
        'demo_feed',
        "INSERT INTO observe.feed (id, name, expected_hours) VALUES ('shadowserver', 'Shadowserver', 26) ON CONFLICT DO NOTHING",
      ),
    );
    if (made === 0) return; // an earlier start came this far
    await takeOrganisations(past, q, rows, 'job:demo');
    await appendFact(past, q, { kind: 'feed.switched-on', subject: 'feed:shadowserver', actor: 'job:demo' });
    await startTrial(past, q, 'open-telnet', 'plain', 'job:demo');
  });
  say(`demo: ${rows.length} sample organisations; three weeks of reports go through the loop…`);
  for (const day of days) {
    if (stop.aborted) return say('demo: stopped half way; the next start goes on');
    now = day.at;
    for (const report of day.reports) await through(past, report);
    await tell(past);
    for (const reply of day.replies) {
      now = new Date(day.at.getTime() + reply.afterHours * 3_600_000);
      await house.db.as(worker, (q) => answer(past, q, reply));
    }
  }
  now = house.clock();
  await settle(house, say);
  await observe(house, say);
  await refreshBoard.handle(house, {});
  await house.db.as(worker, (q) =>
    q.run(
      statement(
        'demo_mark',
        "INSERT INTO platform.fact (kind, subject, actor) VALUES ('demo.loaded', 'demo:1', 'job:demo')",
      ),
    ),
  );
  await invite(house, signIn, say);
  say(`demo: loaded. ${house.config.KYOJO_SMTP_URL ? '' : `Mails lie in ${house.folder.folder('mail')}`}`);
}

/** What members know, declare and ask. */
async function settle(house: House, say: (line: string) => void): Promise<void> {
  const began = performance.now();
  await loadSample(house);
  say(`demo: self-checks, declarations and suppliers (${Math.round(performance.now() - began)} ms)`);
}

/** Flows, a darknet, a survey and logs; once, also where an earlier start stopped after it. */
async function observe(house: House, say: (line: string) => void): Promise<void> {
  const began = performance.now();
  const [body, centre] = await organisations(house, [BODY, CENTRE]);
  const isDone = await house.db.as(worker, (q) => q.one(statement('demo_body', 'SELECT 1 AS there FROM observe.body')));
  if (body && centre && !isDone) await loadObserved(house, body.id, centre.id, applyAndTell);
  say(`demo: flows, a darknet, a survey and logs (${Math.round(performance.now() - began)} ms)`);
}

/** Whom to look at the hub as, besides the operator. */
const visitors = [
  { external: 'demo-1', as: 'a member', name: '見本 一郎', email: 'ichiro@member1.example' },
  { external: 'AS64501', as: 'a provider', name: '見本 あみ', email: 'ami@mihon-net.example' },
  { external: BODY, as: 'a body whose logs are watched', name: '見本 さくら', email: 'sakura@member7.example' },
  { external: CENTRE, as: 'the centre that watches them', name: '見本 まもる', email: 'mamoru@cloud.example' },
] as const;

/** Says for each of them the link that makes an account, as for the first operator. */
async function invite(house: House, signIn: Pick<SignIn, 'invite'>, say: (line: string) => void): Promise<void> {
  const all = await organisations(
    house,
    visitors.map(({ external }) => external),
  );
  const lines: string[] = [];
  for (const [at, { as, name, email }] of visitors.entries()) {
    const organisation = all[at];
    if (!organisation) continue;
    const link = await signIn.invite({
      email,
      name,
      isOperator: false,
      organisation: { id: organisation.id, role: 'owner', name: organisation.name },
      language: 'ja',
      by: 'job:demo',
    });
    lines.push(`    as ${as} (${organisation.name}):\n    ${link}\n`);
  }
  say(
    `demo: look at the hub as others do; each link makes one account, best in a private window\n\n${lines.join('\n')}`,
  );
}

/** The sample's organisations by their names in the register, in the order asked for. */
async function organisations(house: House, externals: readonly string[]) {
  const rows = await house.db.as(worker, (q) =>
    q.rows<{ id: string; name: string; externalId: string }>(
      statement(
        'demo_organisations',
        'SELECT id, name, external_id FROM know.organisation WHERE external_id = ANY ($externals::text[])',
      ),
      { externals },
    ),
  );
  return externals.map((external) => rows.find(({ externalId }) => externalId === external));
}

/** A report of the hub's own that is stored already: findings of it, those repaired, and the next day's mails. */
async function applyAndTell(past: House, subject: string): Promise<void> {
  await applyBatch.handle(past, { subject });
  await verifyFixes.handle(past, { feed: 'kyojo-survey' });
  const next = new Date(past.clock().getTime() + DAY);
  await tell({ ...past, clock: () => next });
}

/** One report through the loop, step by step: the queue would do the same, but by today's clock. */
async function through(house: House, report: { readonly name: string; readonly text: string }): Promise<void> {
  const { batchId } = await receiveReport(house, {
    feed: 'shadowserver',
    name: report.name,
    origin: 'file',
    body: Readable.from([Buffer.from(report.text)]),
  });
  const subject = `batch:${batchId}`;
  await storeBatch.handle(house, { subject });
  await applyBatch.handle(house, { subject });
  await verifyFixes.handle(house, { feed: 'shadowserver' });
}

async function tell(house: House): Promise<void> {
  await tellDue.handle(house, {});
  const waiting = await house.db.as(worker, (q) =>
    q.rows<{ id: string }>(
      statement('waiting', "SELECT id FROM tell.notice WHERE state = 'waiting' AND channel <> 'letter'"),
    ),
  );
  for (const { id } of waiting) await sendNotice.handle(house, { notice: id });
}

/** What a sample member answers to what it was told: opens its newest notice, and says something about its findings. */
async function answer(house: House, q: Queries, reply: DemoDay['replies'][number]): Promise<void> {
  const findings = await q.rows<{ id: string }>(
    statement(
      'asked',
      "SELECT f.id FROM tell.finding f JOIN know.organisation o ON o.id = f.organisation_id WHERE o.external_id = $external AND f.state IN ('notified', 'reopened') LIMIT 5",
    ),
    { external: reply.organisation },
  );
  if (findings.length === 0) return;
  await q.run(
    statement(
      'opened',
      'UPDATE tell.notice n SET opened_at = coalesce(opened_at, $now) FROM tell.notice_finding nf WHERE nf.notice_id = n.id AND nf.finding_id = ANY ($ids::uuid[])',
    ),
    { now: house.clock(), ids: findings.map((one) => one.id) },
  );
  if (reply.answer !== 'seen')
    await recordAnswer(house, q, {
      findingIds: findings.map((one) => one.id),
      answer: reply.answer,
      actor: 'demo:member',
      now: house.clock(),
      ...(reply.note ? { note: reply.note } : {}),
    });
}
