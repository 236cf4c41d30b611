import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { checkRow, takeNetworks, takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { statement } from '#platform/postgres';
import { tellDue } from '#tell';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, type ServedHouse, type Visitor } from '../../lib/served.ts';
import { liveWithAssessments } from './assessing.ts';
import { liveWithBelongings } from './belongings.ts';
import { liveWithFlows } from './flows.ts';
import { liveOnPortal } from './portal.ts';
import { liveWithTrade } from './trading.ts';

const worker = { kind: 'worker' } as const;

/** Somebody who acts for an organisation, with the machine token and the feed address of that organisation. */
export interface Neighbour {
  readonly organisation: string;
  readonly visitor: Visitor & { readonly id: string };
  readonly token: string;
  readonly atom: string;
}

/** Who lives in the house of the isolation tests. Everything of `a` carries the word `kumade` or lies in 203.0.113.0/24. */
export interface Neighbours {
  readonly a: Neighbour;
  readonly b: Neighbour;
  readonly provider: Neighbour;
  readonly operator: Visitor & { readonly id: string };
  readonly public: Visitor;
}

/** Numbers with a right check digit (National Tax Agency's rule); the second is nobody's here. */
export const CORPORATE_NUMBER = { a: '7000012050002', nobody: '7000012050010' } as const;

/**
 * Fills a house the way life does: an import, reports with findings of several kinds, notices and answers, then what each
 * member does on its own pages, until every table that holds members' rows holds some of A, of B and of the provider.
 */
export async function neighbours(served: ServedHouse): Promise<Neighbours> {
  const { house } = served;
  await house.db.as(worker, async (q) => {
    const rows = [
      {
        externalId: 'kumade-1',
        name: 'クマデ工業株式会社 kumade',
        nameKana: 'クマデコウギョウ',
        nameEn: 'Kumade Works',
        corporateNumber: CORPORATE_NUMBER.a,
        prefixes: '203.0.113.0/24',
        domains: 'kumade.example',
        emails: 'sec@kumade.example;boss@kumade.example',
        postalCode: '100-0001',
        postalAddress: '東京都 kumade 1-1',
        prefecture: '東京都',
      },
      {
        externalId: 'biidoro-1',
        name: 'ビードロ商会',
        prefixes: '198.51.100.0/24',
        domains: 'biidoro.example',
        emails: 'sec@biidoro.example',
        prefecture: '長崎県',
      },
    ].map((cells, at) => checkRow(at + 2, cells, () => true));
    assert.deepEqual(
      rows.flatMap((row) => row.faults),
      [],
    );
    await takeOrganisations(
      house,
      q,
      rows.map((row) => row.organisation),
      'test',
    );
    await takeNetworks(house, q, [{ asNumber: 64497, holder: 'TOORI NET' }], 'test');
    await q.run(statement('feed', "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')"));
  });
  const [a, b, provider] = await Promise.all(
    ['kumade-1', 'biidoro-1', 'AS64497'].map(
      async (name) =>
        (await served.sql<{ id: string }>('SELECT id FROM know.organisation WHERE external_id = $1', [name]))[0]?.id ??
        '',
    ),
  );
  assert.ok(a && b && provider);
  await served.sql(
    "INSERT INTO know.contact (organisation_id, name, email, confirmed_at) VALUES ($1, 'abuse', 'abuse@toori.example', now())",
    [provider],
  );

  await send(served, 'scan_telnet', 'telnet', [
    '203.0.113.24 64498',
    '198.51.100.7 64496',
    '192.0.2.9 64497',
    'not-an-address-kumade 1',
  ]);
  await send(served, 'scan_rdp', 'rdp', ['203.0.113.25 64498']); // a kind that only A and nobody else has
  await untilQuiet(served);
  served.clock.set('2026-11-21T00:00:01Z');
  await tellDue.handle(house, {});
  await untilQuiet(served);

  const operator = await arrive(served, { email: 'op@hub.example', name: '運用 花子', isOperator: true });
  const people = {
    a: await member(served, a, 'kumade-person@kumade.example', 'クマデ 太郎'),
    b: await member(served, b, 'person@biidoro.example', 'ビードロ 次郎'),
    provider: await member(served, provider, 'noc@toori.example', '通 三郎'),
  };
  for (const [who, word, address] of [
    [people.a, 'kumade', '8.8.8.8'],
    [people.b, 'biidoro', '8.8.4.4'],
    [people.provider, 'toori', '9.9.9.9'],
  ] as const)
    await live(served, who, word, address);
  await liveWithFlows(served, [
    { organisation: a, word: 'kumade', address: '203.0.113.250' },
    { organisation: b, word: 'biidoro', address: '198.51.100.250' },
    { organisation: provider, word: 'toori', address: '192.0.2.250' },
  ]);
  await operator.post('/findings/views', { name: 'kumade only', query: '?asset=203.0.113' });
  const table = new FormData();
  table.set(
    'file',
    new File(['名称,メール\nクマデ工業 kumade,x@kumade.example\n,y@kumade.example\n'], 'kumade.csv', {
      type: 'text/csv',
    }),
  );
  assert.equal(
    (await operator.send('/organisations/import', { method: 'POST', body: table, headers: { origin: served.url } }))
      .status,
    303,
  );
  await untilQuiet(served);
  return { ...people, operator, public: served.visitor() };
}

async function send(served: ServedHouse, type: string, tag: string, rows: readonly string[]): Promise<void> {
  const lines = [
    '"timestamp","ip","protocol","port","hostname","tag","asn","geo"',
    ...rows.map(
      (row) =>
        `"2026-11-19 03:10:11","${row.split(' ')[0]}","tcp",${tag === 'rdp' ? 3389 : 23},"","${tag}","${row.split(' ')[1]}","JP"`,
    ),
    '',
  ];
  await receiveReport(served.house, {
    feed: 'shadowserver',
    name: `2026-11-19-${type}-hub.csv`,
    origin: 'file',
    body: Readable.from([Buffer.from(lines.join('\n'))]),
  });
}

async function member(served: ServedHouse, organisation: string, email: string, name: string): Promise<Neighbour> {
  const visitor = await arrive(served, { email, name, organisation });
  const token = /kyp_[\w-]+/.exec((await visitor.post('/provider/token')).text)?.[0] ?? '';
  const atom = /\/feeds\/atom\/[\w-]+/.exec((await visitor.post(`/settings/${organisation}/feed`)).text)?.[0] ?? '';
  assert.ok(token && atom);
  return { organisation, visitor, token, atom };
}

/** What a member does on its own pages, so that each table has a row of it. */
async function live(served: ServedHouse, who: Neighbour, word: string, address: string): Promise<void> {
  const { visitor, organisation } = who;
  const ok = async (path: string, form: Readonly<Record<string, string>> = {}) => {
    const answer = await visitor.post(path, form);
    assert.ok(answer.status < 400, `${path}: ${answer.status} ${answer.text}`);
  };
  await ok(`/organisations/${organisation}/registrations`, { value: `${word}-claimed.example` });
  const [claim] = await served.sql<{ id: string }>(
    "SELECT id FROM know.registration WHERE organisation_id = $1 AND state = 'claimed'",
    [organisation],
  );
  assert.equal((await visitor.get(`/registrations/${claim?.id}/prove`)).status, 200);
  await ok(`/organisations/${organisation}/contacts`, {
    email: `extra-${word}@${word}.example`,
    name: word,
    phone: '',
  });
  await ok(`/settings/${organisation}`, {
    severity1: 'none',
    severity2: 'digest',
    severity3: 'digest',
    severity4: 'now',
    severity5: 'now',
  });
  await ok(`/settings/${organisation}/webhook`, { url: `https://${address}/${word}` });
  const [finding] = await served.sql<{ id: string }>('SELECT id FROM tell.finding WHERE organisation_id = $1', [
    organisation,
  ]);
  assert.ok(finding, `${word} has no finding`);
  await ok(`/findings/${finding.id}`, { answer: 'help', note: `${word} needs help` });
  await liveWithAssessments(who, word);
  await liveWithBelongings(served, who, word);
  await liveWithTrade(served, who, word);
  await liveOnPortal(who, word);
  await served.house.db.as({ kind: 'member', user: visitor.id, organisations: [organisation] }, (q) =>
    q.run(statement('view', 'INSERT INTO tell.saved_view (person_id, name, query) VALUES ($person, $name, $query)'), {
      person: visitor.id,
      name: `${word} view`,
      query: '',
    }),
  );
}
