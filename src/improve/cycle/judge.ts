/** A person weighs what was read by rule: links between measures, and flags. */

import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { loadSql, type Queries } from '#platform/postgres';
import { id, redirect, route } from '#platform/web';
import { measureIdParam } from '../cycle-measure/measure.ts';

const sql = loadSql(import.meta.url);
const note = z.string().trim().max(1000).default('');

/** A place of this hub to go back to. */
const back = z
  .string()
  .max(400)
  .regex(/^\/plan[A-Za-z0-9/._~%?=&()-]*$/)
  .catch('/plan');

route({
  method: 'POST',
  path: '/plan/links/:id',
  permission: 'operator',
  params: z.object({ id }),
  form: z.object({ decision: z.enum(['confirmed', 'refused']), back: measureIdParam, note: note.optional() }),
  async handle(c) {
    await c.as(async (q) => {
      const link = found(
        await q.one<{ measureId: string; otherId: string; kind: string }>(sql('settle_link'), {
          id: c.params.id,
          decision: c.form.decision,
          by: c.actor,
          now: c.now,
          note: c.form.note ?? '',
        }),
        'improve.link-unknown',
      );
      if (link.kind !== 'relisted') await q.run(sql('judge_state'), { ids: [link.measureId, link.otherId] });
      await appendFact(c.house, q, {
        kind: c.form.decision === 'confirmed' ? 'measure-link.confirmed' : 'measure-link.refused',
        subject: `measure:${link.measureId}`,
        actor: c.actor,
        handling: 'TLP:CLEAR',
        data: { ...link, by: c.person?.name ?? '' },
      });
    });
    return redirect(`/plan/measures/${c.form.back}#links`);
  },
});

route({
  method: 'POST',
  path: '/plan/measures/:id/links',
  permission: 'operator',
  params: z.object({ id: measureIdParam }),
  form: z.object({
    other: z.string().trim().max(40),
    kind: z.enum(['continues', 'replaces', 'relisted']),
    note: note.optional(),
  }),
  async handle(c) {
    await c.as(async (q) => {
      await mustBe(q, c.params.id);
      const made = await q.one(sql('add_link'), {
        id: c.params.id,
        other: c.form.other,
        kind: c.form.kind,
        by: c.actor,
        now: c.now,
        note: c.form.note ?? '',
      });
      if (!made) throw new Refusal('improve.link-same-year');
      if (c.form.kind !== 'relisted') await q.run(sql('judge_state'), { ids: [c.params.id, c.form.other] });
      await appendFact(c.house, q, {
        kind: 'measure-link.confirmed',
        subject: `measure:${c.params.id}`,
        actor: c.actor,
        handling: 'TLP:CLEAR',
        data: {
          measureId: c.params.id,
          otherId: c.form.other,
          kind: c.form.kind,
          note: c.form.note ?? '',
          by: c.person?.name ?? '',
        },
      });
    });
    return redirect(`/plan/measures/${c.params.id}#links`);
  },
});

route({
  method: 'POST',
  path: '/plan/flags/:id',
  permission: 'operator',
  params: z.object({ id }),
  form: z.object({ verdict: z.enum(['right', 'wrong', 'none']), back, note: note.optional() }),
  async handle(c) {
    await c.as(async (q) => {
      const flag = found(
        await q.one<{ kind: string; about: string }>(sql('settle'), {
          id: c.params.id,
          verdict: c.form.verdict === 'none' ? null : c.form.verdict,
          by: c.actor,
          now: c.now,
          note: c.form.note ?? '',
        }),
        'improve.flag-unknown',
      );
      await appendFact(c.house, q, {
        kind: 'measure-flag.weighed',
        subject: /^\d{4}-/.test(flag.about) ? `measure:${flag.about}` : `figure:${flag.about}`,
        actor: c.actor,
        handling: 'TLP:CLEAR',
        data: { kind: flag.kind, verdict: c.form.verdict, by: c.person?.name ?? '' },
      });
    });
    return redirect(c.form.back as `/${string}`);
  },
});

/** Refuses a measure that is not there, for whoever may see drafts too. */
export async function mustBe(q: Queries, measure: string): Promise<void> {
  found(await q.one(sql('measure_there'), { id: measure }), 'improve.measure-unknown');
}
