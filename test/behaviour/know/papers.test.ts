import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { checkRow, takeOrganisations } from '#know';
import { listZip, unpack } from '#platform/sheet';
import { findNewest, loadLibrary } from '../../../src/know/assessment/load.ts';
import { rereadPaperShelf } from '../../../src/know/paper-set/shelf.ts';
import { watchPapers } from '../../../src/know/paper-set/watch.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const content = new URL('../../../content/documents/', import.meta.url).pathname;

describe('know: an organisation gets its papers', () => {
  let member: Visitor;
  let organisation = '';
  let home = '';
  before(async () => {
    await served.house.db.as({ kind: 'worker' }, async (q) => {
      const { organisation: row } = checkRow(
        2,
        { externalId: 'o1', name: '青葉金型', staffCount: '12', emails: 'sec@aoba.example' },
        () => true,
      );
      await takeOrganisations(served.house, q, [row], 'test');
    });
    organisation =
      (await served.sql<{ id: string }>("SELECT id FROM know.organisation WHERE external_id = 'o1'"))[0]?.id ?? '';
    member = await arrive(served, { email: 'taro@aoba.example', name: '青葉 太郎', organisation });
    home = `/papers/${organisation}`;
  });
  after(() => rereadPaperShelf());

  const bytesOf = async (path: string) => {
    const response = await fetch(`${served.url}${path}`, {
      headers: { cookie: [...member.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    assert.equal(response.status, 200, path);
    return { bytes: new Uint8Array(await response.arrayBuffer()), headers: response.headers };
  };
  const textOf = async (bytes: Uint8Array) => {
    const document = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
    const pages = await Promise.all(
      Array.from({ length: document.numPages }, async (_, at) =>
        (await (await document.getPage(at + 1)).getTextContent()).items
          .map((item) => ('str' in item ? item.str : ''))
          .join(''),
      ),
    );
    return pages.join('\n');
  };
  const dates = { approver: '代表取締役 青葉花子', inForceOn: '2026-12-01', nextReviewOn: '2027-12-01' };

  it('is asked once for names and numbers, and sees how far it is', async () => {
    assert.equal((await member.get('/papers')).location, home);
    assert.match((await member.get(home)).text, /自己診断に答える/);
    assert.match((await member.get(`${home}/answers`)).text, /代表者の役職と氏名/);
    const kept = await member.post(`${home}/answers`, {
      language: 'ja',
      'field-representative': '代表取締役 青葉花子',
      'field-officer': '総務部長 <緑>',
      'field-incidentPhone': '03-0000-0000',
      'field-nonsense': 'x',
    });
    assert.equal(kept.status, 303, kept.text);
    assert.match((await member.get(`${home}/answers`)).text, /value="総務部長 &lt;緑&gt;"/);
  });

  it('names what is wrong before anything is made', async () => {
    for (const [form, says] of [
      [{ ...dates, nextReviewOn: '2026-11-01', papers: ['basic-policy'] }, /施行日より後の日/],
      [{ ...dates, inForceOn: '', papers: ['basic-policy'] }, /日付を入れて/],
      [dates, /一つ以上選んで/],
    ] as const) {
      const answer = await member.post(`${home}/make`, form);
      assert.equal(answer.status, 200);
      assert.match(answer.text, says);
    }
    assert.deepEqual(await served.sql('SELECT id FROM know.paper'), []);
    assert.equal((await member.get(`${home}/of/no-such`)).status, 404);
    assert.equal((await member.get(`${home}/zip`)).status, 404);
  });

  it('makes the set in one go: Word and PDF, with what was told, in one ZIP', async () => {
    const papers = [...(await member.get(home)).text.matchAll(/name="papers" value="([a-z-]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    assert.ok(papers.length >= 11, papers.join());
    const made = await member.post(`${home}/make`, { ...dates, papers });
    assert.equal(made.location, `${home}?made=${papers.length}`, made.text);
    const { bytes, headers } = await bytesOf(`${home}/zip?format=both`);
    assert.match(headers.get('content-disposition') ?? '', /filename\*=UTF-8''%E9%9D%92%E8%91%89/);
    const entries = listZip(bytes, { maxEntries: 100, maxUnpackedBytes: 100e6 });
    assert.equal(entries.length, 2 * papers.length);
    const policy = entries.find(({ name }) => /基本方針.*\.pdf$/.test(name));
    assert.ok(policy);
    const text = await textOf(unpack(bytes, policy));
    assert.match(text, /青葉金型/);
    assert.match(text, /青葉花子/);
    const incident = entries.find(({ name }) => /\.pdf$/.test(name) && /事故|対応/.test(name));
    assert.ok(incident, entries.map(({ name }) => name).join());
    assert.match(await textOf(unpack(bytes, incident)), /03-0000-0000/);
    const word = await bytesOf(`${home}/of/rule-organisation/1/docx`);
    const parts = listZip(word.bytes, { maxEntries: 100, maxUnpackedBytes: 10e6 });
    const body = parts.find(({ name }) => name === 'word/document.xml');
    assert.ok(body);
    assert.match(Buffer.from(unpack(word.bytes, body)).toString(), /総務部長 &lt;緑&gt;/);
  });

  it('a sentence in its own words stays, and an empty one is left out', async () => {
    const page = (await member.get(`${home}/of/rule-access/wording`)).text;
    const sentence = /wording\?sentence=(\d+)#change" aria-label="[^"]*">/.exec(page)?.[1] ?? '';
    assert.notEqual(sentence, '');
    assert.match((await member.get(`${home}/of/rule-access/wording?sentence=${sentence}`)).text, /<textarea/);
    assert.equal(
      (await member.post(`${home}/of/rule-access/wording`, { sentence, own: '当社だけの決まり文句{nonsense}を置く。' }))
        .status,
      303,
    );
    assert.match((await member.get(`${home}/of/rule-access`)).text, /当社だけの決まり文句/);
    assert.match((await member.get(`${home}/of/rule-access/wording`)).text, /自社の文/);
  });

  it('a new version says what changed since the last; the last stays as it was', async () => {
    await member.post(`${home}/answers`, {
      language: 'ja',
      'field-representative': '代表取締役 青葉次郎',
      'field-officer': '総務部長 緑',
      'field-passwordLength': '16',
    });
    const now = (await member.get(`${home}/of/rule-access`)).text;
    assert.match(now, /今つくると変わるところ/);
    assert.match(now, /改めた/);
    const made = await member.post(`${home}/of/rule-access/make`, { ...dates, inForceOn: '2027-01-10', note: '' });
    assert.equal(made.location, `${home}/of/rule-access?made=1`);
    const page = (await member.get(made.location)).text;
    assert.match(page, /第2版/);
    assert.match(page, /見直し、\d+か所を改めた/);
    assert.match(page, /前の版から変わるところはありません/);
    const [old, fresh] = [
      await textOf((await bytesOf(`${home}/of/rule-access/1/pdf`)).bytes),
      await textOf((await bytesOf(`${home}/of/rule-access/2/pdf`)).bytes),
    ];
    assert.match(old, /12\s*文字/);
    assert.match(fresh, /16\s*文字/);
    assert.match(fresh, /当社だけの決まり文句（nonsense）/);
    assert.match(fresh, /改定の記録/);
    assert.equal((await member.get(`${home}/of/rule-access/3/pdf`)).status, 404);
    const [kept] = await served.sql<{ changes: { kind: string }[] }>(
      'SELECT changes FROM know.paper_version WHERE number = 2',
    );
    assert.ok((kept?.changes.length ?? 0) > 0);
  });

  it('what the self-check left open is an annex with dates of the paper that closes it, and not of the published policy', async () => {
    const library = loadLibrary();
    const check = findNewest(library, 'self-check-25');
    assert.ok(check);
    const open = check.questions.filter(({ documents }) => documents.includes('rule-operation'));
    const not = check.scale.find(({ means }) => means === 'not')?.id ?? '';
    const done = check.scale.find(({ means }) => means === 'done')?.id ?? '';
    assert.ok(open.length > 0 && not && done);
    const answers = Object.fromEntries(check.questions.map(({ id }) => [id, id === open[0]?.id ? not : done]));
    await served.sql(
      "INSERT INTO know.assessment (organisation_id, questionnaire, version, series, profile, answers, score, finished_at) VALUES ($1, 'self-check-25', $2, 1, $3, $4, 0.9, now())",
      [organisation, check.version, JSON.stringify({ people: 12, uses: ['personal-data'] }), JSON.stringify(answers)],
    );
    assert.doesNotMatch((await member.get(home)).text, /自己診断に答える/);
    await member.post(`${home}/make`, { ...dates, papers: ['rule-operation', 'basic-policy'] });
    const rule = await textOf((await bytesOf(`${home}/of/rule-operation/2/pdf`)).bytes);
    const squash = (text: string) => text.replace(/\s+/gu, '');
    assert.match(rule, /これから\s*実施/);
    assert.ok(squash(rule).includes(squash(open[0]?.ask.ja ?? '').slice(0, 12)), rule);
    assert.doesNotMatch(await textOf((await bytesOf(`${home}/of/basic-policy/2/pdf`)).bytes), /これから\s*実施/);
  });

  it('a new edition of a template is a task for those who use the old one, by mail and once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kyojo-documents-'));
    cpSync(content, folder, { recursive: true });
    const model = readFileSync(join(folder, 'rule-access/1.yaml'), 'utf8');
    const [own] = await served.sql<{ model: string }>(
      "SELECT model FROM know.paper_wording WHERE template = 'rule-access'",
    );
    assert.ok(own && model.includes(own.model));
    writeFileSync(
      join(folder, 'rule-access/2.yaml'),
      model
        .replace(own.model, `新しい言い方で、${own.model}`)
        .replace(
          /^version: 1$/m,
          'version: 2\nchanges:\n  - { ja: パスキーを加えた。, easy: パスキーを 書いた。, en: Passkeys were added. }',
        ),
    );
    rereadPaperShelf(folder);
    await watchPapers.handle(served.house, {});
    await untilQuiet(served);
    const tasks = (await member.get(`/tasks/${organisation}`)).text;
    assert.match(tasks, /ひな形が新しくなりました/);
    const mail = (await served.mails()).find((one) => one.to.includes('sec@aoba.example'));
    assert.match(mail?.text ?? '', /アクセス.*ひな形が新しくなりました/);
    assert.match(mail?.text ?? '', new RegExp(`/papers/${organisation}/of/rule-access`));
    await watchPapers.handle(served.house, {});
    await untilQuiet(served);
    assert.equal((await served.sql('SELECT id FROM know.task')).length, 1);
    assert.equal((await served.mails()).filter((one) => one.to.includes('sec@aoba.example')).length, 1);
    const changed = (await member.get(`${home}/of/rule-access`)).text;
    assert.match(changed, /パスキーを加えた/);
    assert.match(changed, /ひな形が変わった文/);
    const wording = (await member.get(`${home}/of/rule-access/wording`)).text;
    assert.match(wording, /当社だけの決まり文句/);
    assert.match(wording, /新しい言い方で、/);
    const drop = /action="([^"]+\/wording\/[0-9a-f-]{36}\/drop)"/.exec(wording)?.[1] ?? '';
    assert.equal((await member.post(drop)).status, 303);
    assert.doesNotMatch((await member.get(`${home}/of/rule-access`)).text, /ひな形が変わった文/);
    await member.post(`${home}/of/rule-access/make`, { ...dates, note: 'パスキーの条を加えた。' });
    assert.deepEqual(await served.sql("SELECT state FROM know.task WHERE kind = 'paper-template'"), [
      { state: 'done' },
    ]);
    rmSync(folder, { recursive: true });
  });

  it('a review that comes up is a task; “not needed” ends it for this day', async () => {
    served.clock.set('2027-11-25T00:00:00Z');
    await watchPapers.handle(served.house, {});
    await untilQuiet(served);
    const [task] = await served.sql<{ id: string; href: string }>(
      "SELECT id, href FROM know.task WHERE kind = 'paper-review' AND state = 'open' LIMIT 1",
    );
    assert.ok(task);
    assert.equal((await member.post(`/tasks/${organisation}/${task.id}`, { state: 'dropped' })).status, 303);
    assert.equal((await member.post(`/tasks/${organisation}/${task.id}`, { state: 'dropped' })).status, 404);
    await watchPapers.handle(served.house, {});
    assert.deepEqual(
      await served.sql("SELECT id FROM know.task WHERE kind = 'paper-review' AND state = 'open' AND href = $1", [
        task.href,
      ]),
      [],
    );
  });

  it('each change has its fact', async () => {
    const facts = await served.sql<{ kind: string }>(
      "SELECT DISTINCT kind FROM platform.fact WHERE organisation_id = $1 AND (kind LIKE 'paper%' OR kind LIKE 'task%') ORDER BY 1",
      [organisation],
    );
    assert.deepEqual(
      facts.map(({ kind }) => kind),
      [
        'paper-answers.changed',
        'paper-wording.changed',
        'paper-wording.dropped',
        'paper.made',
        'task.done',
        'task.dropped',
        'task.given',
      ],
    );
  });
});
