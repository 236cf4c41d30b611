import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { takeShippedPlan } from '#improve';
import { figures } from '../../../src/improve/statistics/load.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse } from '../../lib/served.ts';

const served = await servedHouse();

/** As much of OpenAPI 3.1 as our document uses. */
interface Operation {
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Record<string, unknown>;
  }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Record<string, unknown> }>> }>
  >;
}

describe('improve: the public interface keeps what its OpenAPI document says', () => {
  let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {};
  const anybody = served.visitor();
  const ours = () =>
    Object.entries(paths).filter(([path]) => /^\/api\/v1\/(measures|initiatives|events|statistics)/.test(path));
  const known: Record<string, string> = {};
  before(async () => {
    await takeShippedPlan(served.house);
    await untilQuiet(served);
    const operator = await arrive(served, { email: 'op@hub.example', name: '運用 花子', isOperator: true });
    for (const day of ['03', '04', '05'])
      await operator.post('/portal/edit/events/new', {
        name: '演習',
        nameEn: `Drill ${day}`,
        operator: '見本県',
        startsAt: `2027-02-${day}T10:00`,
        endsAt: `2027-02-${day}T12:00`,
        prefecture: '13',
        state: 'published',
      });
    ({ paths } = JSON.parse((await anybody.get('/api/openapi.json')).text));
    for (const kind of ['measures', 'initiatives', 'events', 'statistics'])
      known[kind] =
        (JSON.parse((await anybody.get(`/api/v1/${kind}?limit=1`)).text) as { items: { id: string }[] }).items[0]?.id ??
        '';
  });

  it('says of each list and each thing what it gives', () => {
    assert.equal(ours().length, 8);
    for (const [path, { get }] of ours()) {
      assert.ok((get?.summary.length ?? 0) > 10, path);
      assert.ok(get?.responses['200']?.content?.['application/json']?.schema, `${path} names no shape`);
    }
  });

  it('answers what fits its parameters with what fits its shape, and what does not with a problem document', async () => {
    let asked = 0;
    let right = 0;
    for (const [path, { get }] of ours()) {
      assert.ok(get);
      const answers = z.fromJSONSchema(get.responses['200']?.content?.['application/json']?.schema as never);
      const fits = fc.record(
        Object.fromEntries(
          (get.parameters ?? []).filter((one) => one.in === 'query').map((one) => [one.name, fitting(one.schema)]),
        ),
        { requiredKeys: [] },
      );
      const strange = fc.dictionary(
        fc.constantFrom(...(get.parameters ?? []).map((one) => one.name), 'extra'),
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 12 }),
          fc.constantFrom('-1', '0', '1e9', 'null', '%00', '\u0000', "'; DROP TABLE x", '2026-99-99', '../../etc'),
        ),
        { maxKeys: 3 },
      );
      const inPath = (id: string) => path.replace(/\{\w+\}/, encodeURIComponent(id));
      const ids = path.includes('{') ? [known[path.split('/')[3] ?? ''] ?? '', 'no-such-thing', '%00', "'"] : [''];
      const ask = async (id: string, query: Readonly<Record<string, unknown>>, mustFit: boolean) => {
        const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
        const address = `${inPath(id)}?${search}`;
        // The server may close an idle connection just when it is used again; a reader asks once more.
        const answer = await anybody.get(address).catch(() => anybody.get(address));
        asked++;
        if (answer.status === 200 && /json/.test(answer.headers.get('content-type') ?? '')) {
          const parsed = answers.safeParse(JSON.parse(answer.text));
          assert.ok(parsed.success, `${address}: ${parsed.error?.message.slice(0, 400)}`);
          right++;
        } else if (answer.status !== 200) {
          assert.ok([400, 404].includes(answer.status), `${address}: ${answer.status} ${answer.text.slice(0, 200)}`);
          assert.match(answer.headers.get('content-type') ?? '', /problem\+json/);
          assert.ok(!mustFit || id !== ids[0], `${address} fits its parameters and is refused: ${answer.text}`);
        }
      };
      for (const id of ids) await ask(id, {}, true);
      await fc.assert(
        fc.asyncProperty(fits, (query) => ask(ids[0] ?? '', query, true)),
        { numRuns: 25, seed: 41 },
      );
      await fc.assert(
        fc.asyncProperty(strange, (query) => ask(ids[0] ?? '', query, false)),
        { numRuns: 25, seed: 42 },
      );
    }
    console.log(`improve: ${asked} requests made from the document, ${right} answers compared with their shape`);
    assert.ok(asked > 300 && right > 100);
  });

  it('pages by keys: every row once, in JSON and as CSV', async () => {
    for (const [kind, count] of [
      ['measures', 612],
      ['initiatives', 70],
      ['events', 3],
      ['statistics', figures().length],
    ] as const) {
      const ids: string[] = [];
      let path: string | undefined = `/api/v1/${kind}?limit=${kind === 'events' ? 2 : 25}`;
      for (let pages = 0; path && pages < 60; pages++) {
        const answer = await anybody.get(path);
        ids.push(...(JSON.parse(answer.text) as { items: { id: string }[] }).items.map(({ id }) => id));
        path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
      }
      assert.equal(ids.length, count, kind);
      assert.equal(new Set(ids).size, count, kind);
      const csv = await anybody.get(`/api/v1/${kind}?limit=500&format=csv`);
      assert.match(csv.headers.get('content-type') ?? '', /text\/csv/);
      assert.ok(csv.text.startsWith('id,'), kind);
      for (const id of ids.slice(0, 3)) assert.equal((await anybody.get(`/api/v1/${kind}/${id}`)).status, 200, id);
    }
  });

  it('sends nothing twice to whoever has it: ETag and 304', async () => {
    for (const path of [
      '/api/v1/measures?year=2020',
      '/api/v1/initiatives?format=csv',
      '/api/v1/statistics/exams',
      '/statistics/exams/data.csv',
    ]) {
      const first = await anybody.get(path);
      const etag = first.headers.get('etag') ?? '';
      assert.match(etag, /^W\/"/);
      const second = await anybody.get(path, { 'if-none-match': `"x", ${etag}` });
      assert.deepEqual([second.status, second.text], [304, '']);
      assert.equal(second.headers.get('access-control-allow-origin'), '*');
    }
  });

  it('may be read from every site, without cookies', async () => {
    const answer = await anybody.get('/api/v1/initiatives', { origin: 'https://other.example' });
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(answer.headers.get('access-control-allow-credentials'), null);
    assert.match(answer.headers.get('access-control-expose-headers') ?? '', /etag/);
    assert.match(answer.headers.get('cache-control') ?? '', /public/);
  });

  it('tells a browser that asks first what it may send, on reading routes alone', async () => {
    const asked = (path: string) =>
      fetch(`${served.url}${path}`, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://other.example',
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'if-none-match',
        },
      });
    const answer = await asked('/api/v1/measures/2020-1.1-1-01');
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.match(answer.headers.get('access-control-allow-headers') ?? '', /if-none-match/);
    assert.equal((await asked('/initiatives/propose')).headers.get('access-control-allow-origin'), null);
  });

  it('finds by words as the pages do', async () => {
    const { items } = JSON.parse(
      (await anybody.get(`/api/v1/initiatives?q=${encodeURIComponent('ｻｲﾊﾞｰｾｷｭﾘﾃｨお助け隊')}`)).text,
    ) as { items: { id: string }[] };
    assert.equal(items[0]?.id, 'help-squad');
    const measures = JSON.parse(
      (await anybody.get(`/api/v1/measures?q=${encodeURIComponent('自動運転')}&year=2020`)).text,
    ) as { items: { id: string }[] };
    assert.ok(measures.items.some(({ id }) => id === '2020-2.1-1-17'));
  });
});

/** Values that a JSON schema of a parameter allows. */
function fitting(schema: Record<string, unknown>): fc.Arbitrary<unknown> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (typeof schema.pattern === 'string') return fc.stringMatching(new RegExp(schema.pattern));
  if (schema.type === 'integer' || schema.type === 'number')
    return fc.integer({ min: Number(schema.minimum ?? 0), max: Math.min(Number(schema.maximum ?? 1000), 100_000) });
  return fc.constantFrom('内閣官房', '経済産業省', '研修', 'セキュリティ', 'iot', '');
}
