import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { loadSql, type Queries } from '#platform/postgres';
import { redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { measureIdParam } from '../cycle-measure/measure.ts';
import { APPROVERS, type Cycle, mayTake, NEXT_STATES, type Part, whyNotDecide, whyNotSubmit } from './decide.ts';
import { type EditView, editPage } from './edit.html.ts';
import { mustBe } from './judge.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const params = z.object({ id: measureIdParam });
const measureOrNothing = z.union([z.literal(''), measureIdParam]).default('');

/** Refuses somebody who is not listed for this part of the cycle. */
async function mustTake(q: Queries, part: Part, person: string): Promise<void> {
  const listed = await q.rows<{ person: string; role: string }>(sql('parts'));
  if (!mayTake(part, person, listed))
    throw new Refusal('improve.part-missing', { part: say(words[`part.${part}`], 'ja') }, 403);
}

/** The facts of a measure that tell its story. */
const subjectOf = (id: string) => `measure:${id}`;

route({
  method: 'GET',
  path: '/plan/measures/:id/cycle',
  permission: 'operator',
  params,
  async handle(c) {
    const { id } = c.params;
    return c.as(async (q) =>
      editPage({
        page: c.view,
        measure: found(await q.one<EditView['measure']>(sql('measure'), { id }), 'improve.measure-unknown'),
        results: await q.rows(sql('results'), { id }),
        cycle: await q.one<NonNullable<EditView['cycle']>>(sql('cycle'), { id }),
        approvals: await q.rows(sql('approvals'), { id }),
        comments: await q.rows(sql('comments'), { id }),
        indicators: await q.rows(sql('indicators'), { id }),
        happened: await q.rows(sql('facts'), { subject: subjectOf(id) }),
      }),
    );
  },
});

route({
  method: 'POST',
  path: '/plan/measures/:id/cycle',
  permission: 'operator',
  params,
  form: z.object({
    evaluation: z.string().trim().max(8000).default(''),
    nextPlan: z.string().trim().max(8000).default(''),
    nextState: z.enum(['', ...NEXT_STATES]).default(''),
    absorbedInto: measureOrNothing,
    because: z.string().trim().max(2000).default(''),
    version: z.coerce.number().int().min(0),
    act: z.enum(['save', 'submit']).default('save'),
  }),
  async handle(c) {
    const { id } = c.params;
    const { form } = c;
    await c.as(async (q) => {
      await mustBe(q, id);
      await mustTake(q, 'officer', c.actor);
      const nextState = form.nextState || null;
      const absorbedInto = nextState === 'absorbed' ? form.absorbedInto || null : null;
      if (absorbedInto) await mustBe(q, absorbedInto);
      const written = await q.one<{ version: number }>(sql('write'), {
        id,
        evaluation: form.evaluation,
        nextPlan: form.nextPlan,
        nextState,
        absorbedInto,
        because: form.because,
        version: form.version,
        by: c.actor,
        name: c.person?.name ?? '',
        now: c.now,
      });
      if (!written || (form.version === 0 && written.version !== 1))
        throw new Refusal('improve.changed-meanwhile', {}, 409);
      await appendFact(c.house, q, {
        kind: 'measure-cycle.written',
        subject: subjectOf(id),
        actor: c.actor,
        handling: 'TLP:GREEN',
        data: {
          version: written.version,
          nextState,
          evaluation: form.evaluation,
          nextPlan: form.nextPlan,
          because: form.because,
          by: c.person?.name ?? '',
        },
      });
      if (form.act === 'submit') await submit(c.house, q, id, c.actor, c.person?.name ?? '');
    });
    return redirect(`/plan/measures/${id}/cycle#${form.act === 'submit' ? 'approvals' : 'write'}`);
  },
});

async function submit(
  house: Parameters<typeof appendFact>[0],
  q: Queries,
  id: string,
  actor: string,
  by: string,
): Promise<void> {
  const cycle = found(await q.one<Cycle>(sql('cycle_for_update'), { id }), 'improve.not-submitted');
  const why = whyNotSubmit(cycle);
  if (why === 'evaluation-missing') throw new Refusal('improve.evaluation-missing');
  if (why === 'next-plan-missing') throw new Refusal('improve.next-plan-missing');
  if (why === 'absorbed-needs-measure') throw new Refusal('improve.absorbed-needs-measure');
  if (why === 'state-needs-reason')
    throw new Refusal('improve.state-needs-reason', {
      state: say(words[`next.${cycle.nextState ?? 'dropped'}`], 'ja'),
    });
  await q.run(sql('set_state'), { id, state: 'submitted' });
  await appendFact(house, q, {
    kind: 'measure-cycle.submitted',
    subject: subjectOf(id),
    actor,
    handling: 'TLP:GREEN',
    data: { version: cycle.version, by },
  });
}

route({
  method: 'POST',
  path: '/plan/measures/:id/decide',
  permission: 'operator',
  params,
  form: z.object({
    role: z.enum(APPROVERS),
    decision: z.enum(['agreed', 'returned']),
    version: z.coerce.number().int().min(1),
    note: z.string().trim().max(2000).default(''),
  }),
  async handle(c) {
    const { id } = c.params;
    const { form } = c;
    const name = c.person?.name ?? '';
    await c.as(async (q) => {
      await mustBe(q, id);
      await mustTake(q, form.role, c.actor);
      const cycle = found(await q.one<Cycle>(sql('cycle_for_update'), { id }), 'improve.not-submitted');
      if (cycle.version !== form.version) throw new Refusal('improve.changed-meanwhile', {}, 409);
      const agreed = new Set(
        (await q.rows<{ role: string }>(sql('agreed'), { id, version: cycle.version })).map((one) => one.role),
      );
      const why = whyNotDecide(cycle, c.actor, form.role, agreed);
      if (why === 'not-submitted') throw new Refusal('improve.not-submitted', {}, 409);
      if (why === 'already-approved') throw new Refusal('improve.already-approved', {}, 409);
      if (why === 'own-work') throw new Refusal('improve.own-work', {}, 403);
      if (why === 'wrong-order') throw new Refusal('improve.wrong-order', {}, 409);
      await q.run(sql('decide'), {
        id,
        version: cycle.version,
        role: form.role,
        decision: form.decision,
        note: form.note,
        by: c.actor,
        name,
        now: c.now,
      });
      await appendFact(c.house, q, {
        kind: form.decision === 'agreed' ? 'measure-cycle.agreed' : 'measure-cycle.returned',
        subject: subjectOf(id),
        actor: c.actor,
        handling: 'TLP:GREEN',
        data: { role: form.role, version: cycle.version, note: form.note, by: name },
      });
      if (form.decision === 'returned') {
        await q.run(sql('withdraw_agreement'), { id, version: cycle.version });
        await q.run(sql('set_state'), { id, state: 'draft' });
      } else if (APPROVERS.every((role) => role === form.role || agreed.has(role)))
        await approve(c.house, q, id, cycle, c.actor, name);
    });
    return redirect(`/plan/measures/${id}/cycle#approvals`);
  },
});

// Every role has agreed: the evaluation, the drafted results and the new state become everybody's to read.
async function approve(
  house: Parameters<typeof appendFact>[0],
  q: Queries,
  id: string,
  cycle: Cycle,
  actor: string,
  by: string,
): Promise<void> {
  await q.run(sql('set_state'), { id, state: 'approved' });
  await q.run(sql('publish_results'), { id });
  await appendFact(house, q, {
    kind: 'measure.evaluated',
    subject: subjectOf(id),
    actor,
    handling: 'TLP:CLEAR',
    data: { version: cycle.version, evaluation: cycle.evaluation, nextPlan: cycle.nextPlan, by },
  });
  if (!cycle.nextState) return;
  const changed = await q.one(sql('set_measure_state'), {
    id,
    state: cycle.nextState,
    absorbedInto: cycle.absorbedInto,
    by: actor,
  });
  if (changed)
    await appendFact(house, q, {
      kind: 'measure.state-changed',
      subject: subjectOf(id),
      actor,
      handling: 'TLP:CLEAR',
      data: { state: cycle.nextState, absorbedInto: cycle.absorbedInto, because: cycle.because, by },
    });
}

route({
  method: 'POST',
  path: '/plan/measures/:id/comments',
  permission: 'operator',
  params,
  form: z.object({ body: z.string().trim().min(1).max(4000) }),
  async handle(c) {
    const { id } = c.params;
    await c.as(async (q) => {
      await mustBe(q, id);
      await q.run(sql('add_comment'), {
        id,
        body: c.form.body,
        by: c.actor,
        name: c.person?.name ?? '',
        now: c.now,
      });
      await appendFact(c.house, q, {
        kind: 'measure.commented',
        subject: subjectOf(id),
        actor: c.actor,
        handling: 'TLP:GREEN',
        data: { body: c.form.body, by: c.person?.name ?? '' },
      });
    });
    return redirect(`/plan/measures/${id}/cycle#comments`);
  },
});

route({
  method: 'POST',
  path: '/plan/measures/:id/results',
  permission: 'operator',
  params,
  form: z.object({ ministry: z.string().trim().min(1).max(60), body: z.string().trim().min(1).max(8000) }),
  async handle(c) {
    const { id } = c.params;
    await c.as(async (q) => {
      await mustBe(q, id);
      await mustTake(q, 'officer', c.actor);
      await q.run(sql('add_result'), {
        id,
        tag: c.form.ministry,
        ministries: [c.form.ministry],
        body: c.form.body,
        by: c.actor,
        now: c.now,
      });
      await appendFact(c.house, q, {
        kind: 'measure.result-added',
        subject: subjectOf(id),
        actor: c.actor,
        handling: 'TLP:GREEN',
        data: { ministry: c.form.ministry, body: c.form.body, by: c.person?.name ?? '' },
      });
    });
    return redirect(`/plan/measures/${id}/cycle`);
  },
});
