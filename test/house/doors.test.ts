import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { productRoot } from '#platform/files';
import { jobKinds } from '#platform/jobs';
import { listMigrations } from '#platform/postgres';
import { metricsRegistry, type Permission, routes } from '#platform/web';
import { mayKnock } from '../../src/walls.ts';
import { arrive, servedHouse, type Visitor } from '../lib/served.ts';

const served = await servedHouse();
const permissions: readonly Permission[] = ['public', 'signed-in', 'member', 'operator', 'token'];

/** An address of a route with something in every place. */
const addressOf = (path: string) =>
  path
    .replace(/:\w+\{[^/]*\}/g, '00000000-0000-7000-8000-000000000000.pdf')
    .replace(/:(id|organisation|registration|contact|batch|session|passkey)\b/g, '00000000-0000-7000-8000-000000000000')
    .replace(/:\w+/g, 'x');

describe('house: every door has a guard', () => {
  it('each route names a permission we know', () => {
    for (const route of routes()) assert.ok(permissions.includes(route.permission), `${route.method} ${route.path}`);
    console.log(`house: ${routes().length} routes`);
    assert.ok(routes().length > 60);
  });

  it('strangers, people without an organisation and members are turned away where they should be', async () => {
    const [organisation] = await served.sql<{ id: string }>(
      "INSERT INTO know.organisation (name) VALUES ('試験') RETURNING id",
    );
    const callers: readonly (readonly [string, Visitor, readonly Permission[]])[] = [
      ['a stranger', served.visitor(), ['public', 'token']],
      [
        'somebody of no organisation',
        await arrive(served, { email: 'none@hub.example', name: '無所属' }),
        ['public', 'token', 'signed-in'],
      ],
      [
        'a member',
        await arrive(served, {
          email: 'member@hub.example',
          name: '会員',
          ...(organisation ? { organisation: organisation.id } : {}),
        }),
        ['public', 'token', 'signed-in', 'member'],
      ],
    ];
    let refused = 0;
    for (const [name, visitor, mayUse] of callers)
      for (const route of routes().filter((one) => !mayUse.includes(one.permission))) {
        const answer = await visitor.send(addressOf(route.path), {
          method: route.method,
          headers: { origin: served.url },
        });
        const isShown =
          name === 'a stranger' && route.method === 'GET' && !route.path.startsWith('/api/')
            ? answer.status === 303 && answer.location.startsWith('/sign-in?next=')
            : answer.status === (name === 'a stranger' ? 401 : 403);
        assert.ok(isShown, `${name} at ${route.method} ${route.path}: ${answer.status} ${answer.location}`);
        refused++;
      }
    console.log(`house: ${refused} refusals seen`);
    assert.ok(refused > 100);
  });

  it('a route for tokens refuses whoever brings none', async () => {
    let refused = 0;
    for (const route of routes().filter((one) => one.permission === 'token' && one.path !== '/metrics')) {
      for (const headers of [{ origin: served.url }, { origin: served.url, authorization: 'Bearer nothing' }]) {
        const answer = await served.visitor().send(addressOf(route.path), {
          method: route.method,
          headers,
          ...(route.method === 'GET' ? {} : { body: 'x' }),
        });
        // A page that only offers a button for a secret link says nothing about the secret.
        if (route.method === 'GET' && route.path === '/prove/:token') assert.equal(answer.status, 200);
        else
          assert.ok(
            [400, 401, 404, 410, 422].includes(answer.status),
            `${route.method} ${route.path}: ${answer.status}`,
          );
        refused++;
      }
    }
    assert.ok(refused > 10);
  });

  it('a form from another site is refused on every route that changes something', async () => {
    let refused = 0;
    for (const route of routes().filter((one) => one.method !== 'GET')) {
      const answer = await served
        .visitor()
        .send(addressOf(route.path), { method: route.method, headers: { origin: 'https://elsewhere.example' } });
      assert.equal(answer.status, 403, `${route.method} ${route.path}`);
      refused++;
    }
    assert.ok(refused > 30);
  });

  it('no address, however wrong, ends in an unexpected failure', async () => {
    const operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
    const failed: string[] = [];
    let looked = 0;
    for (const route of routes().filter((one) => one.method === 'GET' && !one.path.startsWith('/sign-in/with')))
      for (const query of [
        '',
        '?after=%00',
        '?after=eyJ4IjoxfQ',
        '?kind=%27%22%3E&text=%25%5C_&asset=%5C%25&severity=99&since=x',
        '?lang=xx&page=-1&limit=1e9',
        '?since=2026-99-99',
        '?after=2026-99-99T00:00:00Z_------------------------------------',
      ]) {
        const answer = await operator.get(addressOf(route.path) + query);
        looked++;
        // 503 is an honest answer: the identity provider is not set up here.
        if (answer.status === 500) failed.push(`${route.path}${query}`);
        if (answer.headers.get('content-type')?.startsWith('text/html'))
          assert.doesNotMatch(answer.text, /undefined|\[object |NaN/, `${route.path}${query}`);
      }
    console.log(`house: ${looked} strange addresses`);
    assert.deepEqual(failed, []);
    assert.ok(looked > 150);
  });
});

describe('house: machines, jobs and figures', () => {
  it('each route under /api/ says what it is for, and the OpenAPI document holds exactly those', async () => {
    const ours = routes().filter((one) => one.path.startsWith('/api/'));
    for (const route of ours)
      assert.ok((route.summary ?? '').length > 10, `${route.method} ${route.path} has no summary`);
    const document = JSON.parse((await served.visitor().get('/api/openapi.json')).text) as {
      openapi: string;
      paths: Record<string, Record<string, { parameters?: { name: string }[]; requestBody?: unknown }>>;
    };
    assert.equal(document.openapi, '3.1.0');
    const there = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(
      there.sort(),
      ours.map((one) => `${one.method} ${one.path.replace(/:(\w+)(\{[^/]*\})?/g, '{$1}')}`).sort(),
    );
    assert.deepEqual(
      document.paths['/api/v1/findings']?.get?.parameters?.map((one) => one.name),
      ['after', 'limit'],
    );
    assert.ok(document.paths['/api/v1/findings/status']?.post?.requestBody);
    console.log(`house: ${there.length} machine routes`);
    assert.ok(there.length >= 4);
  });

  it('each kind of job has a name, a handler, and a rhythm that can be read', () => {
    const kinds = jobKinds();
    for (const kind of kinds) {
      assert.match(kind.name, /^[a-z-]+\.[a-z]+(-[a-z]+)*$/);
      assert.equal(typeof kind.handle, 'function', kind.name);
      if (kind.every) assert.ok(isCron(kind.every), `${kind.name}: ${kind.every}`);
    }
    console.log(`house: ${kinds.length} kinds of jobs, ${kinds.filter((kind) => kind.every).length} by themselves`);
    assert.ok(kinds.length > 8 && kinds.some((kind) => kind.every));
    for (const wrong of ['* * * *', '60 * * * *', '* 24 * * *', '*/0 * * * *', 'a * * * *', '5-70 * * * *'])
      assert.ok(!isCron(wrong), wrong);
  });

  it('each fact that somebody listens to is told by somebody', () => {
    const texts = globSync('src/**/*.{ts,sql}', { cwd: productRoot })
      .filter((file) => !file.includes('.test.'))
      .map((file) => readFileSync(join(productRoot, file), 'utf8'));
    const heard = texts.flatMap((text) => [...text.matchAll(/onFact\('([^']+)'/g)].map((match) => match[1] ?? ''));
    for (const kind of heard)
      assert.ok(
        texts.some((text) => text.replace(/onFact\('[^']+'/g, '').includes(`'${kind}'`)),
        `nobody tells ${kind}`,
      );
    console.log(`house: ${heard.length} facts listened to`);
    assert.ok(heard.length >= 2);
  });

  it('each metric is named as Prometheus wants it and says what it counts', async () => {
    const metrics = (await metricsRegistry.getMetricsAsJSON()).filter((one) => one.name.startsWith('kyojo_'));
    for (const metric of metrics) {
      assert.ok(metric.help.length > 10, `${metric.name} has no help`);
      assert.match(metric.name, /^kyojo_[a-z_]+$/);
      if (String(metric.type) === 'counter') assert.match(metric.name, /_total$/);
    }
    console.log(`house: ${metrics.length} metrics of ours`);
    assert.ok(metrics.length >= 6);
  });

  it('each migration is named time__room__table__act, and no two have one time', () => {
    const postgres = listMigrations();
    const columns = globSync('migrations/columns/*.sql', { cwd: productRoot })
      .map((path) => path.split('/').at(-1) ?? '')
      .sort();
    for (const names of [postgres, columns]) {
      for (const name of names) {
        assert.match(name, /^\d{8}T\d{4}__[a-z]+__[a-z_]+__[a-z_-]+\.sql$/);
        assert.ok((name.split('__')[1] ?? '') in mayKnock, `${name}: there is no such room`);
      }
      const times = names.map((name) => name.slice(0, 13));
      assert.equal(new Set(times).size, times.length, 'two migrations have one time');
    }
    assert.throws(() => listMigrations(join(productRoot, 'test/house/fixtures/migrations-wrong')), /is not named/);
    console.log(`house: ${postgres.length} + ${columns.length} migrations`);
    assert.ok(postgres.length >= 8 && columns.length >= 5);
  });
});

/** A cron line of five fields: numbers in their bounds, lists, ranges and steps. */
function isCron(line: string): boolean {
  const bounds = [
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 7],
  ] as const;
  const fields = line.trim().split(/\s+/);
  return (
    fields.length === 5 &&
    fields.every((field, at) =>
      field.split(',').every((part) => {
        const [, from, to, step] = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? [];
        if (!/^(?:\*|\d+(?:-\d+)?)(?:\/\d+)?$/.test(part) || step === '0') return false;
        const [low, high] = bounds[at] as readonly [number, number];
        return [from, to].every((text) => text === undefined || (Number(text) >= low && Number(text) <= high));
      }),
    )
  );
}
