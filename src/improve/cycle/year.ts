import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { readAgain, searchText } from '../cycle-load/index.ts';
import { KANA, measureId } from '../plan/measure.ts';

const sql = loadSql(import.meta.url);

interface Planned {
  readonly measureId: string;
  readonly nextPlan: string;
  readonly nextState: 'continued' | 'revised';
  readonly section: string;
  readonly heading: string | null;
  readonly goals: readonly string[];
  readonly ministries: readonly string[];
  readonly position: number;
}

/**
 * Puts every approved next plan of `year` into the (draft) plan of the year after, each under the next free letter of its
 * section and linked to the measure it continues. May be called again as more is approved. Gives how many were added; refuses when
 * the next year is published already, or nothing is approved.
 */
export async function makeNextYear(house: House, q: Queries, year: number, actor: string, by: string): Promise<number> {
  const next = year + 1;
  const there = await q.one<{ state: string }>(sql('year'), { year: next });
  if (there?.state === 'published') throw new Refusal('improve.next-year-open', { year: String(next) }, 409);
  const planned = await q.rows<Planned>(sql('planned'), { year });
  if (planned.length === 0) throw new Refusal('improve.next-year-empty', {}, 409);
  await q.run(sql('open_year'), { year: next, now: house.clock() });
  const used = new Map(
    (await q.rows<{ section: string; count: number }>(sql('used'), { year: next })).map((row) => [
      row.section,
      row.count,
    ]),
  );
  const rows = planned.map((one) => {
    const letter = used.get(one.section) ?? 0;
    used.set(one.section, letter + 1);
    const item = KANA[letter] ?? 'ン';
    return {
      id: measureId(next, one.section, item),
      before: one.measureId,
      section: one.section,
      heading: one.heading,
      goals: one.goals,
      item,
      position: one.position,
      ministries: one.ministries,
      plan: one.nextPlan,
      state: one.nextState,
      search_text: searchText(one.nextPlan, ...one.goals, ...one.ministries),
    };
  });
  await q.run(sql('plan_measures'), { year: next, by: actor, rows: JSON.stringify(rows) });
  await q.run(sql('link_measures'), { by: actor, now: house.clock(), rows: JSON.stringify(rows) });
  for (const row of rows)
    await appendFact(house, q, {
      kind: 'measure.planned',
      subject: `measure:${row.before}`,
      actor,
      handling: 'TLP:GREEN',
      data: { next: row.id, by },
    });
  return rows.length;
}

/** Publishes a draft year: from now on everybody reads it, and it is read for days and flags as any other. */
export async function publishYear(house: House, q: Queries, year: number, actor: string, by: string): Promise<void> {
  if (!(await q.one(sql('publish_year'), { year })))
    throw new Refusal('improve.year-unknown', { year: String(year) }, 404);
  await readAgain(q, year);
  await appendFact(house, q, {
    kind: 'plan.published',
    subject: `plan:${year}`,
    actor,
    handling: 'TLP:CLEAR',
    data: { year, by },
  });
}

/** How far the plan for the year after `year` is: whether its draft is there, and how many lines wait and stand in it. */
export async function nextYearOf(
  q: Queries,
  year: number,
): Promise<{ readonly state: string | undefined; readonly waiting: number; readonly planned: number }> {
  return {
    state: (await q.one<{ state: string }>(sql('year'), { year: year + 1 }))?.state,
    waiting: (await q.rows(sql('planned'), { year })).length,
    planned: (await q.one<{ count: number }>(sql('planned_count'), { year: year + 1 }))?.count ?? 0,
  };
}
