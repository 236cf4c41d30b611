import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { latestProfile, latestResult } from '#know';
import { remindSteps } from '../../../src/know/assessment-result/remind.ts';
import { dropExpired } from '../../../src/know/assessment-sitting/store.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';
import { answerAll, begin, finish, shop } from './assessment.ts';

const served = await servedHouse();
const DAY = 86_400_000;

/** Words of a page without markup. */
const wordsOf = (text: string) => text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

async function organisation(name: string): Promise<string> {
  const [row] = await served.sql<{ id: string }>(
    "INSERT INTO know.organisation (name, external_id, staff_count) VALUES ($1, 'test-' || $1, 6) RETURNING id",
    [name],
  );
  await served.sql('INSERT INTO know.contact (organisation_id, email) VALUES ($1, $2)', [
    row?.id,
    `desk@${row?.id}.example`,
  ]);
  return row?.id ?? '';
}

describe('know: somebody without an account finds out where they stand', () => {
  let who: Visitor;
  before(() => {
    who = served.visitor();
  });

  it('is led by five questions to the questionnaires that fit', async () => {
    const { text, status } = await who.get('/start');
    assert.equal(status, 200);
    for (const name of ['asker', 'people', 'trade', 'uses', 'goal']) assert.match(text, new RegExp(`name="${name}"`));
    const fits = await who.get(
      '/start/questionnaires?asker=organisation&people=6&trade=retail&uses=telework&uses=guest-wifi&goal=begin',
    );
    const offered = [...fits.text.matchAll(/name="questionnaire" value="([^"]+)"/g)].map((match) => match[1]);
    assert.equal(offered[0], 'self-check-25');
    assert.ok(offered.includes('telework-lead') && offered.includes('wifi-provider'));
    const strange = await who.get('/start/questionnaires?asker=x&people=-3&trade=<b>&uses=1&goal=');
    assert.equal(strange.status, 200);
    assert.match(strange.text, /value="five-rules"/);
  });

  it('answers page by page, rests, comes back by the link, and sees how far it has come', async () => {
    const base = await begin(who, 'self-check-25');
    assert.match(base, /^\/a\/[\w-]{40}$/);
    const overview = await who.get(base);
    assert.match(overview.text, new RegExp(`${served.url}${base}`), 'the link to keep is shown');
    const first = /href="([^"]*\/q\/[^"]+)"/.exec(overview.text)?.[1] ?? '';
    const rested = await who.post(first, { 'q-update': 'partly', go: 'pause' });
    assert.equal(rested.location, base);
    const elsewhere = served.visitor();
    const back = await elsewhere.get(base);
    assert.match(wordsOf(back.text), /問のうち1問に答えました/);
    assert.match((await elsewhere.get(first)).text, /value="partly" checked/);
    await who.post(`${base}/drop`);
    assert.equal((await who.get(base)).status, 404);
  });

  it('every question says why it matters, gives an example and takes “don’t know”', async () => {
    const base = await begin(who, 'five-rules');
    const { text } = await who.get(`${base}/q/basic`);
    assert.equal(text.match(/class="hint"/g)?.length, 5);
    assert.equal(text.match(/<details class="more"/g)?.length, 5);
    assert.equal(text.match(/value="unknown"/g)?.length, 5);
  });

  it('cannot finish while a question is open, and is led to it', async () => {
    const base = await begin(who, 'five-rules');
    const sent = await who.post(`${base}/q/basic`, { 'q-update': 'done', go: 'next' });
    assert.equal(sent.location, `${base}/q/basic?missing=1`);
    assert.equal((await who.get(sent.location)).text.match(/class="field-error"/g)?.length, 4);
    const refused = await who.post(`${base}/finish`);
    assert.equal(refused.status, 409);
    assert.match(wordsOf(refused.text), /まだ4問に答えていません/);
  });

  it('sees a score, a level and at most five next steps, and keeps who and when', async () => {
    const base = await begin(who, 'self-check-25');
    const pages = await answerAll(who, base, (question) => (question.length % 2 ? 'done' : 'not'));
    assert.ok(pages >= 5);
    const result = await finish(who, base);
    assert.match(wordsOf(result), /100点のうち\d+点/);
    const steps = [...result.matchAll(/action="[^"]*\/steps\/([0-9a-f-]{36})"/g)].map((match) => match[1]);
    assert.ok(steps.length >= 1 && steps.length <= 5, `${steps.length} steps`);
    const saved = await who.post(`${base}/steps/${steps[0]}`, {
      owner: '総務 佐藤',
      dueOn: '2026-12-24',
      state: 'open',
    });
    assert.equal(saved.status, 303, saved.text);
    assert.match((await who.get(`${base}/result`)).text, /総務 佐藤/);
    for (const dueOn of ['2025-01-01', '2099-01-01', 'soon', '2026-02-31']) {
      const refused = await who.post(`${base}/steps/${steps[0]}`, { owner: 'x', dueOn, state: 'open' });
      assert.match(wordsOf(refused.text), /期限は、今日から5年以内/, dueOn);
    }
    await who.post(`${base}/steps/${steps[1]}`, { owner: '', dueOn: '2026-12-24', state: 'done' });
    assert.match((await who.get(`${base}/result`)).text, /class="done"/);
  });

  it('finished answers never change, neither by a page nor in the database', async () => {
    const base = await begin(who, 'five-rules');
    await answerAll(who, base);
    await finish(who, base);
    assert.equal((await who.post(`${base}/q/basic`, { 'q-update': 'not', go: 'next' })).status, 409);
    assert.equal((await who.get(`${base}/q/basic`)).location, base);
    await assert.rejects(
      served.sql("UPDATE know.assessment SET answers = '{}' WHERE finished_at IS NOT NULL"),
      /never changes/,
    );
  });

  it('begins again from the same answers, and finds all of them on paper', async () => {
    const base = await begin(who, 'five-rules');
    await answerAll(who, base, () => 'partly');
    await finish(who, base);
    const again = (await who.post(`${base}/again`)).location;
    assert.notEqual(again, base);
    assert.match(wordsOf((await who.get(again)).text), /5問のうち5問/);
    assert.equal((await who.get(`${base}/print`)).text.match(/☑/g)?.length, 5);
    assert.equal((await who.get('/questionnaires/five-rules')).text.match(/☐/g)?.length, 20);
  });

  it('every fact stands beside its change', async () => {
    const kinds = await served.sql<{ kind: string; count: number }>(
      "SELECT kind, count(*)::int AS count FROM platform.fact WHERE kind LIKE 'assessment.%' OR kind LIKE 'step.%' GROUP BY kind",
    );
    const counts = Object.fromEntries(kinds.map(({ kind, count }) => [kind, count]));
    const [rows] = await served.sql<{ begun: number; ended: number }>(
      'SELECT count(*)::int AS begun, count(finished_at)::int AS ended FROM know.assessment',
    );
    assert.equal(counts['assessment.started'], (rows?.begun ?? 0) + (counts['assessment.dropped'] ?? 0));
    assert.equal(counts['assessment.finished'], rows?.ended);
    assert.equal(counts['step.changed'], 1);
    assert.equal(counts['step.done'], 1);
  });
});

describe('know: a link opens its answers and nothing else', () => {
  it('the table does not hold what opens a link', async () => {
    const base = await begin(served.visitor(), 'five-rules');
    const key = base.split('/').at(-1) ?? '';
    const rows = await served.sql<{ row: string }>('SELECT to_jsonb(a)::text AS row FROM know.assessment a');
    assert.ok(rows.length > 0 && rows.every(({ row }) => !row.includes(key) && !row.includes(key.slice(0, 20))));
  });

  it('a wrong, an altered, an expired and a foreign link look the same', async () => {
    const who = served.visitor();
    const base = await begin(who, 'five-rules');
    const key = base.split('/').at(-1) ?? '';
    const altered = `${key.startsWith('A') ? 'B' : 'A'}${key.slice(1)}`;
    const gists: string[] = [];
    for (const wrong of [altered, 'x'.repeat(40), `${key.slice(0, 39)}${key.endsWith('A') ? 'B' : 'A'}`])
      for (const page of ['', '/q/basic', '/result', '/print', '/claim']) {
        const answer = await who.get(`/a/${wrong}${page}`);
        assert.equal(answer.status, 404, wrong);
        gists.push(
          wordsOf(answer.text)
            .replace(/：\s*[0-9a-f]{8}/g, '')
            .replaceAll(wrong, ''),
        );
      }
    const before_ = served.clock();
    served.clock.pass(91 * DAY);
    const expired = await who.get(base);
    assert.equal(expired.status, 404);
    gists.push(
      wordsOf(expired.text)
        .replace(/：\s*[0-9a-f]{8}/g, '')
        .replaceAll(key, ''),
    );
    assert.deepEqual([...new Set(gists.map((gist) => gist.slice(gist.indexOf('このリンク'))))].length, 1);
    await dropExpired.handle(served.house, {});
    const [left] = await served.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM know.assessment WHERE organisation_id IS NULL',
    );
    assert.equal(left?.count, 0, 'what expired is gone');
    const [told] = await served.sql<{ count: number }>(
      "SELECT count(*)::int AS count FROM platform.fact WHERE kind = 'assessment.expired'",
    );
    assert.ok((told?.count ?? 0) > 3);
    served.clock.set(before_);
  });

  it('answering keeps the link alive', async () => {
    const who = served.visitor();
    const base = await begin(who, 'five-rules');
    const before_ = served.clock();
    served.clock.pass(80 * DAY);
    await who.post(`${base}/q/basic`, { 'q-update': 'done', go: 'pause' });
    served.clock.pass(80 * DAY);
    assert.equal((await who.get(base)).status, 200);
    served.clock.set(before_);
  });

  it('one address cannot begin without end, nor keep knocking with dead links', async () => {
    const who = served.visitor();
    const base = await begin(who, 'five-rules');
    await who.post(`${base}/drop`);
    const knocks: number[] = [];
    for (let time = 0; time < 62; time++) knocks.push((await who.get(base)).status);
    assert.deepEqual([knocks[0], knocks.at(-1)], [404, 429]);
    const begun: number[] = [];
    for (let time = 0; time < 62; time++)
      begun.push((await who.post('/start', { ...shop, questionnaire: 'five-rules' })).status);
    assert.deepEqual([begun[0], begun.at(-1)], [303, 429]);
    const [row] = await served.sql<{ keys: string }>("SELECT string_agg(key, ' ') AS keys FROM know.link_try");
    assert.doesNotMatch(row?.keys ?? '', /127\.0\.0\.1|::1/);
    await served.sql('DELETE FROM know.link_try');
  });

  it('takes only answers it asked for', async () => {
    const who = served.visitor();
    const base = await begin(who, 'five-rules');
    await who.post(`${base}/q/basic`, {
      'q-update': 'excellent',
      'q-invented': 'done',
      'q-malware': 'done',
      go: 'pause',
    });
    const [row] = await served.sql<{ answers: unknown }>(
      'SELECT answers FROM know.assessment ORDER BY started_at DESC, id DESC LIMIT 1',
    );
    assert.deepEqual(row?.answers, { malware: 'done' });
  });
});

describe('know: an organisation takes its answers over and goes on from there', () => {
  let member: Visitor & { readonly id: string };
  let own: string;
  let base: string;
  before(async () => {
    own = await organisation('有限会社うめ');
    member = await arrive(served, { email: 'ume@ume.example', name: '梅 花子', organisation: own });
    const stranger = served.visitor();
    base = await begin(stranger, 'self-check-25');
    await answerAll(stranger, base, () => 'not');
    await finish(stranger, base);
  });

  it('a stranger is sent to sign in and finds the way back; the answers wait in the browser', async () => {
    const stranger = served.visitor();
    const asked = await stranger.get(`${base}/claim`);
    assert.match(asked.text, new RegExp(`next=${encodeURIComponent(`${base}/claim`)}`));
    assert.ok(stranger.cookies.has('kyojo_claim'));
    const tried = await stranger.post(`${base}/claim`, { organisation: own });
    assert.match(tried.location, /^\/sign-in/);
  });

  it('somebody signed in claims for their own organisation only; the link is dead afterwards', async () => {
    const other = await organisation('株式会社よそ');
    assert.equal((await member.post(`${base}/claim`, { organisation: other })).status, 404);
    await member.get(`${base}/claim`);
    assert.match((await member.get('/assessments')).text, /\/claim"/, 'the record says that answers wait');
    const claimed = await member.post(`${base}/claim`, { organisation: own });
    assert.match(claimed.location, /^\/assessments\/[0-9a-f-]{36}\?claimed=1$/);
    assert.equal((await member.get(base)).status, 404);
    const shown = await member.get((await member.get(claimed.location)).location);
    assert.equal(shown.status, 200);
    assert.equal((await member.post(`${base}/claim`, { organisation: own })).status, 404, 'once only');
  });

  it('the room tells others what was finished', async () => {
    const result = await served.house.db.as({ kind: 'worker' }, (q) => latestResult(q, own, 'self-check-25'));
    assert.equal(result?.version, 1);
    assert.equal(result?.score, 0);
    assert.equal(Object.keys(result?.answers ?? {}).length > 20, true);
    const profile = await served.house.db.as({ kind: 'worker' }, (q) => latestProfile(q, own));
    assert.deepEqual(profile.uses, ['telework', 'cloud']);
    const none = await served.house.db.as({ kind: 'worker' }, (q) => latestResult(q, own, 'five-rules'));
    assert.equal(none, undefined);
  });

  it('asks a helper, and the desk hears what about', async () => {
    const [step] = await served.sql<{ id: string; assessment: string }>(
      'SELECT id, assessment_id AS assessment FROM know.plan_step WHERE organisation_id = $1 ORDER BY rank LIMIT 1',
      [own],
    );
    const asked = await member.post(`/assessments/${step?.assessment}/steps/${step?.id}/help`);
    assert.match(asked.location, /help=1/);
    await member.post(`/assessments/${step?.assessment}/steps/${step?.id}/help`);
    const mails = (await served.mails()).filter(({ to }) => to.includes('help@hub.example'));
    assert.equal(mails.length, 1, 'a second press does not write again');
    assert.match(mails[0]?.text ?? '', /有限会社うめ/);
  });

  it('is reminded three days before and then weekly, until it is done', async () => {
    const before_ = served.clock();
    const due = await served.sql<{ id: string; assessment: string; due: Date }>(
      'SELECT id, assessment_id AS assessment, due_on AS due FROM know.plan_step WHERE organisation_id = $1 ORDER BY due_on, rank',
      [own],
    );
    const reminders = async () => {
      await remindSteps.handle(served.house, {});
      await untilQuiet(served);
      return (await served.mails()).filter(({ to }) => to.includes(`desk@${own}`)).length;
    };
    assert.equal(await reminders(), 0);
    served.clock.set(new Date((due[0]?.due.getTime() ?? 0) - 3 * DAY + 3_600_000));
    assert.equal(await reminders(), 1);
    assert.equal(await reminders(), 1, 'not twice on one day');
    served.clock.pass(11 * DAY);
    assert.equal(await reminders(), 2);
    served.clock.pass(DAY);
    assert.equal(await reminders(), 2);
    for (const step of due)
      await member.post(`/assessments/${step.assessment}/steps/${step.id}`, {
        owner: '梅',
        dueOn: '2027-01-30',
        state: 'done',
      });
    served.clock.pass(20 * DAY);
    assert.equal(await reminders(), 2, 'what is done is left alone');
    served.clock.set(before_);
  });

  it('answers again later, and sees what became better over time', async () => {
    served.clock.pass(DAY);
    const later = await begin(member, 'self-check-25');
    assert.match(later, /^\/assessments\//);
    await answerAll(member, later, (question) => (question === 'update' ? 'not' : 'done'));
    await finish(member, later);
    const record = wordsOf((await member.get('/assessments')).text);
    assert.match(record, /\+9\d/);
    const history = await member.get(`/assessments/history/${own}/self-check-25`);
    assert.equal(history.status, 200);
    assert.match(wordsOf(history.text), /2回の結果/);
    assert.match(history.text, /class="chart"/);
  });

  it('a member of another organisation reaches none of it', async () => {
    const other = await organisation('合同会社そと');
    const stranger = await arrive(served, { email: 'soto@soto.example', name: '外 三郎', organisation: other });
    const [row] = await served.sql<{ id: string }>(
      'SELECT id FROM know.assessment WHERE organisation_id = $1 LIMIT 1',
      [own],
    );
    for (const page of ['', '/result', '/print', '/q/basic'])
      assert.equal((await stranger.get(`/assessments/${row?.id}${page}`)).status, 404);
    assert.equal((await stranger.get(`/assessments/history/${own}/self-check-25`)).status, 404);
    assert.doesNotMatch((await stranger.get('/assessments')).text, /うめ/);
  });
});
