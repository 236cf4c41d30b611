import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { reportFolder, takeShippedPlan } from '#improve';
import { statement } from '#platform/postgres';
import { testHouse, untilQuiet } from '../../lib/house.ts';
import { browserOf } from './plan-people.ts';

const open = await testHouse();
const anybody = browserOf(open);
const operator = browserOf(open, { number: 1, isOperator: true, name: '運用 花子' });
const member = browserOf(open, { number: 2, isOperator: false, name: '会員 次郎' });

describe('improve: the yearly report by one button', () => {
  before(async () => {
    await takeShippedPlan(open.house);
    await open.house.db.as({ kind: 'worker' }, async (q) => {
      for (let i = 0; i < 5; i++) {
        writeFileSync(join(reportFolder(open.house), `old-${i}.html`), 'old');
        await q.run(
          statement(
            'old',
            "INSERT INTO improve.report_run (year, state, files, person, asked_at, done_at) VALUES (2020, 'done', $files::jsonb, 'test', $at, $at)",
          ),
          {
            files: JSON.stringify([{ kind: 'html', name: `old-${i}.html`, bytes: 3 }]),
            at: new Date(Date.UTC(2026, 9, 1 + i)),
          },
        );
      }
    });
    await open.house.jobs.work(open.house);
  });

  it('is asked for by an operator, for a year there is', async () => {
    assert.equal((await member.post('/plan/reports', { year: '2020' })).status, 403);
    assert.equal((await operator.post('/plan/reports', { year: '2031' })).status, 404);
    assert.match((await operator.get('/plan/reports')).words, /Make the report/);
  });

  it('is made in the background as HTML, Word and PDF, with a page that shows how far it is', async () => {
    const asked = await operator.post('/plan/reports', { year: '2020' });
    assert.match(asked.location, /^\/plan\/reports\/[0-9a-f-]{36}$/);
    const waiting = await operator.get(asked.location);
    assert.match(waiting.words, /Waiting for its turn|renews itself|Files/);
    assert.equal((await member.get(asked.location)).status, 403);
    await untilQuiet(open);
    const done = await operator.get(asked.location);
    const pages = Number(/(\d+) Pages/.exec(done.words)?.[1] ?? 0);
    assert.ok(pages > 200 && pages < 400, `${pages} pages`);
    for (const [kind, start] of [
      ['html', '<!doctype html>'],
      ['docx', 'PK'],
      ['pdf', '%PDF-'],
    ] as const) {
      const answer = await anybody.raw(`${asked.location}/${kind}`);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-disposition') ?? '', new RegExp(`kyojo-plan-2020\\.${kind}`));
      const body = Buffer.from(await answer.arrayBuffer());
      assert.equal(body.subarray(0, start.length).toString('latin1'), start);
      assert.equal(String(body.length), answer.headers.get('content-length'));
    }
    assert.match((await anybody.get('/plan/reports')).words, /Report for FY2020/);
    assert.equal((await anybody.raw(`${asked.location}/exe`)).status, 404);
    assert.equal((await anybody.raw('/plan/reports/00000000-0000-7000-8000-000000000001/pdf')).status, 404);
  });

  it('has result, evaluation and plan of every measure, the annexes, and links under its numbers', async () => {
    const [path] = /\/plan\/reports\/[0-9a-f-]{36}\/html/.exec((await anybody.get('/plan/reports')).html) ?? []; // the newest
    const html = await (await anybody.raw(path ?? '')).text();
    assert.equal((html.match(/<th scope="row">2020年度の計画<\/th>/g) ?? []).length, 309);
    assert.equal((html.match(/<th scope="row">成果<\/th>/g) ?? []).length, 295 + 9);
    for (const part of ['【昨年度の取組実績】', '【評価】', '【今年度の取組】'])
      assert.equal(html.split(part).length - 1, 17, part);
    for (const annex of ['別添１', '別添２', '別添３', '別添４', '別添５', '別添６', '別添７', '別添８'])
      assert.ok(html.includes(`>${annex}`), annex);
    const links = html.match(/<a href="http:\/\/hub\.example\/plan\/measures\/[^"]+#numbers">/g) ?? [];
    assert.ok(links.length > 200, `${links.length} numbers are linked`);
    assert.ok(html.includes('計算が合いません') && html.includes('数え方が変わりました'));
    assert.doesNotMatch(html, /<script/);
  });

  it('keeps the last few reports of a year and throws the files of older ones away', async () => {
    const kept = readdirSync(reportFolder(open.house)).sort();
    assert.deepEqual(
      kept.filter((name) => name.startsWith('old-')),
      ['old-3.html', 'old-4.html'],
    );
  });
});
