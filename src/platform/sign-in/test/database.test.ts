import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { loadSql } from '#platform/postgres';
import { openLibrary } from '../library.ts';
import { signInOf } from '../open.ts';
import { type TestHub, testHub } from './hub.ts';
import { invited, operator } from './people.ts';

const tables = [
  'person',
  'person_session',
  'person_credential',
  'person_authenticator',
  'person_passkey',
  'sign_in_step',
  'sign_in_rate',
  'one_time_link',
];

describe('sign-in: the account tables', () => {
  let hub: TestHub;
  before(async () => {
    hub = await testHub();
  });
  after(() => hub.close());

  it('are out of reach for every role but their own', async () => {
    const roles = ['kyojo_public', 'kyojo_member', 'kyojo_operator', 'kyojo_worker', 'kyojo_jobs', 'kyojo_app'];
    const held = await hub.sql<{ role: string; name: string }>(
      `SELECT role, t.name FROM unnest($1::text[]) AS role, unnest($2::text[]) AS t (name)
       WHERE has_any_column_privilege(role, 'platform.' || t.name, 'SELECT, INSERT, UPDATE, REFERENCES') OR has_table_privilege(role, 'platform.' || t.name, 'DELETE, TRUNCATE, TRIGGER')`,
      [roles, tables],
    );
    assert.deepEqual(held, []);
    // And so the server answers.
    for (const kind of ['public', 'worker'] as const)
      await assert.rejects(
        hub.house.db.as({ kind }, (q) => q.raw.query('SELECT password FROM platform.person_credential')),
        /permission denied/,
      );
  });

  it('and their own role reaches nothing else', async () => {
    const client = await hub.house.db.pool.connect();
    try {
      await client.query('SET ROLE kyojo_sign_in');
      const { rows } = await client.query<{ name: string }>(
        `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
           AND has_table_privilege('kyojo_sign_in', c.oid, 'SELECT, INSERT, UPDATE, DELETE') ORDER BY 1`,
      );
      assert.deepEqual(rows.map(({ name }) => name).sort(), tables.map((table) => `platform.${table}`).sort());
    } finally {
      await client.query('RESET ROLE');
      client.release();
    }
  });

  it('show a member only themselves, the hub everybody, and nobody a secret', async () => {
    const [one, two] = [await invited(hub, 'one@shop.example'), await operator(hub, 'two@hub.example')];
    const look = (reader: Parameters<typeof hub.house.db.as>[0]) =>
      hub.house.db.as(
        reader,
        async (q) => (await q.raw.query<{ id: string }>('SELECT * FROM platform.public_person')).rows,
      );
    assert.deepEqual(
      (await look({ kind: 'member', user: one.id, organisations: [] })).map(({ id }) => id),
      [one.id],
    );
    assert.equal((await look({ kind: 'operator', user: two.id })).length, 2);
    assert.equal((await look({ kind: 'worker' })).length, 2);
    await assert.rejects(look({ kind: 'public' }), /permission denied/);
    const columns = Object.keys((await look({ kind: 'worker' }))[0] ?? {});
    assert.deepEqual(columns, [
      'id',
      'name',
      'email',
      'email_verified',
      'is_operator',
      'language',
      'closed_at',
      'created_at',
    ]);
  });

  it('keep passwords, app secrets and recovery codes unreadable, and no link at all', async () => {
    const someone = await operator(hub, 'secrets@hub.example');
    const link = await hub.signIn.invite({ isOperator: false });
    const dump = JSON.stringify(await Promise.all(tables.map((table) => hub.sql(`SELECT * FROM platform.${table}`))));
    const token = link.split('/').at(-1) ?? '';
    for (const secret of [someone.secret, ...someone.codes, 'tofu wakame', token, token.slice(22)])
      assert.ok(!dump.includes(secret), secret.slice(0, 6));
  });

  it('have the columns better-auth asks for', async () => {
    // The library's own comparison, which the running hub does without: it would cost every start.
    const compare = async () => {
      const pool = new pg.Pool({
        connectionString: hub.house.db.pool.options.connectionString,
        max: 2,
        options: '-c role=kyojo_sign_in',
      });
      try {
        const { rates } = signInOf(hub.house);
        const { explicitSchemaCheck } = await openLibrary({ house: hub.house, pool, rates, secret: 'x'.repeat(43) })
          .$context;
        assert.ok(explicitSchemaCheck, 'the library no longer has its comparison');
        await explicitSchemaCheck();
      } finally {
        await pool.end();
      }
    };
    await compare();
    await hub.sql('ALTER TABLE platform.person_passkey RENAME COLUMN aaguid TO other');
    await assert.rejects(compare(), /aaguid/);
    await hub.sql('ALTER TABLE platform.person_passkey RENAME COLUMN other TO aaguid');
  });

  it('find a session by indexes alone, however many there are', async () => {
    await hub.sql(
      "INSERT INTO platform.person (name, email) SELECT 'n', 'n' || i || '@many.example' FROM generate_series(1, 5000) AS i",
    );
    await hub.sql(
      "INSERT INTO platform.person_session (person_id, token, expires_at) SELECT id, id::text, now() + interval '1 day' FROM platform.person",
    );
    await hub.sql(
      'ANALYZE platform.person, platform.person_session, platform.person_passkey, platform.person_credential',
    );
    const { text, parameters } = loadSql(new URL('../session.ts', import.meta.url).href)('find_session');
    const values = { token: 'x', rest_hours: 12, confirmed_minutes: 15 } as Record<string, unknown>;
    const plan = await hub.sql<{ 'QUERY PLAN': string }>(
      `EXPLAIN ${text}`,
      parameters.map((name) => values[name]),
    );
    const lines = plan.map((line) => line['QUERY PLAN']).join('\n');
    assert.match(lines, /Index Scan using person_session_token_key/);
    assert.doesNotMatch(lines, /Seq Scan on (person|person_session) /);
  });
});
