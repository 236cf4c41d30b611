import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { page } from '#platform/page';
import { loadSql } from '#platform/postgres';
import { redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { mustBe } from '../cycle/judge.ts';
import { roundHalfUp } from '../figures/index.ts';
import { COUNTER_KEYS, COUNTERS, type CounterKey } from './counters.ts';
import { operatorWords } from './operator-words.ts';
import {
  type IndicatorRow,
  indicatorForm,
  indicatorPage,
  indicatorsPage,
  type ListedIndicator,
  type ValueRow,
} from './page.html.ts';
import { countFacts } from './refresh.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const key = z
  .string()
  .regex(/^[a-z0-9-]+$/)
  .max(120);
const day = z
  .string()
  .regex(/^(\d{4}-\d{2}-\d{2})?$/)
  .refine((text) => text === '' || !Number.isNaN(Date.parse(text)));
const quantity = z
  .string()
  .trim()
  .regex(/^(-?\d{1,12}(\.\d{1,6})?)?$/);

const IndicatorForm = z.object({
  name: z.string().trim().min(1).max(300),
  nameEn: z.string().trim().max(300).default(''),
  measure: z
    .string()
    .trim()
    .regex(/^(\d{4}-\d(\.\d{1,2})?(-\d{1,2})?-\d{2})?$/)
    .default(''),
  kind: z.enum(['outcome', 'behaviour', 'activity']),
  source: z.enum(['fact', 'import', 'hand']),
  counter: z.enum(['', ...COUNTER_KEYS]).default(''),
  unit: z.string().trim().min(1).max(60),
  denominator: z.string().trim().max(300).default(''),
  baseline: quantity.default(''),
  baselineOn: day.default(''),
  target: quantity.default(''),
  targetOn: day.default(''),
  better: z.enum(['up', 'down']).default('up'),
  owner: z.string().trim().max(200).default(''),
});

route({
  method: 'GET',
  path: '/plan/indicators',
  permission: 'public',
  async handle(c) {
    const indicators = await c.as((q) => q.rows<ListedIndicator>(sql('list')));
    return indicatorsPage({ page: c.view, indicators, isOperator: c.person?.isOperator ?? false });
  },
});

route({
  method: 'GET',
  path: '/plan/indicators/new',
  permission: 'operator',
  query: z.object({ measure: z.string().max(40).optional() }),
  async handle(c) {
    const { language } = c;
    return page({
      ...c.view,
      title: say(operatorWords.make, language),
      heading: say(operatorWords.make, language),
      narrow: true,
      breadcrumb: [
        { href: '/plan', label: say(words.plan, language) },
        { href: '/plan/indicators', label: say(words.title, language) },
      ],
      main: indicatorForm(c.view, undefined, c.query.measure),
    });
  },
});

route({
  method: 'GET',
  path: '/plan/indicators/:key',
  permission: 'public',
  params: z.object({ key }),
  async handle(c) {
    return c.as(async (q) => {
      const indicator = found(
        await q.one<IndicatorRow>(sql('one'), { key: c.params.key }),
        'improve.indicator-unknown',
      );
      const values = await q.rows<ValueRow>(sql('values'), { indicator: indicator.id });
      return indicatorPage({ page: c.view, indicator, values, isOperator: c.person?.isOperator ?? false });
    });
  },
});

function columns(form: z.infer<typeof IndicatorForm>) {
  const isFed = form.source === 'fact';
  if (isFed && form.counter === '') throw new Refusal('improve.counter-unknown');
  const number = (text: string) => (text === '' ? null : Number(text));
  return {
    name: form.name,
    nameEn: form.nameEn,
    kind: form.kind,
    source: form.source,
    counter: isFed ? form.counter : null,
    unit: isFed ? COUNTERS[form.counter as CounterKey].unit.ja : form.unit,
    denominator: form.denominator,
    baseline: number(form.baseline),
    baselineOn: form.baselineOn || null,
    target: number(form.target),
    targetOn: form.targetOn || null,
    better: form.better,
    owner: form.owner,
  };
}

route({
  method: 'POST',
  path: '/plan/indicators',
  permission: 'operator',
  form: IndicatorForm,
  async handle(c) {
    const values = columns(c.form);
    const made = await c.as(async (q) => {
      if (c.form.measure) await mustBe(q, c.form.measure);
      const id = crypto.randomUUID().slice(0, 8);
      const row = found(
        await q.one<{ id: string; key: string }>(sql('make'), {
          ...values,
          key: `hub-${id}`,
          measure: c.form.measure || null,
          by: c.actor,
          now: c.now,
        }),
        'improve.indicator-unknown',
      );
      await appendFact(c.house, q, {
        kind: 'indicator.made',
        subject: c.form.measure ? `measure:${c.form.measure}` : `indicator:${row.key}`,
        actor: c.actor,
        handling: 'TLP:CLEAR',
        data: { ...values, key: row.key, by: c.person?.name ?? '' },
      });
      if (values.source === 'fact') await c.house.jobs.enqueue(q, countFacts, {}, { key: 'count' });
      return row;
    });
    return redirect(`/plan/indicators/${made.key}`);
  },
});

route({
  method: 'POST',
  path: '/plan/indicators/:key',
  permission: 'operator',
  params: z.object({ key }),
  form: IndicatorForm,
  async handle(c) {
    const values = columns(c.form);
    await c.as(async (q) => {
      const before = found(await q.one<IndicatorRow>(sql('one'), { key: c.params.key }), 'improve.indicator-unknown');
      await q.run(sql('change'), { ...values, key: c.params.key, by: c.actor, now: c.now });
      const changed = Object.fromEntries(
        Object.entries(values).filter(([name, value]) => before[name as keyof IndicatorRow] !== value),
      );
      await appendFact(c.house, q, {
        kind: 'indicator.changed',
        subject: before.measureId ? `measure:${before.measureId}` : `indicator:${before.key}`,
        actor: c.actor,
        handling: 'TLP:CLEAR',
        data: { key: before.key, name: before.name, changed, by: c.person?.name ?? '' },
      });
      if (values.source === 'fact') await c.house.jobs.enqueue(q, countFacts, {}, { key: 'count' });
    });
    return redirect(`/plan/indicators/${c.params.key}`);
  },
});

route({
  method: 'POST',
  path: '/plan/indicators/:key/values',
  permission: 'operator',
  params: z.object({ key }),
  form: z.object({
    fromOn: day,
    toOn: day,
    value: quantity.refine((text) => text !== ''),
    whole: quantity.default(''),
    note: z.string().trim().min(1).max(500),
  }),
  async handle(c) {
    const { form } = c;
    if (form.fromOn === '' || form.toOn === '' || form.fromOn > form.toOn) throw new Refusal('improve.value-period');
    await c.as(async (q) => {
      const own = found(await q.one<IndicatorRow>(sql('one'), { key: c.params.key }), 'improve.indicator-unknown');
      if (own.source === 'fact') throw new Refusal('improve.value-fed-by-facts');
      const share = own.unit === '%' || own.unit === 'percent';
      const [count, whole] = [Number(form.value), Number(form.whole)];
      // A typed percentage cannot be checked by anybody: integers in, percentages computed.
      if (share && !(Number.isInteger(count) && Number.isInteger(whole) && whole > 0 && count >= 0 && count <= whole))
        throw new Refusal('improve.value-typed-percent');
      const value = share ? roundHalfUp((count / whole) * 100, 1) : count;
      const note = share ? `${count} / ${whole}; ${form.note}`.slice(0, 500) : form.note;
      await q.run(sql('add_value'), {
        indicator: own.id,
        fromOn: form.fromOn,
        toOn: form.toOn,
        value,
        state: 'exact',
        what: '',
        unit: own.unit,
        note,
        by: c.actor,
        now: c.now,
      });
      await appendFact(c.house, q, {
        kind: 'indicator.measured',
        subject: own.measureId ? `measure:${own.measureId}` : `indicator:${own.key}`,
        actor: c.actor,
        handling: 'TLP:CLEAR',
        data: { key: own.key, value, unit: own.unit, from: form.fromOn, to: form.toOn, note, by: c.person?.name ?? '' },
      });
    });
    return redirect(`/plan/indicators/${c.params.key}`);
  },
});
