import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { countDeclarations, type Figure } from '../../../src/know/declaration-check/statistics.ts';
import { chance } from '../../lib/chance.ts';
import { servedHouse } from '../../lib/served.ts';

const served = await servedHouse();
const dimensions = ['prefecture', 'trade', 'size', 'month'] as const;
const figures = async () =>
  (JSON.parse((await served.visitor().get('/api/v1/declarations/statistics')).text) as { figures: Figure[] }).figures;
const key = (one: Pick<Figure, 'dimension' | 'value' | 'stars'>) => `${one.dimension}|${one.value}|${one.stars}`;

/** What somebody can work out of published figures: for each cell the least and the most it can be, tightened until nothing moves. */
function workedOut(published: readonly Figure[]): Map<string, [least: number, most: number]> {
  const bounds = new Map<string, [number, number]>();
  for (const one of published) bounds.set(key(one), one.count === null ? [0, 1e9] : [one.count, one.count + 9]);
  // Every sum there is: the stars of a value, the values of a star, the stars of all, each dimension of all.
  const sums: { readonly whole: string; readonly parts: readonly string[] }[] = [];
  const stars = [
    ...new Set(published.filter(({ dimension }) => dimension === 'star').map(({ value }) => Number(value))),
  ];
  sums.push({ whole: 'total||0', parts: stars.map((one) => `star|${one}|0`) });
  for (const dimension of dimensions) {
    const values = [...new Set(published.filter((one) => one.dimension === dimension).map(({ value }) => value))];
    for (const one of stars)
      sums.push({ whole: `star|${one}|0`, parts: values.map((value) => `${dimension}|${value}|${one}`) });
    for (const value of values)
      sums.push({ whole: `${dimension}|${value}|0`, parts: stars.map((one) => `${dimension}|${value}|${one}`) });
    sums.push({ whole: 'total||0', parts: values.map((value) => `${dimension}|${value}|0`) });
  }
  const of = (name: string) => bounds.get(name) ?? [0, 1e9];
  for (let moved = true; moved; ) {
    moved = false;
    const tighten = (name: string, least: number, most: number) => {
      const [low, high] = of(name);
      const next: [number, number] = [Math.max(low, least), Math.min(high, most)];
      assert.ok(next[0] <= next[1], `${name}: the figures contradict each other`);
      if (next[0] !== low || next[1] !== high) {
        bounds.set(name, next);
        moved = true;
      }
    };
    for (const { whole, parts } of sums) {
      const least = parts.reduce((sum, part) => sum + of(part)[0], 0);
      const most = parts.reduce((sum, part) => sum + of(part)[1], 0);
      tighten(whole, least, most);
      for (const part of parts)
        tighten(part, of(whole)[0] - (most - of(part)[1]), of(whole)[1] - (least - of(part)[0]));
    }
  }
  return bounds;
}

/** Fills the table of cells with a population, as the nightly count would. */
async function publishes(cells: ReadonlyMap<string, number>): Promise<Figure[]> {
  await served.sql('DELETE FROM know.declaration_count');
  const rows = [...cells].map(([name, count]) => [...name.split('|'), count]);
  await served.sql(
    'INSERT INTO know.declaration_count SELECT r->>0, r->>1, (r->>2)::int, (r->>3)::int, now() FROM jsonb_array_elements($1::jsonb) r',
    [JSON.stringify(rows)],
  );
  return figures();
}

/** A population of `size` declarers, unevenly spread, so that many cells are small and some are empty. */
function population(seed: number, size: number) {
  const random = chance(seed);
  const values = {
    prefecture: ['東京都', '京都府', '鳥取県', '島根県', '高知県', ''],
    trade: ['retail', 'public', 'finance', ''],
    size: ['1', '2', '6', ''],
    month: ['2026-09', '2026-10', '2026-11'],
  };
  const cells = new Map<string, number>([
    ['total||0', 0],
    ['star|1|0', 0],
    ['star|2|0', 0],
  ]);
  for (const dimension of dimensions)
    for (const value of values[dimension]) for (const stars of [1, 2]) cells.set(`${dimension}|${value}|${stars}`, 0);
  const add = (name: string) => cells.set(name, (cells.get(name) ?? 0) + 1);
  for (let one = 0; one < size; one++) {
    const stars = random.happens(0.2) ? 2 : 1;
    add('total||0');
    add(`star|${stars}|0`);
    for (const dimension of dimensions)
      add(`${dimension}|${values[dimension][Math.floor(values[dimension].length * random() ** 2.5)]}|${stars}`);
  }
  return cells;
}

describe('know: the statistics of declarations give nobody away', () => {
  it('whatever is subtracted from whatever: no cell below ten can be worked out, not even that it is below ten', async () => {
    let attacked = 0;
    let shown = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const cells = population(seed, [12, 30, 45, 80, 130, 300, 900, 4000][seed % 8] ?? 100);
      const published = await publishes(cells);
      for (const one of published)
        assert.ok(one.count === null || (one.count >= 10 && one.count % 10 === 0), `${key(one)} ${one.count}`);
      const bounds = workedOut(published);
      for (const [name, [least, most]] of bounds) {
        const [dimension, value, stars] = name.split('|');
        const truth =
          stars === '0' && dimension !== 'total' && dimension !== 'star'
            ? (cells.get(`${dimension}|${value}|1`) ?? 0) + (cells.get(`${dimension}|${value}|2`) ?? 0)
            : (cells.get(name) ?? 0);
        assert.ok(least <= truth && truth <= most, `${name}: ${truth} not in ${least}–${most}`);
        if (truth >= 10) continue;
        attacked++;
        assert.ok(
          most - least >= 9 && most >= 9 && least <= 1,
          `seed ${seed}, ${name}: ${truth} is known to lie in ${least}–${most}`,
        );
      }
      shown += published.filter(({ count }) => count !== null).length;
    }
    console.log(`figures: ${attacked} small cells attacked, ${shown} figures published`);
    assert.ok(attacked > 500 && shown > 500);
  });

  it('a cell that is empty and one of nine look the same', async () => {
    const base = population(3, 900);
    const with_ = async (count: number) => {
      const cells = new Map(base);
      cells.set('prefecture|高知県|2', count);
      return (await publishes(cells)).filter((one) => one.dimension === 'prefecture' && one.stars === 2);
    };
    assert.deepEqual(
      (await with_(0)).map(({ count }) => count),
      (await with_(9)).map(({ count }) => count),
    );
  });

  it('filters combined around one organisation, and a look before and after, tell nothing of it', async () => {
    const random = chance(7);
    const prefectures = ['東京都', '東京都', '東京都', '京都府', '鳥取県'];
    await served.house.db.as({ kind: 'worker' }, async (q) => {
      const rows = Array.from(
        { length: 120 },
        (_, at) => checkRow(at + 2, { externalId: `f${at}`, name: `数${at}` }, () => true).organisation,
      );
      await takeOrganisations(served.house, q, rows, 'test');
    });
    const ids = (
      await served.sql<{ id: string }>("SELECT id FROM know.organisation WHERE external_id LIKE 'f%' ORDER BY id")
    ).map(({ id }) => id);
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const declares = (at: number, of: { prefecture: string; trade: string; band: number; stars: number }) =>
      served.sql(
        "INSERT INTO know.declaration (organisation_id, number, scheme, level, stars, rules, made_at, level_since, valid_until, prefecture, trade, size_band) VALUES ($1, $2, 'stars', 'x', $3, 1, '2026-11-01', '2026-11-01', '2028-11-01', $4, $5, $6)",
        [
          ids[at],
          `AAAAAAA${alphabet[Math.floor(at / 32)]}${alphabet[at % 32]}0`,
          of.stars,
          of.prefecture,
          of.trade,
          of.band,
        ],
      );
    for (let at = 0; at < 95; at++)
      await declares(at, {
        prefecture: random.of(prefectures),
        trade: random.of(['retail', 'manufacturing']),
        band: random.of([2, 6]),
        stars: random.happens(0.3) ? 2 : 1,
      });
    await countDeclarations.handle(served.house, {});
    let before = new Map((await figures()).map((one) => [key(one), one.count]));
    assert.equal(before.get('total||0'), 90);
    let inAll = 0;
    for (let at = 95; at < 115; at++) {
      // A victim unlike all others, then more of the usual: every step is looked at.
      await declares(
        at,
        at === 95
          ? { prefecture: '鳥取県', trade: 'public', band: 301, stars: 2 }
          : { prefecture: '東京都', trade: 'retail', band: 2, stars: 1 },
      );
      await countDeclarations.handle(served.house, {});
      const now = new Map((await figures()).map((one) => [key(one), one.count]));
      const moved = [...now].filter(([name, count]) => count !== before.get(name));
      for (const [name, count] of moved)
        assert.ok(
          count === null || before.get(name) === null || Math.abs(count - (before.get(name) ?? 0)) === 10,
          name,
        );
      if (at === 95)
        assert.deepEqual(
          moved.filter(([name]) => /鳥取|public|301/.test(name)),
          [],
          'the victim shows nowhere',
        );
      if (
        dimensions.filter((dimension) => moved.some(([name]) => name.startsWith(dimension))).length ===
        dimensions.length
      )
        inAll++;
      before = now;
    }
    assert.equal(inAll, 0, 'no step moved all dimensions at once, which would tell all about who came');
  });

  it('the counts themselves are the hub’s: neither the public nor a member reads them, nor can ask the page for more', async () => {
    for (const reader of [{ kind: 'public' }, { kind: 'member', user: 'x', organisations: [] }] as const)
      for (const table of ['know.declaration_count', 'know.declaration_event'])
        await assert.rejects(
          served.house.db.as(reader, (q) =>
            q.raw.query(`SELECT count(*) FROM ${table}`).then(({ rows }) => assert.equal(rows[0].count, 1)),
          ),
          table,
        );
    assert.equal((await served.visitor().get('/declarations/statistics?by=organisation')).status, 400);
    assert.equal((await served.visitor().get('/declarations/statistics?by=trade&lang=en')).status, 200);
  });

  it('organisations that only said who they are do not count, so that nobody fills a cell around a neighbour', async () => {
    const before = (await figures()).find((one) => one.dimension === 'total')?.count;
    const sibyls = await served.sql<{ id: string }>(
      "INSERT INTO know.organisation (name) SELECT 'x' FROM generate_series(1, 30) RETURNING id",
    );
    for (const [at, { id }] of sibyls.entries())
      await served.sql(
        "INSERT INTO know.declaration (organisation_id, number, scheme, level, stars, rules, made_at, level_since, valid_until) VALUES ($1, $2, 'stars', 'x', 1, 1, '2026-11-01', '2026-11-01', '2028-11-01')",
        [id, `BBBBBBBB${String(at).padStart(2, '0')}`],
      );
    await countDeclarations.handle(served.house, {});
    assert.equal((await figures()).find((one) => one.dimension === 'total')?.count, before);
  });
});
