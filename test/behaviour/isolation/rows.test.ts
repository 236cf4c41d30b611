import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { observationsOf } from '#observe';
import type { Reader } from '#platform/postgres';
import { servedHouse } from '../../lib/served.ts';
import { marksOf, rowsOf, type Table, tables } from './catalogue.ts';
import { type Neighbours, neighbours } from './neighbours.ts';

const served = await servedHouse();

/** Tables that members may reach though no organisation column says whose a row is, each with the reason. */
const withoutOwner = new Map([['tell.saved_view', 'by person']]);

describe('isolation: in the database nobody reaches a neighbour’s rows', () => {
  let who: Neighbours;
  let all: Table[];
  let owned: Table[];
  let marks: Set<string>;
  let strangers: readonly (readonly [string, Reader])[];
  before(async () => {
    who = await neighbours(served);
    all = await tables(served);
    owned = all.filter((table) => table.owner && table.columns.length > 0);
    marks = marksOf(await rowsOf(served, all, who.a.organisation), await rowsOf(served, all, who.b.organisation));
    strangers = [
      ['member B', { kind: 'member', user: who.b.visitor.id, organisations: [who.b.organisation] }],
      ['the provider', { kind: 'member', user: who.provider.visitor.id, organisations: [who.provider.organisation] }],
      ['somebody of no organisation', { kind: 'member', user: who.b.visitor.id, organisations: [] }],
      ['the public', { kind: 'public' }],
    ];
  });

  /** Runs a statement as a reader inside a transaction that is taken back; gives the rows, or the server's refusal. */
  async function attempt(
    reader: Reader,
    text: string,
    values: unknown[] = [],
  ): Promise<{ rows: Record<string, unknown>[]; refused: string | undefined }> {
    const undo = new Error('undo');
    let rows: Record<string, unknown>[] = [];
    try {
      await served.house.db.as(reader, async (q) => {
        rows = (await q.raw.query(text, values)).rows;
        throw undo;
      });
    } catch (error) {
      if (error !== undo) return { rows: [], refused: (error as { code?: string }).code ?? String(error) };
    }
    return { rows, refused: undefined };
  }
  const marksIn = (text: string) => [...marks].filter((mark) => text.includes(mark));

  it('every table with members’ rows has row-level security and a policy, and none was forgotten', () => {
    console.log(`isolation: ${owned.length} tables with members' rows: ${owned.map((table) => table.name).join(', ')}`);
    assert.ok(owned.length >= 14, 'the catalogue shows no tables');
    for (const table of owned) {
      assert.ok(table.secured, `${table.name} has no row-level security`);
      assert.ok(
        table.policies.includes('kyojo_operator') || table.policies.includes('kyojo_sign_in'),
        `${table.name} has no policy`,
      );
    }
  });

  it('every other table is the hub’s own: members and the public may not even name it', async () => {
    const others = all.filter((table) => !table.owner && !withoutOwner.has(table.name));
    console.log(`isolation: ${others.length} tables of the hub only: ${others.map((table) => table.name).join(', ')}`);
    assert.ok(others.length > 5);
    for (const table of others)
      for (const [name, reader] of strangers) {
        const { refused } = await attempt(reader, `SELECT 1 FROM ${table.name}`);
        assert.equal(
          refused,
          '42501',
          `${name} reaches ${table.name}: give it an organisation column, or say in this test why it needs none`,
        );
      }
    for (const name of withoutOwner.keys())
      assert.ok(
        all.some((table) => table.name === name && table.secured),
        name,
      );
  });

  it('A has rows in each of them, so that looking in vain means something', async () => {
    const rows = await rowsOf(served, all, who.a.organisation);
    const bare = [...rows]
      .filter(([name, some]) => some.length === 0 && !['know.network', 'platform.one_time_link'].includes(name))
      .map(([name]) => name);
    assert.deepEqual(bare, []);
    assert.ok(marks.size > 30, `only ${marks.size} marks`);
  });

  it('reads nothing of A by SQL: no row, no count, no search, as member, provider, stranger and public', async () => {
    let looked = 0;
    for (const [name, reader] of strangers)
      for (const table of all) {
        const { rows, refused } = await attempt(reader, `SELECT to_jsonb(t)::text AS row FROM ${table.name} t`);
        looked++;
        assert.deepEqual(marksIn(rows.map((row) => row.row).join('\n')), [], `${name} reads A in ${table.name}`);
        if (reader.kind === 'public')
          assert.ok(refused === '42501' || rows.length === 0, `the public reads ${table.name}`);
        if (!table.owner || refused) continue;
        const counted = await attempt(
          reader,
          `SELECT count(*)::int AS count FROM ${table.name} WHERE ${table.owner} = $1`,
          [who.a.organisation],
        );
        assert.equal(counted.rows[0]?.count, 0, `${name} counts A in ${table.name}`);
      }
    const views = await served.sql<{ name: string }>(
      "SELECT schemaname || '.' || viewname AS name FROM pg_views WHERE schemaname = ANY ($1) UNION ALL SELECT schemaname || '.' || matviewname FROM pg_matviews WHERE schemaname = ANY ($1)",
      [['platform', 'know', 'observe', 'tell', 'improve']],
    );
    for (const [name, reader] of strangers)
      for (const view of views) {
        const { rows } = await attempt(reader, `SELECT to_jsonb(t)::text AS row FROM ${view.name} t`);
        looked++;
        assert.deepEqual(marksIn(rows.map((row) => row.row).join('\n')), [], `${name} reads A in ${view.name}`);
      }
    console.log(`isolation: ${looked} readings of tables and views, ${marks.size} marks of A`);
  });

  it('and B does see its own, so that the readings above were not simply broken', async () => {
    const reader = strangers[0]?.[1] as Reader;
    for (const table of [
      'know.organisation',
      'know.contact',
      'know.registration',
      'tell.finding',
      'tell.notice',
      'tell.notice_finding',
      'platform.fact',
    ])
      assert.ok((await attempt(reader, `SELECT 1 FROM ${table}`)).rows.length > 0, table);
  });

  it('changes and removes nothing of A by SQL, whatever the column', async () => {
    let tries = 0;
    for (const [name, reader] of strangers)
      for (const table of owned) {
        const statements = [
          ...table.columns.map(
            (column) => `UPDATE ${table.name} SET ${column} = ${column} RETURNING 1 AS row, ${table.owner} AS owner`,
          ),
          `DELETE FROM ${table.name} RETURNING 1 AS row, ${table.owner} AS owner`,
        ];
        for (const text of statements) {
          const { rows } = await attempt(reader, text);
          tries++;
          assert.deepEqual(
            rows.filter((row) => row.owner === who.a.organisation),
            [],
            `${name}: ${text}`,
          );
        }
      }
    console.log(`isolation: ${tries} changes tried`);
    assert.ok(tries > 400);
  });

  it('puts nothing into A’s name', async () => {
    const rows = await rowsOf(served, all, who.a.organisation);
    let tries = 0;
    for (const [name, reader] of strangers)
      for (const table of owned) {
        const [sample] = rows.get(table.name) ?? [];
        if (!sample) continue;
        // Every subset of columns would take for ever: the owner alone, and the whole row as it stands.
        for (const columns of [
          [table.owner as string],
          table.columns.filter(
            (column) => column !== 'search_text' && !(table.name === 'platform.fact' && column === 'id'),
          ),
        ]) {
          const { refused } = await attempt(
            reader,
            `INSERT INTO ${table.name} (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM jsonb_populate_record(NULL::${table.name}, $1)`,
            [JSON.stringify(sample)],
          );
          tries++;
          assert.ok(refused, `${name} writes into ${table.name} for A`);
          assert.ok(['42501', '23502', '23514', '23505'].includes(refused), `${name} ${table.name}: ${refused}`);
          if (refused !== '42501')
            assert.fail(
              `${name}: ${table.name} answers ${refused} instead of refusing; a unique or check error tells that a row is there`,
            );
        }
      }
    console.log(`isolation: ${tries} insertions tried`);
  });

  it('keeps the columns that decide from the members themselves', async () => {
    const own: Reader = { kind: 'member', user: who.b.visitor.id, organisations: [who.b.organisation] };
    const forbidden = [
      "UPDATE know.registration SET state = 'proven', proven_at = now()",
      `INSERT INTO know.registration (organisation_id, kind, value, state, proven_at) VALUES ('${who.b.organisation}', 'domain', 'x.example', 'proven', now())`,
      "UPDATE know.organisation SET state = 'active'",
      "UPDATE know.organisation SET kind = 'provider'",
      `UPDATE know.organisation SET corporate_number = '${CORPORATE}'`,
      'UPDATE know.organisation SET parent_id = NULL',
      `INSERT INTO know.organisation (name) VALUES ('x')`,
      `INSERT INTO know.membership (person_id, organisation_id, role) VALUES ('x', '${who.b.organisation}', 'owner')`,
      "UPDATE know.membership SET role = 'owner'",
      'UPDATE know.contact SET confirmed_at = now()',
      'UPDATE know.contact SET bounced_at = NULL',
      `INSERT INTO know.contact (organisation_id, email, confirmed_at) VALUES ('${who.b.organisation}', 'x@x.example', now())`,
      `INSERT INTO know.proof (registration_id, organisation_id, method, token, expires_at) SELECT id, organisation_id, 'mail', 'x', now() FROM know.registration LIMIT 1`,
      'SELECT token FROM know.proof',
      'UPDATE tell.finding SET told_at = now()',
      'UPDATE tell.finding SET severity = 1',
      'UPDATE tell.finding SET fixed_at = now()',
      'UPDATE tell.finding SET organisation_id = organisation_id',
      'UPDATE tell.finding SET last_seen_at = now()',
      "UPDATE tell.finding SET arm = ''",
      "UPDATE tell.notice SET state = 'sent'",
      "UPDATE tell.notice SET send_to = 'x@x.example'",
      'UPDATE tell.notice SET sent_at = now()',
      'DELETE FROM tell.notice',
      'DELETE FROM tell.finding',
      'DELETE FROM tell.notice_finding',
      'UPDATE platform.fact SET kind = kind',
      'DELETE FROM platform.fact',
      "UPDATE know.declaration SET level = 'two-stars'",
      'UPDATE know.declaration SET valid_until = now(), is_current = true',
      `INSERT INTO know.declaration (organisation_id, number, scheme, level, stars, rules, made_at, level_since, valid_until) VALUES ('${who.b.organisation}', 'AAAAAAAAAA', 'stars', 'two-stars', 2, 1, now(), now(), now())`,
      'DELETE FROM know.declaration_event',
      'SELECT * FROM know.declaration_count',
      'SELECT private_key FROM trust.seal_key',
      'UPDATE know.supplier_share SET withdrawn_at = NULL',
      'SELECT asked_organisation_id FROM know.supplier_request',
      "UPDATE know.supplier_request SET state = 'shared'",
      'UPDATE know.supplier SET declared_stars = 2',
      'SELECT * FROM platform.person',
      'SELECT * FROM platform.person_session',
      'SELECT * FROM observe.quarantine',
      'SELECT * FROM pgboss.job',
      'SELECT tell.refresh_board()',
      'SELECT platform.guard(NULL, NULL)',
      `SET LOCAL ROLE ${new URL(served.ownerUrl).username}`,
      'SET LOCAL ROLE pg_read_all_data',
      'SET LOCAL row_security = off; SELECT * FROM tell.finding; DROP TABLE tell.finding',
      'CREATE TABLE public.x (y int)',
      'ALTER TABLE tell.finding DISABLE ROW LEVEL SECURITY',
    ];
    for (const text of forbidden) {
      const { refused } = await attempt(own, text);
      assert.equal(refused, '42501', `a member may: ${text} (${refused})`);
    }
    console.log(`isolation: ${forbidden.length} statements refused to a member about its own rows`);
    const fact = await attempt(own, "INSERT INTO platform.fact (kind, subject, actor) VALUES ('x.done', 'x:1', 'x')");
    assert.equal(fact.refused, '42501', 'a fact of nobody cannot be put by a member');
  });

  it('runs as the owner of what it reads in no function a member may call, but for those known', async () => {
    const definers = await served.sql<{ name: string }>(
      "SELECT n.nspname || '.' || p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND (has_function_privilege('kyojo_member', p.oid, 'EXECUTE') OR has_function_privilege('kyojo_public', p.oid, 'EXECUTE'))",
    );
    assert.deepEqual(definers, []);
    const roles = await served.sql<{ rolname: string; rolsuper: boolean; rolbypassrls: boolean }>(
      "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname IN ('kyojo_app', 'kyojo_member', 'kyojo_public', 'kyojo_operator', 'kyojo_worker', 'kyojo_sign_in', 'kyojo_jobs')",
    );
    assert.equal(roles.length, 7);
    for (const role of roles) assert.ok(!role.rolsuper && !role.rolbypassrls, role.rolname);
  });

  it('shows a person’s saved views to that person alone', async () => {
    const { rows } = await attempt(strangers[0]?.[1] as Reader, 'SELECT name FROM tell.saved_view');
    assert.deepEqual(rows, [{ name: 'biidoro view' }]);
  });

  it('shows observations in the column store to their owner and to nobody else', async () => {
    const [finding] = await served.sql<{ asset: string; kind: string }>(
      "SELECT asset, kind FROM tell.finding WHERE organisation_id = $1 AND asset = '203.0.113.24'",
      [who.a.organisation],
    );
    assert.ok(finding);
    const asked = { ...finding, since: new Date('2026-11-19T00:00:00Z'), limit: 50 };
    const ownReader: Reader = { kind: 'member', user: who.a.visitor.id, organisations: [who.a.organisation] };
    assert.equal(
      (await observationsOf(served.house, ownReader, { ...asked, organisation: who.a.organisation })).length,
      1,
      'A sees its own',
    );
    assert.equal(
      (
        await observationsOf(
          served.house,
          { kind: 'operator', user: who.operator.id },
          { ...asked, organisation: who.a.organisation },
        )
      ).length,
      1,
    );
    for (const [name, reader] of strangers)
      for (const organisation of [who.a.organisation, who.b.organisation, who.provider.organisation])
        assert.deepEqual(
          await observationsOf(served.house, reader, { ...asked, organisation }),
          [],
          `${name} sees A's observations`,
        );
  });
});

const CORPORATE = '7000012050002';
