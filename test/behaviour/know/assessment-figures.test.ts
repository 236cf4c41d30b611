import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { statement } from '#platform/postgres';
import { formBatches } from '../../../src/know/assessment-result/figures.ts';
import { chance } from '../../lib/chance.ts';
import { servedHouse } from '../../lib/served.ts';

const served = await servedHouse();
const DAY = 86_400_000;
const random = chance(2026);
const trades = ['retail', 'manufacturing', 'construction', 'health-care', 'finance', null] as const;
const bands = [1, 6, 21, 51, null] as const;

/** A figure as anybody can read it. */
interface Row {
  readonly part: string;
  readonly trade: string | null;
  readonly sizeBand: number | null;
  readonly count: number;
  readonly mean: number;
}

/** Whose results a figure is the mean of: what the attacker does not have, and what we judge the attack by. */
type Members = ReadonlySet<string>;

/** What the public may read, all of it: every combination of filters at once. */
const published = () =>
  served.house.db.as({ kind: 'public' }, (q) =>
    q.rows<Row>(
      statement(
        'published',
        "SELECT part, trade, size_band, count, mean FROM know.public_assessment_figure WHERE questionnaire = 'self-check-25'",
      ),
    ),
  );

/** An organisation with a finished assessment. Skewed: a few groups are large, most have fewer than ten. */
async function arrives(at: Date, known = true): Promise<string> {
  const [row] = await served.sql<{ id: string }>(
    "INSERT INTO know.organisation (name, external_id) VALUES ('O', $1) RETURNING id",
    [known ? `o-${random()}` : null],
  );
  await finishes(row?.id ?? '', at);
  return row?.id ?? '';
}

async function finishes(organisation: string, at: Date): Promise<void> {
  const score = random();
  const parts: Record<string, number> = { '': score, 'g:basic': score / 2 };
  if (random() < 0.9) parts['g:staff'] = score / 3;
  await served.sql(
    `INSERT INTO know.assessment (organisation_id, questionnaire, version, series, trade, size_band, score, parts, started_at, finished_at)
     VALUES ($1, 'self-check-25', 1, 1, $2, $3, $4, $5, $6, $6)`,
    [
      organisation,
      trades[Math.floor(trades.length * random() ** 2)],
      bands[Math.floor(bands.length * random() ** 2)],
      score,
      parts,
      at,
    ],
  );
}

/** Who stands behind each figure, from the tables nobody but the owner reads; checks that the figure is what it says. */
async function behind(rows: readonly Row[]): Promise<Members[]> {
  const batches = await served.sql<{
    id: string;
    trade: string | null;
    band: number | null;
    sums: Record<string, number>;
    members: string[];
  }>(
    `SELECT b.id, b.trade, b.size_band AS band, b.sums, array_agg(a.id) AS members FROM know.assessment_batch b JOIN know.assessment a ON a.counted_in = b.id
     WHERE b.retired_at IS NULL GROUP BY b.id`,
  );
  return rows.map((row) => {
    const mine = batches.filter(
      (batch) =>
        row.part in batch.sums &&
        (row.trade === null || batch.trade === row.trade) &&
        (row.sizeBand === null || batch.band === row.sizeBand),
    );
    const members = mine.flatMap((batch) => batch.members);
    assert.equal(members.length, row.count);
    const sum = mine.reduce((total, batch) => total + (batch.sums[row.part] ?? 0), 0);
    assert.ok(Math.abs(sum / row.count - row.mean) < 0.000_51, `${sum / row.count} is not ${row.mean}`);
    return new Set(members);
  });
}

/**
 * The strongest attack there is on sums: whoever combines figures in whatever way (filters, differences, figures of other
 * days, any multiples) gets a sum in which all results that stand behind exactly the same figures weigh the same. So the results fall into
 * classes that no combination can take apart; the smallest class is what the attacker can isolate.
 */
function smallestClass(figures: readonly Members[]): number {
  const signatures = new Map<string, string[]>();
  figures.forEach((members, at) => {
    for (const one of members) signatures.set(one, [...(signatures.get(one) ?? []), String(at)]);
  });
  const classes = Map.groupBy(signatures, ([, signature]) => signature.join());
  return Math.min(...[...classes.values()].map((members) => members.length));
}

/** Counts that simple subtraction leads to: each margin less its cells, and every figure less every other one of the same part. */
function differences(rows: readonly Row[]): number[] {
  const total = rows.filter(({ part }) => part === '');
  const of = (fits: (row: Row) => boolean) => total.filter(fits).reduce((sum, { count }) => sum + count, 0);
  const all = of(({ trade, sizeBand }) => trade === null && sizeBand === null);
  const isCell = ({ trade, sizeBand }: Row) => trade !== null && sizeBand !== null;
  return [
    all - of(({ trade, sizeBand }) => trade !== null && sizeBand === null),
    all - of(({ trade, sizeBand }) => trade === null && sizeBand !== null),
    all - of(isCell),
    ...total
      .filter(({ trade, sizeBand }) => trade !== null && sizeBand === null)
      .map((margin) => margin.count - of((row) => isCell(row) && row.trade === margin.trade)),
    ...total
      .filter(({ trade, sizeBand }) => trade === null && sizeBand !== null)
      .map((margin) => margin.count - of((row) => isCell(row) && row.sizeBand === margin.sizeBand)),
  ];
}

describe('know: no combination of figures tells anything of fewer than ten organisations', () => {
  const seen: Members[] = [];
  const counts: number[] = [];

  it('over sixty nights on which organisations come one by one, nothing smaller than ten can be isolated', async () => {
    const start = served.clock();
    const arrived: string[] = [];
    for (let night = 0; night < 60; night++) {
      const at = new Date(start.getTime() + night * DAY);
      // First many, then a trickle: the newcomer of last night is the classical victim.
      const newcomers = night === 0 ? 150 : Math.floor(random() * 6);
      for (let one = 0; one < newcomers; one++) arrived.push(await arrives(at));
      served.clock.set(new Date(at.getTime() + DAY / 2));
      await formBatches.handle(served.house, {});
      const rows = await published();
      counts.push(...rows.map(({ count }) => count));
      seen.push(...(await behind(rows)));
      for (const left of differences(rows)) assert.ok(left === 0 || left >= 10, `subtracting leaves ${left}`);
    }
    console.log(
      `figures: ${seen.length} published figures of ${arrived.length} organisations, smallest group that can be told apart: ${smallestClass(seen)}`,
    );
    assert.ok(seen.length > 1000 && Math.min(...counts) >= 10);
    assert.ok(smallestClass(seen) >= 10);
  });

  it('nor when they answer again a year later and old batches retire', async () => {
    const organisations = (await served.sql<{ id: string }>("SELECT id FROM know.organisation WHERE name = 'O'")).map(
      ({ id }) => id,
    );
    served.clock.pass(370 * DAY);
    for (let night = 0; night < 20; night++) {
      for (const one of organisations.splice(0, 12)) await finishes(one, served.clock());
      served.clock.pass(DAY);
      await formBatches.handle(served.house, {});
      const rows = await published();
      seen.push(...(await behind(rows)));
      for (const left of differences(rows)) assert.ok(left === 0 || left >= 10, `subtracting leaves ${left}`);
    }
    const [gone] = await served.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM know.assessment_batch WHERE retired_at IS NOT NULL',
    );
    assert.ok((gone?.count ?? 0) > 0, 'some batches retired');
    assert.ok(smallestClass(seen) >= 10);
  });

  it('and the attack is a real one: on figures that merely leave out groups below ten it finds single organisations', async () => {
    const naive = await served.sql<{ members: string[] }>(
      `SELECT array_agg(id) AS members FROM know.assessment WHERE questionnaire = 'self-check-25'
       GROUP BY GROUPING SETS ((), (trade), (size_band), (trade, size_band)) HAVING count(*) >= 10`,
    );
    assert.ok(smallestClass(naive.map(({ members }) => new Set(members))) < 10);
  });

  it('a part that one of a batch was not asked is left out of the batch, not shown for the others', async () => {
    const batches = await served.sql<{ parts: string[]; lacking: boolean }>(
      `SELECT array(SELECT jsonb_object_keys(b.sums)) AS parts, bool_or(NOT a.parts ? 'g:staff') AS lacking
       FROM know.assessment_batch b JOIN know.assessment a ON a.counted_in = b.id GROUP BY b.id`,
    );
    assert.ok(batches.some(({ lacking }) => lacking) && batches.some(({ lacking }) => !lacking));
    for (const { parts, lacking } of batches) assert.equal(parts.includes('g:staff'), !lacking);
  });

  it('organisations that only registered themselves do not count, so that nobody can surround a neighbour with inventions', async () => {
    const before = await published();
    for (let one = 0; one < 25; one++) await arrives(served.clock(), false);
    served.clock.pass(30 * DAY);
    await formBatches.handle(served.house, {});
    const [counted] = await served.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM know.assessment a JOIN know.organisation o ON o.id = a.organisation_id WHERE o.external_id IS NULL AND a.counted_in IS NOT NULL',
    );
    assert.equal(counted?.count, 0);
    assert.ok(before.length > 0);
  });

  it('whoever reads the figures has no right on what lies below them', async () => {
    const strangers = [{ kind: 'public' }, { kind: 'member', user: 'x', organisations: [] }] as const;
    for (const reader of strangers) {
      for (const text of [
        'SELECT * FROM know.assessment_batch',
        'SELECT * FROM know.assessment_figure',
        'SELECT * FROM know.questionnaire',
        'SELECT * FROM know.link_try',
        'SELECT know.form_assessment_batches(now())',
        'REFRESH MATERIALIZED VIEW know.assessment_figure',
      ])
        await assert.rejects(
          served.house.db.as(reader, (q) => q.raw.query(text)),
          { code: '42501' },
          `${reader.kind}: ${text}`,
        );
      assert.ok(
        (await served.house.db.as(reader, (q) => q.raw.query('SELECT * FROM know.public_assessment_figure'))).rowCount,
      );
    }
    await assert.rejects(
      served.house.db.as({ kind: 'public' }, (q) => q.raw.query('SELECT * FROM know.assessment')),
      /permission denied/,
    );
    await assert.rejects(
      served.house.db.as({ kind: 'worker' }, (q) => q.raw.query('SELECT know.form_assessment_batches(now(), 3)')),
      /never fewer than ten/,
    );
    await assert.rejects(
      served.sql("INSERT INTO know.assessment_batch (questionnaire, series, count, sums) VALUES ('x', 1, 9, '{}')"),
      { code: '23514' },
    );
  });

  it('pages show the nearest group that has ten, and say when there is none', async () => {
    const who = served.visitor();
    const page = await who.get('/figures/self-check-25');
    assert.equal(page.status, 200);
    for (const [, count = ''] of page.text.matchAll(/<td class="n">([\d,]+)<\/td><\/tr>/g))
      assert.ok(Number(count.replace(',', '')) >= 10, count);
    assert.match((await who.get('/figures')).text, /\/figures\/self-check-25/);
    assert.match((await who.get('/figures/five-rules')).text, /まだ平均は出せません/);
  });
});
