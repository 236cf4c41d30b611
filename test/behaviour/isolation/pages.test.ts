import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Route, routes } from '#platform/web';
import { noticePath } from '../../../src/tell/notice/link.ts';
import { untilQuiet } from '../../lib/house.ts';
import { type Answer, servedHouse, type Visitor } from '../../lib/served.ts';
import { type Asking, beside, forms, gist, questions, same, strayId } from './asking.ts';
import { assessingParameters } from './assessing.ts';
import { belongingParameters } from './belongings.ts';
import { marksOf, rowsOf, type Table, tables } from './catalogue.ts';
import { flowParameters } from './flows.ts';
import { CORPORATE_NUMBER, type Neighbours, neighbours } from './neighbours.ts';
import { planParameters } from './plan.ts';
import { portalFilters, portalParameters } from './portal.ts';
import { tradingFilters, tradingParameters } from './trading.ts';

const served = await servedHouse();

/** Acts on the caller's own account or on a secret link, never on a neighbour's: asked with A's ids all the same where the address has one, otherwise left alone. */
const ownAccount = /^\/(account|sign-in|sign-out|join|forgotten|welcome)\b/;

/** A value for each filter: one that only A has, and one that nobody has but that is of the same kind. */
const filters: Readonly<
  Record<
    string,
    (
      who: Neighbours,
      marks: { readonly kind: string; readonly code: string; readonly finding: string },
    ) => readonly (readonly [string, string])[]
  >
> = {
  ...tradingFilters,
  ...portalFilters,
  profile: (who) => [[who.a.organisation, strayId()]],
  supplier: (who) => [[who.a.organisation, strayId()]],
  text: () => [
    ['kumade', 'wumade'],
    ['クマデ', 'クマヂ'],
    ['kumade.example', 'wumade.example'],
    ['203.0.113.24', '203.0.112.24'],
  ],
  organisation: (who) => [[who.a.organisation, strayId()]],
  kind: (_who, { kind }) => [[kind, 'open-vnc']],
  severity: () => [],
  state: () => [],
  asn: () => [['64498', '64495']],
  asset: () => [
    ['203.0.113.24', '203.0.112.24'],
    ['203.0.113', '203.0.112'],
  ],
  via: () => [],
  since: () => [],
  until: () => [],
  // The twin stands right beside it: a key says where the reader's own list goes on, so its order must be the same.
  after: (_who, { finding }) => [
    [`2026-11-19T03:10:11.000Z_${finding}`, `2026-11-19T03:10:11.000Z_${beside(finding)}`],
  ],
};
/** Query parameters that say nothing about anybody. */
const harmless = [
  ...assessingParameters,
  ...belongingParameters,
  ...tradingParameters,
  ...portalParameters,
  ...flowParameters,
  ...planParameters,
  'next',
  'new',
  'done',
  'confirm',
  'saved',
  'added',
  'updated',
  'routes',
  'reported',
  'limit',
  'until',
  'key',
  'language',
  'code',
  'sent',
  'proven',
  'name',
  'feed',
  'batch',
  'page',
  'test',
];

describe('isolation: over HTTP nobody sees, counts, finds or changes a neighbour', () => {
  let who: Neighbours;
  let all: Table[];
  let marks: Set<string>;
  let kindOfA: string;
  let askers: readonly {
    readonly name: string;
    readonly ask: (route: Route, asking: Asking) => Promise<Answer>;
    readonly own: string;
    readonly isOperator: boolean;
  }[];
  let before_: ReadonlyMap<string, readonly Record<string, unknown>[]>;
  before(async () => {
    who = await neighbours(served);
    all = await tables(served);
    const a = await rowsOf(served, all, who.a.organisation);
    marks = marksOf(a, await rowsOf(served, all, who.b.organisation));
    // Where a page tells A's address and B's apart only by a number, the number would show: kinds that B has as well do not.
    const kinds = await served.sql<{ kind: string }>(
      'SELECT kind FROM tell.finding WHERE organisation_id = $1 AND kind NOT IN (SELECT kind FROM tell.finding WHERE organisation_id <> $1)',
      [who.a.organisation],
    );
    kindOfA = kinds[0]?.kind ?? '';
    assert.notEqual(kindOfA, '');
    marks.add(kindOfA);
    marks.add(who.a.token).add(who.a.atom).add(who.a.visitor.id);
    const with_ = (visitor: Visitor, token?: string) => (route: Route, asking: Asking) => {
      const headers = token && route.path.startsWith('/api/') ? { authorization: `Bearer ${token}` } : {};
      return route.method === 'GET'
        ? visitor.get(asking.path, headers)
        : visitor.post(asking.path, asking.form, headers);
    };
    askers = [
      { name: 'member B', ask: with_(who.b.visitor, who.b.token), own: who.b.organisation, isOperator: false },
      {
        name: 'the provider',
        ask: with_(who.provider.visitor, who.provider.token),
        own: who.provider.organisation,
        isOperator: false,
      },
      { name: 'the public', ask: with_(who.public), own: who.b.organisation, isOperator: false },
    ];
    before_ = a;
  });

  /** Marks of A in an answer, except what the asker sent. */
  const marksIn = (answer: Answer, asking: Pick<Asking, 'sent'>) => {
    let text = `${answer.text} ${answer.location} ${[...answer.headers].flat().join(' ')}`;
    for (const sent of asking.sent)
      text = text
        .replaceAll(sent, '')
        .replaceAll(encodeURIComponent(sent), '')
        .replaceAll(encodeURIComponent(encodeURIComponent(sent)), '');
    return [...marks].filter((mark) => text.includes(mark));
  };

  it('the operator sees A, so that looking for A’s marks can find something', async () => {
    const seen = await Promise.all(
      [
        '/findings',
        '/findings.csv',
        '/organisations',
        '/organisations?text=kumade',
        `/organisations/${who.a.organisation}`,
      ].map((path) => who.operator.get(path)),
    );
    for (const answer of seen) assert.ok(marksIn(answer, { sent: [] }).length > 0, answer.text.slice(0, 300));
    assert.ok(marksIn(await who.a.visitor.get('/findings'), { sent: [] }).length > 0);
    assert.match((await served.visitor().get(who.a.atom)).text, /kumade/);
    assert.match(
      (await served.visitor().get('/api/v1/findings', { authorization: `Bearer ${who.a.token}` })).text,
      /203\.0\.113/,
    );
  });

  it('every page, list, export and feed that B, the provider and the public can open is without A', async () => {
    let looked = 0;
    for (const route of routes().filter((one) => one.method === 'GET' && !one.path.includes(':')))
      for (const asker of askers)
        for (const language of ['ja', 'easy', 'en']) {
          const asking = { path: `${route.path}?lang=${language}`, form: {}, sent: [] };
          const answer = await asker.ask(route, asking);
          looked++;
          assert.ok(answer.status < 500 || answer.status === 503, `${asker.name} ${route.path}: ${answer.status}`);
          assert.deepEqual(marksIn(answer, asking), [], `${asker.name} sees A on ${route.path}`);
        }
    for (const atom of [who.b.atom, who.provider.atom])
      assert.deepEqual(marksIn(await served.visitor().get(atom), { sent: [] }), []);
    console.log(`isolation: ${looked} pages without A, ${marks.size} marks`);
    assert.ok(looked > 100);
  });

  it('asked with A’s ids, every route answers as for an id that is nobody’s', async () => {
    const ids = [
      ...new Set(
        [...before_.values()]
          .flatMap((rows) => [rows[0], rows.at(-1)].flatMap((row) => (row ? Object.values(row) : [])))
          .filter(
            (value): value is string => typeof value === 'string' && marks.has(value) && /^[0-9a-f-]{36}$/.test(value),
          ),
      ),
    ];
    const sessions = await served.sql<{ id: string }>('SELECT id FROM platform.person_session WHERE person_id = $1', [
      who.a.visitor.id,
    ]);
    ids.push(who.a.visitor.id, ...sessions.map(({ id }) => id));
    const [noticeOfB] = await served.sql<{ id: string }>('SELECT id FROM tell.notice WHERE organisation_id = $1', [
      who.b.organisation,
    ]);
    const signature =
      noticePath(served.house, noticeOfB?.id ?? '')
        .split('/')
        .at(-1) ?? '';
    let pairs = 0;
    let asked = 0;
    for (const route of routes()) {
      const key = `${route.method} ${route.path}`;
      if (route.form && !ownAccount.test(route.path) && /:(?!file)/.test(route.path) && route.permission !== 'operator')
        assert.ok(forms[key], `${key} takes a form: give one in asking.ts`);
      for (const asker of askers) {
        const twins = questions(route, { ids, own: asker.own, signature });
        if (twins.length > 0) asked++;
        for (const { mine, nobodys } of twins) {
          const [first, second] = [await asker.ask(route, mine), await asker.ask(route, nobodys)];
          pairs++;
          assert.ok(first.status < 500, `${asker.name} ${key}: ${first.status}`);
          assert.deepEqual(marksIn(first, mine), [], `${asker.name} sees A through ${key}`);
          same(gist(first, mine), gist(second, nobodys), `${asker.name} can tell A's id from a random one by ${key}`);
        }
      }
    }
    console.log(`isolation: ${pairs} pairs of questions on ${asked} routes × askers, ${ids.length} ids of A`);
    assert.ok(pairs > 1000 && asked > 60);
  });

  it('no filter, search or page key finds, counts or guesses A', async () => {
    const [finding] = await served.sql<{ id: string }>('SELECT id FROM tell.finding WHERE organisation_id = $1', [
      who.a.organisation,
    ]);
    const [notice] = await served.sql<{ code: string }>('SELECT code FROM tell.notice WHERE organisation_id = $1', [
      who.a.organisation,
    ]);
    let tried = 0;
    for (const route of routes().filter(
      (one) => one.method === 'GET' && one.query && one.permission !== 'operator' && !ownAccount.test(one.path),
    )) {
      const shape = (route.query as { shape?: Record<string, unknown> }).shape ?? {};
      for (const name of Object.keys(shape)) {
        const make = filters[name];
        assert.ok(make || harmless.includes(name), `${route.path}: say in this test how ${name} could find somebody`);
        const values = make ? make(who, { kind: kindOfA, code: notice?.code ?? '', finding: finding?.id ?? '' }) : [];
        for (const [a, nobody] of values)
          for (const asker of askers) {
            const path = route.path.replace(/:\w+(\{.*?\})?/g, asker.own);
            const asking = (value: string): Asking => ({
              path: `${path}?${name}=${encodeURIComponent(value)}`,
              form: {},
              sent: [value],
            });
            const [first, second] = [await asker.ask(route, asking(a)), await asker.ask(route, asking(nobody))];
            tried++;
            assert.deepEqual(
              marksIn(first, asking(a)).filter((mark) => !mark.includes(a)),
              [],
              `${asker.name} finds A by ${route.path}?${name}`,
            );
            // A kind and a network are named on the page: only what was asked for may differ.
            if (name !== 'kind')
              same(
                gist(first, asking(a)),
                gist(second, asking(nobody)),
                `${asker.name}: ${route.path}?${name}=${a} differs from ${nobody}`,
              );
            else assert.equal(rowCount(first), rowCount(second));
          }
      }
    }
    console.log(`isolation: ${tried} filters tried`);
    assert.ok(tried > 15);
  });

  it('a name, a number or a mail address typed into a form does not tell whether A is a member', async () => {
    const registers = async (corporateNumber: string) => {
      const answer = await who.b.visitor.post('/organisation/register', { name: 'ビードロ支店', corporateNumber });
      assert.equal(answer.status, 303, answer.text);
      const page = await who.b.visitor.get(answer.location);
      return `${answer.location} ${page.status} ${page.text}`
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')
        .replaceAll(corporateNumber, '<number>');
    };
    same(await registers(CORPORATE_NUMBER.a), await registers(CORPORATE_NUMBER.nobody), 'a corporate number tells');
    const claims = async (value: string) => {
      const answer = await who.b.visitor.post(`/organisations/${who.b.organisation}/registrations`, { value });
      const page = await who.b.visitor.get(`/organisations/${who.b.organisation}`);
      await served.sql('DELETE FROM know.registration WHERE organisation_id = $1 AND value LIKE $2', [
        who.b.organisation,
        `%${value.split('/')[0]}%`,
      ]);
      return `${answer.status} ${page.text}`.replaceAll(value, '<value>').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>');
    };
    same(await claims('kumade.example'), await claims('nomade.example'), 'a claim tells');
    same(await claims('203.0.113.24/32'), await claims('203.0.112.24/32'), 'a claim tells');
    for (const [path, form] of [
      ['/forgotten', {}],
      ['/sign-in', { password: 'wrong wrong wrong' }],
      ['/join', { name: 'x', password: 'a long and new password' }],
    ] as const) {
      const answers = [];
      for (const email of ['kumade-person@kumade.example', 'nobody-person@nomade.example']) {
        answers.push(gist(await served.visitor().post(path, { ...form, email }), { path, form: {}, sent: [email] }));
        await served.sql('DELETE FROM platform.sign_in_rate');
      }
      same(answers[0] ?? '', answers[1] ?? '', `${path} tells whether an address has an account`);
    }
  });

  it('the time of an answer tells nothing either', async () => {
    const [finding] = await served.sql<{ id: string }>('SELECT id FROM tell.finding WHERE organisation_id = $1', [
      who.a.organisation,
    ]);
    const times: Record<'a' | 'nobody', number[]> = { a: [], nobody: [] };
    for (let round = 0; round < 150; round++)
      for (const [name, id] of round % 2
        ? ([
            ['a', finding?.id],
            ['nobody', strayId()],
          ] as const)
        : ([
            ['nobody', strayId()],
            ['a', finding?.id],
          ] as const)) {
        const began = performance.now();
        await who.b.visitor.get(`/findings/${id}`);
        times[name].push(performance.now() - began);
      }
    const median = (values: readonly number[]) => values.toSorted((x, y) => x - y)[values.length >> 1] ?? 0;
    const [a, nobody] = [median(times.a), median(times.nobody)];
    console.log(
      `isolation: median ${a.toFixed(2)} ms for A's finding, ${nobody.toFixed(2)} ms for a random id (150 each, in turn)`,
    );
    // Generous, for a busy machine: a join over A's rows or a page drawn for A would cost more than this.
    assert.ok(Math.abs(a - nobody) < Math.max(3, 0.5 * nobody), `${a} ms against ${nobody} ms`);
  });

  it('after all this nothing of A has changed', async () => {
    await untilQuiet(served);
    const after = await rowsOf(served, all, who.a.organisation);
    for (const [table, rows] of before_) assert.deepEqual(after.get(table)?.map(still), rows.map(still), table);
    assert.equal((await who.a.visitor.get('/findings')).status, 200, 'A is still signed in');
  });
});

/** Rows of the list a page shows. */
function rowCount(answer: Answer): number {
  return answer.text.match(/<tr\b/g)?.length ?? 0;
}

/** A machine token's last use is its owner's own doing. */
function still(row: Record<string, unknown>): Record<string, unknown> {
  const { used_at: _, ...rest } = row;
  return rest;
}
