import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { productRoot } from '#platform/files';
import { rotateKey } from '#trust';
import { formatDeclarationNumber } from '../../../src/know/declaration/number.ts';
import { remindDeclarations } from '../../../src/know/declaration-check/remind.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const NUMBER = '7000012050002';
const all = ['update', 'malware', 'passwords', 'sharing', 'tricks', 'truth'];
const about = { prefecture: '東京都', trade: 'manufacturing', sizeBand: '6' };

/** Runs a program to its end. */
const run = (program: string, args: readonly string[], cwd = productRoot) =>
  new Promise<{ readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(program, [...args], { cwd }, (_error, stdout, stderr) => resolve({ stdout, stderr }));
  });

/** A finished self-assessment, as if its pages had been gone through. */
const finishes = (organisation: string, questionnaire: string, at = served.clock()) =>
  served.sql(
    "INSERT INTO know.assessment (organisation_id, questionnaire, version, series, profile, answers, score, parts, started_at, changed_at, finished_at) VALUES ($1, $2, 1, 1, '{}', '{}', 0.4, '{}', $3, $3, $3)",
    [organisation, questionnaire, at],
  );

describe('know: an organisation declares, and anybody can check it', () => {
  let member: Visitor;
  let neighbour: Visitor;
  let operator: Visitor;
  const visitor = served.visitor();
  let home = '';
  let organisation = '';
  let number = '';
  let seal = '';
  const numberNow = async () =>
    (
      await served.sql<{ number: string }>(
        'SELECT number FROM know.declaration WHERE organisation_id = $1 AND is_current',
        [organisation],
      )
    )[0]?.number ?? '';
  const standing = async (asked: string) =>
    JSON.parse((await visitor.get(`/api/v1/declarations/${asked}`)).text).standing;
  const checkSeal = async (text: string) => {
    const form = new FormData();
    form.set('file', new File([text], 'certificate.jws'));
    return (await visitor.send('/verify/seal?lang=en', { method: 'POST', body: form, headers: { origin: served.url } }))
      .text;
  };
  before(async () => {
    operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
    await served.house.db.as({ kind: 'worker' }, async (q) => {
      const { organisation: row } = checkRow(
        2,
        { externalId: 'h', name: '株式会社ひまわり製作所', corporateNumber: NUMBER, prefecture: '東京都' },
        () => true,
      );
      await takeOrganisations(served.house, q, [row], 'test');
    });
    organisation =
      (await served.sql<{ id: string }>("SELECT id FROM know.organisation WHERE external_id = 'h'"))[0]?.id ?? '';
    home = `/organisations/${organisation}/declaration`;
    member = await arrive(served, { email: 'h@himawari.example', name: '向日 葵', organisation });
    neighbour = await arrive(served, { email: 'n@neighbour.example', name: '隣' });
    await neighbour.post('/organisation/register', { name: 'となり商店', corporateNumber: NUMBER });
  });

  it('the page says what is missing, and nothing is declared while something is', async () => {
    assert.equal((await member.get('/declaration')).location, home);
    const page = await member.get(`${home}?lang=ja`);
    assert.match(page.text, /まだ答えていません/);
    const tried = await member.post(`${home}?lang=ja`, { level: 'one-star', agreed: all, ...about });
    assert.equal(tried.status, 200);
    assert.match(tried.text, /5か条の確認/);
    await finishes(organisation, 'five-rules');
    const half = await member.post(home, { level: 'one-star', agreed: all.slice(1), ...about });
    assert.match(half.text, /しるしのないもの/);
    assert.equal((await served.sql('SELECT 1 FROM know.declaration')).length, 0);
    for (const level of ['three-stars', 'x', ''])
      assert.match((await member.post(home, { level, agreed: all })).text, /段階を選んで/);
  });

  it('★ is declared; number, paper, sealed file and logo are there at once', async () => {
    const made = await member.post(home, { level: 'one-star', agreed: all, ...about });
    assert.equal(made.location, `${home}?done=made`, made.text);
    number = await numberNow();
    assert.match((await member.get(home)).text, new RegExp(formatDeclarationNumber(number)));
    const pdf = await member.get(`${home}/certificate.pdf`);
    assert.match(pdf.text.slice(0, 5), /%PDF-/);
    seal = (await member.get(`${home}/certificate.jws`)).text;
    assert.match(seal, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    assert.match((await member.get(`${home}/logo`)).text, /認証や安全の保証/);
    assert.match(
      (await member.get(`${home}/logo.svg`)).text,
      new RegExp(`<svg.*${formatDeclarationNumber(number)}`, 's'),
    );
    const facts = await served.sql<{ kind: string }>("SELECT kind FROM platform.fact WHERE kind LIKE 'declaration.%'");
    assert.deepEqual(facts, [{ kind: 'declaration.made' }]);
  });

  it('anybody checks it without an account: page, API, by either number, from another site', async () => {
    const page = await visitor.get(`/verify/${number}?lang=ja`);
    assert.match(page.text, /有効です/);
    assert.match(page.text, /ひまわり製作所/);
    assert.equal(
      (await visitor.get(`/verify?number=${formatDeclarationNumber(number).toLowerCase()}`)).location,
      `/verify/${number}`,
    );
    const api = await visitor.get(`/api/v1/declarations/${number}`);
    assert.equal(api.headers.get('access-control-allow-origin'), '*');
    const body = JSON.parse(api.text);
    assert.deepEqual(
      [body.standing, body.stars, body.organisation.corporateNumber, body.verify],
      ['valid', 1, NUMBER, `${served.url}/verify/${number}`],
    );
    assert.equal(await standing(NUMBER), 'valid');
    assert.equal(await standing(`T${NUMBER}`), 'valid');
    assert.equal((await visitor.get('/api/v1/declarations/7000012050010')).status, 404);
    const slip = await visitor.get('/api/v1/declarations/8000012050002');
    assert.deepEqual([slip.status, JSON.parse(slip.text).reason], [422, 'check-digit']);
    assert.match((await visitor.get('/verify?number=8000012050002&lang=ja')).text, /検査数字/);
    const twisted = `${number.slice(0, 9)}${number[9] === '0' ? '1' : '0'}`;
    assert.equal((await visitor.get(`/api/v1/declarations/${twisted}`)).status, 422);
  });

  it('who only typed the number of another answers for nobody', async () => {
    const [typed] = await served.sql<{ id: string }>("SELECT id FROM know.organisation WHERE name = 'となり商店'");
    await finishes(typed?.id ?? '', 'five-rules');
    assert.match(
      (await neighbour.post(`/organisations/${typed?.id}/declaration`, { level: 'one-star', agreed: all })).location,
      /done=made/,
    );
    const body = JSON.parse((await visitor.get(`/api/v1/declarations/${NUMBER}`)).text);
    assert.equal(body.organisation.name, '株式会社ひまわり製作所');
    const [row] = await served.sql<{ number: string }>(
      'SELECT number FROM know.declaration WHERE organisation_id = $1',
      [typed?.id],
    );
    assert.equal(
      JSON.parse((await visitor.get(`/api/v1/declarations/${row?.number}`)).text).organisation.corporateNumber,
      null,
    );
    const certificate = (await neighbour.get(`/organisations/${typed?.id}/declaration/certificate.jws`)).text;
    assert.doesNotMatch(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString(), new RegExp(NUMBER));
  });

  it('nobody declares, renews, withdraws or fetches for a neighbour', async () => {
    for (const [path, form] of [
      ['', { level: 'one-star', agreed: all }],
      ['/renew', {}],
      ['/withdraw', {}],
    ] as const)
      assert.equal((await neighbour.post(`${home}${path}`, form)).status, 404, path);
    for (const path of ['', '/certificate.pdf', '/certificate.jws', '/logo', '/logo.svg'])
      assert.equal((await neighbour.get(`${home}${path}`)).status, 404, path);
    assert.equal(await standing(number), 'valid');
  });

  it('a policy made here brings its day along; what is not in force yet does not', async () => {
    const making = (inForceOn: string) =>
      member.post(`/papers/${organisation}/make`, {
        inForceOn,
        nextReviewOn: '2027-12-01',
        approver: '社長',
        papers: ['basic-policy'],
      });
    assert.equal((await making('2026-12-01')).status, 303);
    assert.doesNotMatch((await member.get(home)).text, /name="policyOn"[^>]*value="2026/);
    assert.equal((await making('2026-11-05')).status, 303);
    assert.match((await member.get(home)).text, /name="policyOn"[^>]*value="2026-11-05"/);
  });

  it('★★ needs the self-check and a policy that everybody can read', async () => {
    const asks = (over: Record<string, string>) =>
      member.post(`${home}?lang=en`, {
        level: 'two-stars',
        agreed: all,
        ...about,
        policyOn: '2026-11-01',
        policyUrl: 'https://himawari.example/policy',
        ...over,
      });
    assert.match((await asks({})).text, /All 25 items/);
    await finishes(organisation, 'self-check-25');
    const table: [over: Record<string, string>, says: RegExp][] = [
      [{ policyOn: '' }, /day the policy was adopted/],
      [{ policyUrl: '' }, /where the policy is published/],
      [{ policyOn: '2027-01-01' }, /in the future/],
      [{ policyOn: 'yesterday' }, /Not a day/],
      ...[
        'http://himawari.example/',
        'javascript:alert(1)',
        'https://localhost/',
        'https://192.0.2.1/',
        'https://u:p@himawari.example/',
        'himawari.example',
      ].map((policyUrl): [Record<string, string>, RegExp] => [{ policyUrl }, /begins with https/]),
    ];
    for (const [over, says] of table) assert.match((await asks(over)).text, says, JSON.stringify(over));
    assert.match((await asks({})).location, /done=changed/);
    assert.equal(await numberNow(), number, 'the number stays');
    const body = JSON.parse((await visitor.get(`/api/v1/declarations/${number}`)).text);
    assert.deepEqual([body.stars, body.policyUrl], [2, 'https://himawari.example/policy']);
    assert.equal((await asks({})).status, 409, 'the level held already');
  });

  it('a sealed file is genuine, says when it is out of date, and a forged one is refused', async () => {
    assert.match(await checkSeal(seal), /out of date/, 'the ★ file after ★★');
    const now = (await member.get(`${home}/certificate.jws`)).text;
    assert.match(await checkSeal(now), /Genuine, and it holds today/);
    const [h, p, s] = now.trim().split('.') as [string, string, string];
    const content = JSON.parse(Buffer.from(p, 'base64url').toString());
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const [forged, says] of [
      [`${h}.${part({ ...content, organisation: 'となり商店' })}.${s}`, /altered or the signature/],
      [`${h}.${part({ ...content, validUntil: '2099-01-01T00:00:00.000Z' })}.${s}`, /altered or the signature/],
      [`${part({ alg: 'none', typ: 'kyojo-declaration+jws' })}.${p}.AAAA`, /never uses/],
      ['hello', /cannot be read/],
    ] as const)
      assert.match(await checkSeal(forged), says);
  });

  it('and holds offline with nothing but the published keys, also for OpenSSL, also after the key was changed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kyojo-seal-'));
    try {
      const file = (await member.get(`${home}/certificate.jws`)).text;
      served.clock.pass(1000);
      const keysBefore = (await visitor.get('/.well-known/jwks.json')).text;
      await rotateKey(served.house, 'test');
      const keys = (await visitor.get('/.well-known/jwks.json')).text;
      assert.equal(JSON.parse(keys).keys.length, 2);
      assert.match(await checkSeal(file), /Genuine, and it holds today/);
      writeFileSync(join(folder, 'certificate.jws'), file);
      writeFileSync(join(folder, 'jwks.json'), keys);
      // Not by spawnSync: while this process stood still the server's idle connections would run out of time.
      const offline = await run(process.execPath, [
        'src/app/main.ts',
        'trust',
        'verify',
        join(folder, 'certificate.jws'),
        '--keys',
        join(folder, 'jwks.json'),
      ]);
      assert.match(offline.stdout, /genuine/, offline.stderr);
      const nowhere = ['src/app/main.ts', 'trust', 'verify', 'nowhere.jws', '--keys', join(folder, 'jwks.json')];
      assert.equal((await run(process.execPath, nowhere)).stderr, 'kyojo: there is no nowhere.jws\n');
      if (!existsSync('/usr/bin/openssl')) return;
      writeFileSync(join(folder, 'jwks.json'), keysBefore);
      const script =
        /```\n(x=\$[\s\S]*?)```/.exec(readFileSync(join(productRoot, 'docs/run/seals.md'), 'utf8'))?.[1] ?? '';
      assert.notEqual(script, '');
      const done = await run('bash', ['-c', script], folder);
      assert.match(done.stdout, /Signature Verified Successfully[\s\S]*ひまわり製作所/, done.stderr);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('a batch: the file’s own lines, wrong numbers refused with place and reason, repeats told, Shift_JIS read', async () => {
    const csv = `No,法人番号,名称\n1,${NUMBER},ひまわり\n2,8000012050002,x\n3,7000012050010,y\n4,${NUMBER},again\n5,12345,z\n6,abc,w\n`;
    const api = await visitor.send('/api/v1/declarations/batch', {
      method: 'POST',
      body: csv,
      headers: { 'content-type': 'text/csv' },
    });
    const body = JSON.parse(api.text);
    assert.deepEqual(body.counts, { valid: 2, lapsed: 0, none: 1, refused: 3 });
    assert.deepEqual(
      body.results.map(({ line, standing: is, reason, repeats }: Record<string, unknown>) => [
        line,
        is,
        reason,
        repeats,
      ]),
      [
        [2, 'valid', null, null],
        [3, 'refused', 'check-digit', null],
        [4, 'none', null, null],
        [5, 'valid', null, 2],
        [6, 'refused', 'length', null],
        [7, 'refused', 'no-digits', null],
      ],
    );
    const json = await visitor.send('/api/v1/declarations/batch', {
      method: 'POST',
      body: JSON.stringify({ numbers: [NUMBER, 8000012050002] }),
      headers: { 'content-type': 'application/json' },
    });
    assert.deepEqual(JSON.parse(json.text).counts, { valid: 1, lapsed: 0, none: 0, refused: 1 });
    const form = new FormData();
    // "法人番号" in Shift_JIS, as an office's Excel writes it.
    form.set(
      'file',
      new File([Buffer.from([0x96, 0x40, 0x90, 0x6c, 0x94, 0xd4, 0x8d, 0x86]), `\r\n${NUMBER}\r\n`], 'a.csv'),
    );
    form.set('as', 'page');
    const page = await visitor.send('/verify/batch?lang=ja', {
      method: 'POST',
      body: form,
      headers: { origin: served.url },
    });
    assert.match(page.text, /7-0000-1205-0002/);
    assert.equal(body.results[0].name, '株式会社ひまわり製作所', 'whose number it is');
    const back = await visitor.post('/verify/batch', { text: `${NUMBER}\n=1+1`, as: 'csv' });
    assert.match(back.text, /7000012050002/);
    assert.match(back.text, /'=1\+1/, 'what came in goes out without running');
    assert.equal((await visitor.post('/verify/batch', { text: '\n\n' })).status, 422);
    assert.equal((await visitor.post('/verify/batch', { text: Array(20_001).fill(NUMBER).join('\n') })).status, 413);
    assert.equal(
      (
        await visitor.send('/api/v1/declarations/batch', {
          method: 'POST',
          body: '{',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
      400,
    );
  });

  it('near its end it is reminded of and renewed; the new term follows on the old', async () => {
    assert.equal((await member.post(`${home}/renew`, { agreed: all })).status, 409, 'too early');
    served.clock.set('2028-09-01T00:00:00Z');
    await remindDeclarations.handle(served.house, {});
    await remindDeclarations.handle(served.house, {});
    const mails = (await served.mails()).filter(({ subject }) => /宣言の期限/.test(subject));
    assert.ok(mails.length <= 1);
    assert.equal(
      (
        await member.post(`${home}/renew`, {
          agreed: all,
          policyOn: '2026-11-01',
          policyUrl: 'https://himawari.example/policy',
        })
      ).status,
      409,
      'the self-check is too old',
    );
    await finishes(organisation, 'self-check-25');
    assert.match((await member.get(`${home}?lang=ja`)).text, /更新する/);
    const renewed = await member.post(`${home}/renew`, {
      agreed: all,
      policyOn: '2026-11-01',
      policyUrl: 'https://himawari.example/policy',
      ...about,
    });
    assert.match(renewed.location, /done=renewed/, renewed.text);
    const body = JSON.parse((await visitor.get(`/api/v1/declarations/${number}`)).text);
    assert.match(body.validUntil, /^2030-11-/);
    await untilQuiet(served);
  });

  it('withdrawn it is over for good: number, sealed file and logo, and whose it was is no longer told', async () => {
    const good = (await member.get(`${home}/certificate.jws`)).text;
    assert.match((await member.post(`${home}/withdraw`, { reason: '廃業' })).location, /done=withdrawn/);
    const body = JSON.parse((await visitor.get(`/api/v1/declarations/${number}`)).text);
    assert.deepEqual([body.standing, body.organisation, body.policyUrl], ['withdrawn', null, null]);
    assert.match((await visitor.get(`/verify/${number}?lang=en`)).text, /withdrawn/);
    assert.doesNotMatch((await visitor.get(`/verify/${number}`)).text, /ひまわり/);
    assert.match(await checkSeal(good), /genuine, but the declaration was withdrawn/);
    assert.equal((await visitor.get(`/api/v1/declarations/${NUMBER}`)).status, 404);
    for (const path of ['/certificate.pdf', '/certificate.jws', '/logo.svg'])
      assert.equal((await member.get(`${home}${path}`)).status, 404);
    assert.equal((await member.post(`${home}/withdraw`)).status, 404, 'only once');
    await finishes(organisation, 'five-rules');
    assert.match((await member.post(home, { level: 'one-star', agreed: all, ...about })).location, /done=made/);
    assert.notEqual(await numberNow(), number, 'a new number');
    assert.equal(await standing(number), 'withdrawn', 'the old one stays dead');
    assert.match(await checkSeal(good), /withdrawn/);
  });

  it('the hub ends one only with a reason, which its organisation reads', async () => {
    assert.equal((await operator.post(`${home}/withdraw`, { reason: ' ' })).status, 422);
    assert.equal((await operator.post(home, { level: 'one-star', agreed: all })).status, 404, 'it declares for nobody');
    assert.match((await operator.post(`${home}/withdraw`, { reason: '虚偽の宣言' })).location, /withdrawn/);
    assert.match((await member.get(`${home}?lang=ja`)).text, /運営による取り消し：虚偽の宣言/);
  });
});
